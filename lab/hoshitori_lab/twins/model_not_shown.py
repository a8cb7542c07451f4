"""Does not show its model anywhere in its pages."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="model-not-shown",
    title_ja="画面に型番が表示されない",
    title_en="does not show its model anywhere in its pages",
    kind=Kind.BAD,
    fails=("S1.1-10",),
    build=Build(behaviour=Behaviour(shows_model=False)),
)
