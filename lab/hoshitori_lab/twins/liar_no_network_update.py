"""Declares that updates never come over a network."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="liar-no-network-update",
    title_ja="更新はネットワーク経由で届かないと宣言する",
    title_en="declares that updates never come over a network",
    kind=Kind.LIAR,
    fails=("S1.1-08",),
    leaves_out=("network-update",),
    puts_in=("no-network-update",),
)
