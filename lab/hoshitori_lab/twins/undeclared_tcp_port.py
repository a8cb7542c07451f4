"""A TCP port that is not declared."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="undeclared-tcp-port",
    title_ja="宣言にないTCPポート",
    title_en="a TCP port that is not declared",
    kind=Kind.BAD,
    fails=("S1.1-01", "S1.1-13"),
    also="what is forgotten there is a debug console, which gives its prompt to whoever connects",
    build=Build(open_tcp=(8899,)),
)
