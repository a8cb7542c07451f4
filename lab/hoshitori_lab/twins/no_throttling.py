"""Failed log-ins are not slowed down."""

from hoshitori_lab.device.application.behaviour import Behaviour, Throttling
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="no-throttling",
    title_ja="ログイン失敗を遅らせない",
    title_en="failed log-ins are not slowed down",
    kind=Kind.BAD,
    fails=("S1.1-04",),
    build=Build(behaviour=Behaviour(throttling=Throttling.NONE)),
)
