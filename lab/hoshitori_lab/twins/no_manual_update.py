"""Has no upload of update files, though one is declared."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="no-manual-update",
    title_ja="宣言された更新ファイルの送信口がない",
    title_en="has no upload of update files, though one is declared",
    kind=Kind.BAD,
    fails=("S1.1-06", "S1.1-07"),
    build=Build(behaviour=Behaviour(manual_update=False)),
)
