"""A serial port for debugging, enabled and without protection."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="debug-port-open",
    title_ja="デバッグ用のUARTが有効で、保護されていない（宣言と写真に表れる）",
    title_en="a serial port for debugging is enabled without protection, as declaration and photograph show",
    kind=Kind.BAD,
    fails=("S1.1-13",),
    puts_in=("uart-open",),
)
