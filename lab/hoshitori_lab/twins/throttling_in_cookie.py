"""The count of failed log-ins lives in the client's cookie."""

from hoshitori_lab.device.application.behaviour import Behaviour, Throttling
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="throttling-in-cookie",
    title_ja="失敗回数を利用者のCookieに置く",
    title_en="the count of failed log-ins lives in the client's cookie",
    kind=Kind.BAD,
    fails=("S1.1-04",),
    build=Build(behaviour=Behaviour(throttling=Throttling.CLIENT_COOKIE)),
)
