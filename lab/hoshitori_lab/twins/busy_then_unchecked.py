"""Turns the first two images after each start away, then installs anything."""

from hoshitori_lab.device.application.behaviour import Behaviour, UpdateCheck
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="busy-then-unchecked",
    title_ja="起動後の最初の二回は更新を受け付けず、その後は検証せずに更新する",
    title_en="turns the first two images after a start away, then installs anything",
    kind=Kind.BAD,
    fails=("S1.1-08",),
    build=Build(behaviour=Behaviour(busy_offers=2, update_check=UpdateCheck.NONE)),
)
