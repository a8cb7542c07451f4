"""Leaves its users behind at a reset."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="reset_keeps_users",
    title_ja="reset_keeps_users",
    title_en="reset_keeps_users",
    kind=Kind.BAD,
    build=Build(behaviour=Behaviour(reset_keeps=("users.json",))),
)
