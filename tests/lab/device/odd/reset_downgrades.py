"""Brings back the shipped version with a reset."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="reset_downgrades",
    title_ja="reset_downgrades",
    title_en="reset_downgrades",
    kind=Kind.BAD,
    build=Build(behaviour=Behaviour(reset_restores_shipped=True)),
)
