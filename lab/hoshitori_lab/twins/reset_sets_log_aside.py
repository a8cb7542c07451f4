"""Renames its log when its data are erased, so that only the storage still shows it."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="reset-sets-log-aside",
    title_ja="データ消去でログを別名に移すだけで、記憶装置に残す",
    title_en="an erasure merely renames the log, which stays on the storage",
    kind=Kind.BAD,
    fails=("S1.1-15",),
    build=Build(behaviour=Behaviour(reset_sets_aside=("log",))),
)
