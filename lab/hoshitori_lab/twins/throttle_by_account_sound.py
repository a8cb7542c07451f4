"""Answers every guess at once and sets a cookie, yet looks at one guess of an account in two seconds."""

from hoshitori_lab.device.application.behaviour import Behaviour, Throttling
from hoshitori_lab.device.build import Build
from hoshitori_lab.twins.twin import Kind, Twin

TWIN = Twin(
    id="throttle-by-account-sound",
    title_ja="すぐに断るがアカウント単位で抑止する",
    title_en="refuses at once, yet throttles by account",
    kind=Kind.HARD_GOOD,
    build=Build(behaviour=Behaviour(throttling=Throttling.DEVICE_COOKIE)),
)
