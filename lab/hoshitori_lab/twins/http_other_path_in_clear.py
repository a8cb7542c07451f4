"""A port in clear that sends people to HTTPS from its front page, and answers the REST interface itself."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="http-other-path-in-clear",
    title_ja="トップページだけをHTTPSへ転送し、REST APIには平文で応答するポート",
    title_en="a port that redirects its front page to HTTPS and answers the REST interface in clear",
    kind=Kind.BAD,
    fails=("S1.1-12",),
    build=Build(redirecting_web=("/api/",)),
    puts_in=("redirect",),
)
