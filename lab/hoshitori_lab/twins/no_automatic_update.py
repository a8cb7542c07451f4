"""Never asks its update server, though it is declared to do so by itself."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="no-automatic-update",
    title_ja="自動更新と宣言されているが、更新サーバーに問い合わせない",
    title_en="never asks its update server, though declared to update by itself",
    kind=Kind.BAD,
    fails=("S1.1-07",),
    build=Build(behaviour=Behaviour(automatic_update=False)),
)
