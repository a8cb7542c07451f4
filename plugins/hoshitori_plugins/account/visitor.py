"""Visitors of a device's web pages: strangers, and those with a session."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import Answered, Login
from hoshitori_plugins.login.browser import Answer, Browser, local_path
from hoshitori_plugins.login.page import asks_for_password
from hoshitori_plugins.login.web import BasicLogin, FormLogin, JsonLogin, Visit

Attempt = Callable[[], Answered]
"""Tries one value once."""

_REDIRECTS: Final = 4
_PAUSE_MILLISECONDS: Final = 3_000
_LOCK_PATIENCE: Final = 10
_DROP_PATIENCE: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A browser with what it sends along with every request."""

    browser: Browser
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def request(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """Send one request.

        Raises:
            Unavailable: if no proper answer came.
        """
        headers = {**self.headers, **({"Content-Type": kind} if kind else {})}
        return self.browser.request(method, path, body=body, headers=headers)

    def read(self, path: str) -> int:
        """Return the status with which a path answers; 0 where no proper answer came."""
        try:
            answer = self.request("GET", path)
        except Unavailable:
            return 0
        return answer.status if answer.body else 0

    def reads_freely(self, path: str) -> tuple[bool, int]:
        """Return whether a path answers somebody without a session with something of its own, and its status.

        A redirect elsewhere, a page that asks for a password instead, and an error are no such answer.
        """
        try:
            answer = self.request("GET", path)
        except Unavailable:
            return False, 0
        return bool(answer.body) and succeeded(answer.status) and not asks_for_password(answer.text), answer.status

    def shown(self, path: str) -> Answer:
        """Return a page, redirects on the device followed.

        Raises:
            Unavailable: if no proper answer came.
        """
        answer = self.request("GET", path)
        for _ in range(_REDIRECTS):
            onward = local_path(answer.header("location"), path) if 300 <= answer.status < 400 else ""  # noqa: PLR2004  # redirects
            if not onward:
                break
            path, answer = onward, self.request("GET", onward)
        return answer


def stranger(visit: Visit) -> Visitor:
    """Return a visitor nobody knows."""
    return Visitor(browser=visit(""))


def asks(visitor: Visitor, path: str) -> bool:
    """Return whether a page shows a password field, redirects not followed."""
    try:
        answer = visitor.request("GET", path)
    except Unavailable:
        return False
    return succeeded(answer.status) and asks_for_password(answer.text)


def succeeded(status: int) -> bool:
    """Return whether an HTTP status says that it went well, a redirect apart."""
    return 200 <= status < 300  # noqa: PLR2004  # RFC 9110 §15.3


def enter(login: Login, visit: Visit, reach: Reach, user: str, value: str) -> Visitor:
    """Open a session and return the visitor who has it.

    Raises:
        Unavailable: if the value opens none, or this kind of log-in leaves no session to go on with.
    """
    if isinstance(login, FormLogin | JsonLogin):
        made: list[Browser] = []

        def once() -> Answered:
            made.append(visit(""))
            return login.enter(made[-1], user, value)

        if settled(once, reach) is Answered.OPENED:
            return Visitor(browser=made[-1])
        raise Unavailable("the value in force opened no session in which it could be changed")
    if isinstance(login, BasicLogin):
        token = b64encode(f"{user}:{value}".encode()).decode()
        return Visitor(browser=visit(""), headers={"Authorization": f"Basic {token}"})
    raise Unavailable(f"a log-in by {login.kind.value} leaves no session to change the value in")


def settled(once: Attempt, reach: Reach) -> Answered:
    """Try until the device looks: locks are waited out for half a minute, lost connections tried again."""
    answered = once()
    for number in range(_LOCK_PATIENCE):
        if answered is Answered.DROPPED and number >= _DROP_PATIENCE:
            break
        if answered not in {Answered.LOCKED, Answered.DROPPED}:
            break
        reach.wait(_PAUSE_MILLISECONDS if answered is Answered.LOCKED else _PAUSE_MILLISECONDS // 10)
        answered = once()
    return answered
