"""A power cut during an update leaves a device that does not start."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="update-written-in-place",
    title_ja="動作中のスロットに更新を上書きする",
    title_en="an update overwrites the slot that runs",
    kind=Kind.BAD,
    fails=("S1.1-14",),
    build=Build(behaviour=Behaviour(updates_in_place=True)),
)
