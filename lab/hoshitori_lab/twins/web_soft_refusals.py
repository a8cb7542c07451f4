"""Refuses with 200 and the log-in page, whatever was asked for."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="web-soft-refusals",
    title_ja="拒否するときも200とログイン画面を返す",
    title_en="refuses with 200 and the log-in page",
    kind=Kind.HARD_GOOD,
    build=Build(behaviour=Behaviour(soft_refusals=True)),
)
