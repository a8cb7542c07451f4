"""A first password of fewer characters than declared is taken."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="short-first-password",
    title_ja="宣言より短い初回パスワードを受け付ける",
    title_en="a first password shorter than declared is taken",
    kind=Kind.BAD,
    fails=("S1.1-02",),
    build=Build(behaviour=Behaviour(shortest_password=4)),
)
