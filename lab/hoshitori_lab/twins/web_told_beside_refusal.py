"""A path of the REST interface that refuses with 401, and shows in the body what it refuses."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="web-told-beside-refusal",
    title_ja="401で断りながら、本文で設定を返すREST APIのパス",
    title_en="a path of the REST interface that refuses with 401 and gives the settings in the body",
    kind=Kind.BAD,
    fails=("S1.1-01",),
    build=Build(behaviour=Behaviour(told_beside_refusal=("GET /api/settings",))),
)
