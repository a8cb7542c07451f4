"""Keeps acquired credentials in clear."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="stored_bare",
    title_ja="stored_bare",
    title_en="stored_bare",
    kind=Kind.BAD,
    build=Build(behaviour=Behaviour(stored_bare=("acquired/credentials.json",))),
)
