"""A web administration page with a common default password."""

from hoshitori_lab.device.application.behaviour import Behaviour
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="web-admin-admin",
    title_ja="Web管理画面の共通の初期パスワード",
    title_en="a web administration page with a common default password",
    kind=Kind.BAD,
    fails=("S1.1-02",),
    build=Build(behaviour=Behaviour(default_password="admin")),
)
