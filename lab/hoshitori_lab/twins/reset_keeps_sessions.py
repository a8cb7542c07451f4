"""Signs its sessions with a key that outlives an erasure: who was logged in before still is, under the next owner."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="reset-keeps-sessions",
    title_ja="データ消去の前に開いたセッションが、消去の後も使える",
    title_en="a session from before an erasure still opens the device after it",
    kind=Kind.BAD,
    fails=("S1.1-15",),
    build=Build(behaviour=Behaviour(signs_sessions=True)),
)
