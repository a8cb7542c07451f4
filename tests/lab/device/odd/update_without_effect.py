"""Says that it installed an image and runs the old one."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="update_without_effect",
    title_ja="update_without_effect",
    title_en="update_without_effect",
    kind=Kind.BAD,
    build=Build(behaviour=Behaviour(update_takes_effect=False)),
)
