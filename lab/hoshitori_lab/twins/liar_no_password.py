"""Declares that no password authenticates users."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="liar-no-password",
    title_ja="利用者認証にパスワードを使わないと宣言する",
    title_en="declares that no password authenticates users",
    kind=Kind.LIAR,
    fails=("S1.1-02",),
    leaves_out=("password",),
    puts_in=("no-password",),
)
