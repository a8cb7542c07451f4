"""An administration page over plain HTTP."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="http-admin",
    title_ja="暗号化しないWeb管理画面",
    title_en="an administration page over plain HTTP",
    kind=Kind.BAD,
    fails=("S1.1-12", "S1.1-13"),
    build=Build(plain_web=True),
)
