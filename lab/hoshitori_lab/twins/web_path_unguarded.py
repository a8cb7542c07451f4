"""A path of the REST interface that answers without a session."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="web-path-unguarded",
    title_ja="認証なしで応答するREST APIのパス",
    title_en="a path of the REST interface that answers without a session",
    kind=Kind.BAD,
    fails=("S1.1-01",),
    build=Build(behaviour=Behaviour(unguarded=("GET /api/settings",))),
)
