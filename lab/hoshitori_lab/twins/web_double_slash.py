"""A guard that knows paths as they are written, doubled slashes and all."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="web-double-slash",
    title_ja="スラッシュを重ねると認証を素通りする",
    title_en="doubled slashes lead past the guard",
    kind=Kind.BAD,
    fails=("S1.1-01",),
    build=Build(behaviour=Behaviour(guard_misses_double_slash=True)),
)
