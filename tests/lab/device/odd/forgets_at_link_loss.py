"""Takes a pulled cable for an order to forget."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="forgets_at_link_loss",
    title_ja="forgets_at_link_loss",
    title_en="forgets_at_link_loss",
    kind=Kind.BAD,
    build=Build(behaviour=Behaviour(forgets_at_link_loss=("settings.json",))),
)
