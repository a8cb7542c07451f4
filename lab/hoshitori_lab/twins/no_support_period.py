"""No support period is published."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="no-support-period",
    title_ja="サポート期間が示されていない",
    title_en="no support period is published",
    kind=Kind.BAD,
    fails=("S1.1-16",),
    leaves_out=("support-period",),
)
