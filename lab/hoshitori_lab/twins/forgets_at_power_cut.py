"""Settings are kept in memory alone and go with the power."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="forgets-at-power-cut",
    title_ja="停電で設定を失う",
    title_en="settings are lost with the power",
    kind=Kind.BAD,
    fails=("S1.1-14",),
    build=Build(behaviour=Behaviour(forgets_at_power_cut=("settings.json",))),
)
