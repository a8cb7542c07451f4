"""The user guide has no update procedure."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="guide-no-update-procedure",
    title_ja="取扱説明書に更新手順がない",
    title_en="the user guide has no update procedure",
    kind=Kind.BAD,
    fails=("S1.1-07",),
    leaves_out=("update-procedure",),
)
