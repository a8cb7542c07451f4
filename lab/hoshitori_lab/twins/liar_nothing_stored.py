"""Declares that it stores nothing: no asset and no data of its users."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="liar-nothing-stored",
    title_ja="守るべき値も利用者のデータも保存しないと宣言する",
    title_en="declares that it stores nothing: no asset and no data of its users",
    kind=Kind.LIAR,
    fails=("S1.1-11", "S1.1-15"),
    leaves_out=("stored",),
    puts_in=("nothing-stored",),
)
