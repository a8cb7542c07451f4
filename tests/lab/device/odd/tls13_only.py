"""Offers TLS 1.3 and nothing older."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="tls13_only",
    title_ja="tls13_only",
    title_en="tls13_only",
    kind=Kind.BAD,
    build=Build(tls_protocols=("TLSv1.3",)),
)
