"""Declares that users are not authenticated over the network."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="liar-no-authentication",
    title_ja="ネットワーク経由の利用者認証がないと宣言する",
    title_en="declares that users are not authenticated over the network",
    kind=Kind.LIAR,
    fails=("S1.1-01", "S1.1-02", "S1.1-03", "S1.1-04"),
    leaves_out=("authentication",),
    puts_in=("no-authentication",),
    also="it declares ways to assets that nothing guards, and that is what S1.1-01 forbids",
)
