"""Turns the first two images after each start away, then checks as it should."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="busy-at-first",
    title_ja="起動後の最初の二回は更新を受け付けないが、その後は正しく検証する",
    title_en="turns the first two images after a start away, then checks as it should",
    kind=Kind.HARD_GOOD,
    build=Build(behaviour=Behaviour(busy_offers=2)),
)
