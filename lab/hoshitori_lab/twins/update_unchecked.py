"""Updates are installed without any check."""

from hoshitori_lab.device.application.behaviour import Behaviour, UpdateCheck
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="update-unchecked",
    title_ja="検証せずに更新する",
    title_en="updates are installed without any check",
    kind=Kind.BAD,
    fails=("S1.1-08",),
    build=Build(behaviour=Behaviour(update_check=UpdateCheck.NONE)),
)
