"""Says that it installed an image and goes on with the old one."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="update-without-effect",
    title_ja="更新したと答えるが、旧版のまま動く",
    title_en="says that it was updated and goes on with the old version",
    kind=Kind.BAD,
    fails=("S1.1-06",),
    build=Build(behaviour=Behaviour(update_takes_effect=False)),
)
