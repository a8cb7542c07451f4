"""A UDP socket that is not declared and never answers."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="undeclared-silent-udp",
    title_ja="宣言になく応答もしないUDPソケット",
    title_en="a UDP socket that is not declared and never answers",
    kind=Kind.BAD,
    fails=("S1.1-13",),
    build=Build(silent_udp=(40404,)),
)
