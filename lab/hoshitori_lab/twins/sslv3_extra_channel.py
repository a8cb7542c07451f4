"""A maintenance channel that is declared and speaks SSLv3 only."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="sslv3-extra-channel",
    title_ja="SSLv3だけの保守用チャネル（宣言済み）",
    title_en="a declared maintenance channel that speaks SSLv3 only",
    kind=Kind.BAD,
    fails=("S1.1-12",),
    build=Build(sslv3_port=4433),
    puts_in=("extra-channel",),
)
