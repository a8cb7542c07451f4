"""An update takes the settings away: outside the level, said on the sheet."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="update-loses-settings",
    title_ja="更新すると設定が失われる",
    title_en="an update takes the settings away",
    kind=Kind.BAD,
    build=Build(behaviour=Behaviour(forgets_at_update=("settings.json",))),
)
