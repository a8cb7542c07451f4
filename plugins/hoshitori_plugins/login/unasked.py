"""A log-in that nothing asks for: HTTP Basic at a path that refuses with 401 and names no way of proving oneself.

Interfaces for scripts often leave the challenge out, so that no browser asks its user for a password (RFC 9110 section
15.5.2 wants one), and may take a name and a value with each request all the same.
"""

from __future__ import annotations

import contextlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.model.declaration import Declaration
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Unavailable
from hoshitori_plugins.login.attempt import Answered
from hoshitori_plugins.login.browser import Browser
from hoshitori_plugins.web.links import may_harm

_MOST_ASKED: Final = 10
_MOST_FOUND: Final = 2
_REFUSED: Final = 401
_LOCKED: Final = frozenset({423, 429, 503})
_SERVER_IN_TROUBLE: Final = 500
_USUAL: Final = ("/", "/api/", "/api/status", "/api/settings", "/api/v1/status", "/cgi-bin/config.cgi", "/rpc")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnaskedBasic:
    """HTTP Basic where it is not asked for: what gives a page then, and none without, has looked at the value."""

    visit: Callable[[str], Browser]
    path: str
    kind: LoginKind = LoginKind.HTTP_BASIC

    @property
    def where(self) -> str:
        """The path that refuses."""
        return self.path

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:
        """Ask for the path with one credential; anything but success is a refusal, as it was without."""
        token = b64encode(f"{user}:{value}".encode()).decode()
        with contextlib.suppress(Unavailable):
            status = self.visit(source).get(self.path, {"Authorization": f"Basic {token}"}).status
            if status in _LOCKED:
                return Answered.LOCKED
            if status >= _SERVER_IN_TROUBLE:
                return Answered.DROPPED
            return Answered.OPENED if 200 <= status < 300 else Answered.REFUSED  # noqa: PLR2004  # success
        return Answered.DROPPED


def bare_refusals(visit: Callable[[str], Browser], declaration: Declaration, target: Endpoint) -> list[UnaskedBasic]:
    """Return paths that refuse without a challenge, one below each first folder, two at most."""
    found: dict[str, UnaskedBasic] = {}
    for path in [one for one in dict.fromkeys(_paths(declaration, target)) if not may_harm(one)][:_MOST_ASKED]:
        folder = path.split("/")[1]
        if folder in found or len(found) >= _MOST_FOUND:
            continue
        with contextlib.suppress(Unavailable):
            answer = visit("").get(path)
            challenges = " ".join(answer.all("www-authenticate")).lower()
            if answer.status == _REFUSED and not ("basic" in challenges or "digest" in challenges):
                found[folder] = UnaskedBasic(visit=visit, path=path)
    return list(found.values())


def _paths(declaration: Declaration, target: Endpoint) -> Iterator[str]:
    """Yield a declared path or two of each interface at an endpoint, and usual ones."""
    for row in declaration.rows("28-LogIntf"):
        if row.text("transport") == target.transport and row.number("port") == target.port:
            named = (*row.texts("paths"), *row.texts("administrator_paths"))
            yield from [one for one in named if one.startswith("/") and not one.endswith("*")][:1]
            yield row.text("path") or "/"
    yield from _USUAL
