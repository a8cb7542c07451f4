"""A UDP socket over IPv6 alone that is not declared and never answers."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="undeclared-silent-udp-ipv6",
    title_ja="IPv6だけにある、宣言になく応答もしないUDPソケット",
    title_en="a UDP socket over IPv6 alone that is not declared and never answers",
    kind=Kind.BAD,
    fails=("S1.1-13",),
    build=Build(ipv6=True, silent_udp_ipv6=(40404,)),
)
