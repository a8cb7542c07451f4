"""Shows a model that merely begins like its own."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="wrong-model-shown",
    title_ja="宣言と異なる型番（HDC-1000）が表示される",
    title_en="shows another model (HDC-1000) than the declared one",
    kind=Kind.BAD,
    fails=("S1.1-10",),
    build=Build(behaviour=Behaviour(model_shown="HDC-1000")),
)
