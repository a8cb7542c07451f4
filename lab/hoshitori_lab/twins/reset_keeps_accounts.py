"""Keeps its accounts and their passwords when its data are erased."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="reset-keeps-accounts",
    title_ja="データ消去の後も利用者とパスワードが残る",
    title_en="accounts and their passwords outlive an erasure",
    kind=Kind.BAD,
    fails=("S1.1-15",),
    build=Build(behaviour=Behaviour(reset_keeps=("users.json",))),
)
