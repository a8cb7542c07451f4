"""An ordinary user who may do what only an administrator should."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="web-viewer-may-all",
    title_ja="一般の利用者に管理者の操作を許す",
    title_en="an ordinary user may do what only an administrator should",
    kind=Kind.BAD,
    fails=("S1.1-01",),
    build=Build(behaviour=Behaviour(viewer_may_all=True)),
)
