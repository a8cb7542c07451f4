"""The update policy has no rule of priority."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="policy-no-priority-rule",
    title_ja="更新方針に優先度の決め方がない",
    title_en="the update policy has no rule of priority",
    kind=Kind.BAD,
    fails=("S1.1-09",),
    leaves_out=("priority-rule",),
)
