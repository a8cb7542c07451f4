"""The sound device that speaks nothing but TLS 1.3."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="tls13-only",
    title_ja="TLS 1.3だけを話す健全な供試品",
    title_en="a sound device that speaks nothing but TLS 1.3",
    kind=Kind.HARD_GOOD,
    build=Build(tls_protocols=("TLSv1.3",)),
)
