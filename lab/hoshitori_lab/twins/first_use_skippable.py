"""A REST interface that answers anybody until a password has been set."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="first-use-skippable",
    title_ja="パスワードを設定する前にREST APIが使える",
    title_en="a REST interface that works before a password is set",
    kind=Kind.BAD,
    fails=("S1.1-02",),
    build=Build(behaviour=Behaviour(open_before_first_use=True)),
)
