"""The device tells another place that it is on, and nobody declared that."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="undeclared-destination",
    title_ja="宣言にない相手に、稼働していることを知らせる",
    title_en="The device tells a place that nobody declared that it is on",
    kind=Kind.BAD,
    build=Build(behaviour=Behaviour(also_reports_to="https://10.77.0.2:8443/v1/beat")),
)
