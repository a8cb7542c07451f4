"""The user guide does not say how to erase the data."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="guide-no-deletion-steps",
    title_ja="取扱説明書にデータの消し方がない",
    title_en="the user guide does not say how to erase the data",
    kind=Kind.BAD,
    fails=("S1.1-15",),
    leaves_out=("deletion-steps",),
)
