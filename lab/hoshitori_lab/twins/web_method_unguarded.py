"""A method of a path that the guard forgot: settings can be written without a session."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="web-method-unguarded",
    title_ja="認証なしで設定を書き込めるメソッド",
    title_en="a method that writes settings without a session",
    kind=Kind.BAD,
    fails=("S1.1-01",),
    build=Build(behaviour=Behaviour(unguarded=("PUT /api/settings",))),
)
