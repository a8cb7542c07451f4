"""Breaks the connection off when it refuses an uploaded image."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="hangs-up-on-bad-images",
    title_ja="更新ファイルを拒否するとき、答えずに接続を切る",
    title_en="breaks the connection off when it refuses an uploaded image",
    kind=Kind.HARD_GOOD,
    build=Build(hangs_up_on_refused_images=True),
)
