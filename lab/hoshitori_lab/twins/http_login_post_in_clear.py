"""A port in clear that sends whoever asks for a page to HTTPS, and takes the log-in that is sent to it by POST."""

from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="http-login-post-in-clear",
    title_ja="どのページもHTTPSへ転送し、POSTで送られたログインだけは平文で処理するポート",
    title_en="a port that redirects every page to HTTPS and takes a log-in that is sent by POST in clear",
    kind=Kind.BAD,
    fails=("S1.1-12",),
    build=Build(redirecting_web=("POST /login",)),
    puts_in=("redirect",),
)
