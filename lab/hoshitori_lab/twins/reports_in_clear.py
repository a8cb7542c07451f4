"""The report to the cloud goes over plain HTTP and names the owner."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="reports-in-clear",
    title_ja="クラウドへの報告が平文のHTTPで、管理者の氏名を含む",
    title_en="The report to the cloud goes over plain HTTP and names the owner",
    kind=Kind.BAD,
    fails=("S1.1-12",),
    build=Build(behaviour=Behaviour(reports_in_clear=True)),
)
