"""An update is gone after a power cut: the shipped version runs again."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="update-lost-at-power-cut",
    title_ja="停電で出荷時の版に戻る",
    title_en="a power cut brings the shipped version back",
    kind=Kind.BAD,
    fails=("S1.1-14",),
    build=Build(behaviour=Behaviour(power_cut_restores_shipped=True)),
)
