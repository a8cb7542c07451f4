"""Falls back to the version it was shipped with when its data are erased."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="reset-restores-shipped",
    title_ja="データ消去で出荷時の版に戻る",
    title_en="an erasure brings back the version as shipped",
    kind=Kind.BAD,
    fails=("S1.1-15",),
    build=Build(behaviour=Behaviour(reset_restores_shipped=True)),
)
