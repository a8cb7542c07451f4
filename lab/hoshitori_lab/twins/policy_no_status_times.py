"""The disclosure policy gives no times for status updates."""

from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="policy-no-status-times",
    title_ja="脆弱性開示ポリシーに対応状況の連絡時期がない",
    title_en="the disclosure policy gives no times for status updates",
    kind=Kind.BAD,
    fails=("S1.1-05",),
    leaves_out=("status-times",),
)
