"""Declares that nothing worth protecting goes over the network, where administrators log in over it."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="liar-nothing-sent",
    title_ja="守るべき情報資産を送受信しないと宣言し、実際にはネットワーク経由でログインさせる",
    title_en="Declares that no asset is sent over a network, and has people log in over it",
    kind=Kind.LIAR,
    fails=("S1.1-12",),
    leaves_out=("assets-sent",),
    puts_in=("nothing-sent",),
)
