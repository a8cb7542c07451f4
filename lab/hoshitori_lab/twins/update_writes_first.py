"""Updates are written first and checked afterwards."""

from hoshitori_lab.device.application.behaviour import Behaviour, UpdateCheck
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="update-writes-first",
    title_ja="書き込んだ後に検証する",
    title_en="updates are written first and checked afterwards",
    kind=Kind.BAD,
    fails=("S1.1-08",),
    build=Build(behaviour=Behaviour(update_check=UpdateCheck.AFTER_WRITING)),
)
