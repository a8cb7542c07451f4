"""Declares that no way over IP leads to an asset."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="liar-no-ip-access",
    title_ja="IPを用いて情報資産へ到達する経路がないと宣言する",
    title_en="declares that no way over IP leads to an asset",
    kind=Kind.LIAR,
    fails=("S1.1-01",),
    leaves_out=("ip-access",),
    puts_in=("no-ip-access",),
)
