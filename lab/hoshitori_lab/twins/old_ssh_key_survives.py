"""The key from the factory still opens the SSH server after another one was registered."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="old-ssh-key-survives",
    title_ja="鍵を入れ替えても工場出荷時のSSH鍵で入れる",
    title_en="the SSH key from the factory still works after it was replaced",
    kind=Kind.BAD,
    fails=("S1.1-03",),
    build=Build(behaviour=Behaviour(old_key_survives=True)),
)
