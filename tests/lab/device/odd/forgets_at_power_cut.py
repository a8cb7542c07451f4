"""Loses its settings with its power."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="forgets_at_power_cut",
    title_ja="forgets_at_power_cut",
    title_en="forgets_at_power_cut",
    kind=Kind.BAD,
    build=Build(behaviour=Behaviour(forgets_at_power_cut=("settings.json",))),
)
