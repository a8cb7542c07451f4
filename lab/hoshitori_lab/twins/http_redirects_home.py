"""A declared port in clear that does nothing but send everybody to the device's own HTTPS."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="http-redirects-home",
    title_ja="HTTPSへの転送だけを行う平文のポート（宣言済み）",
    title_en="a declared port in clear that only redirects to the device's own HTTPS",
    kind=Kind.HARD_GOOD,
    build=Build(redirecting_web=()),
    puts_in=("redirect",),
)
