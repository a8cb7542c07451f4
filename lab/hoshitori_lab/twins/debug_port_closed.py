"""A serial port for debugging that was closed for good before delivery."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="debug-port-closed",
    title_ja="基板にUARTの端子が見えるが、無効化され封止された健全な供試品",
    title_en="the sound device with pads of a serial port on its board, disabled and sealed",
    kind=Kind.HARD_GOOD,
    puts_in=("uart-closed",),
)
