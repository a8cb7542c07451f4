"""A log-out after which the session goes on."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="web-logout-keeps-session",
    title_ja="ログアウト後もセッションが有効なまま",
    title_en="a log-out after which the session goes on",
    kind=Kind.BAD,
    fails=("S1.1-01",),
    build=Build(behaviour=Behaviour(log_out_ends_session=False)),
)
