"""Two units of the sound device on one bench, compared with each other."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="two-units",
    title_ja="正常な機器の2台比較",
    title_en="two units of the sound device, compared",
    kind=Kind.HARD_GOOD,
    leaves_out=("one-unit",),
    puts_in=("second-unit",),
    units=2,
)
