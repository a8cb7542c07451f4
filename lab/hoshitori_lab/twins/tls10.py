"""TLS 1.0 is accepted."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="tls10",
    title_ja="TLS 1.0を受け入れる",
    title_en="TLS 1.0 is accepted",
    kind=Kind.BAD,
    fails=("S1.1-12",),
    build=Build(tls_protocols=("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")),
)
