"""Has a component without a means of update, for a reason that is none."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="component-never-updated",
    title_ja="更新できない部品の理由が理由になっていない",
    title_en="has a component that cannot be updated, for a reason that is none",
    kind=Kind.BAD,
    fails=("S1.1-06",),
    puts_in=("fixed-component",),
)
