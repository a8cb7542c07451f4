"""A TCP port that is not declared and open over IPv6 alone."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="undeclared-tcp-port-ipv6",
    title_ja="IPv6だけで開いている、宣言にないTCPポート",
    title_en="a TCP port that is open over IPv6 alone and not declared",
    kind=Kind.BAD,
    fails=("S1.1-01", "S1.1-13"),
    also="what is forgotten there is a debug console, which gives its prompt to whoever connects",
    build=Build(ipv6=True, open_tcp_ipv6=(8899,)),
)
