"""A power cut while settings are written leaves none of them."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="settings-written-in-place",
    title_ja="設定を消してから書き込む",
    title_en="settings are emptied before they are written",
    kind=Kind.BAD,
    fails=("S1.1-14",),
    build=Build(behaviour=Behaviour(written_in_place=("settings.json",))),
)
