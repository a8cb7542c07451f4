"""A self-signed certificate, pinned by declaration."""

from hoshitori_lab.device.build import Build, Certificate
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="self-signed-pinned",
    title_ja="自己署名だが宣言でピン留めされた証明書",
    title_en="a self-signed certificate, pinned by declaration",
    kind=Kind.HARD_GOOD,
    build=Build(certificate=Certificate.SELF_SIGNED),
    leaves_out=("device-authority",),
    puts_in=("pinned",),
)
