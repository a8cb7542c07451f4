"""The old password still opens a session after a change."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="old-password-survives",
    title_ja="変更前のパスワードでもログインできる",
    title_en="the old password still opens a session after a change",
    kind=Kind.BAD,
    fails=("S1.1-03",),
    build=Build(behaviour=Behaviour(old_password_survives=True)),
)
