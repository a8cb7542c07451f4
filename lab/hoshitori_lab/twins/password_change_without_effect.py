"""A change of password that is said to be done and is not."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="password-change-without-effect",
    title_ja="パスワードを変更したと表示するが変わらない",
    title_en="a change of password that is said to be done and is not",
    kind=Kind.BAD,
    fails=("S1.1-03",),
    build=Build(behaviour=Behaviour(changes_password=False)),
)
