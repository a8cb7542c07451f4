"""A firewall that drops by default, with its list of sockets."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="default-drop-firewall",
    title_ja="既定で破棄するファイアウォール（ソケット一覧付き）",
    title_en="a firewall that drops by default, with its list of sockets",
    kind=Kind.HARD_GOOD,
    build=Build(firewall=True),
    leaves_out=("plain-answers",),
    puts_in=("socket-list",),
)
