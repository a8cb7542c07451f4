"""An expired server certificate."""

from hoshitori_lab.device.build import Build, Certificate
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="expired-certificate",
    title_ja="期限切れのサーバー証明書",
    title_en="an expired server certificate",
    kind=Kind.BAD,
    fails=("S1.1-12",),
    build=Build(certificate=Certificate.EXPIRED),
)
