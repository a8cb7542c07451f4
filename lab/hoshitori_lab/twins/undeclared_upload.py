"""A second page that takes update images, undeclared, and installs them unchecked; the declared one is sound."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="undeclared-upload",
    title_ja="宣言にない画面から、検査せずに更新を取り込む",
    title_en="an undeclared page that installs updates unchecked",
    kind=Kind.BAD,
    fails=("S1.1-08",),
    build=Build(behaviour=Behaviour(service_upload=True)),
)
