"""Sessions that were open before an erasure, tried again once the device was taken into use anew."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.erase import OldSession
from hoshitori.model.subject import Device, Endpoint
from hoshitori.model.subject import Row as RowTarget
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import shown
from hoshitori_plugins.login.browser import Answer, Browser
from hoshitori_plugins.login.declared import DeclaredLogin
from hoshitori_plugins.login.page import asks_for_password
from hoshitori_plugins.web.crawl import interfaces_at
from hoshitori_plugins.web.links import may_harm
from hoshitori_plugins.web.probe import web_login_at
from hoshitori_plugins.web.session import Session, nobody, open_session, stale
from hoshitori_plugins.web.uploads import browser, web_endpoints

_MOST_PAGES: Final = 6
"""Pages that are asked for, until one is found that tells a session from a stranger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A session as somebody has it who copied its cookie or token, and a page that strangers do not get."""

    id: str
    login: DeclaredLogin
    visit: Callable[[], Browser]
    page: str
    copied: Callable[[], Session]


@dataclass(slots=True, kw_only=True)
class OldSessions:
    """One session at each declared web interface with a log-in that leaves one."""

    target: RowTarget
    reach: Reach
    _held: list[_Held] = field(default_factory=list[_Held])

    def open(self, values: Mapping[str, str]) -> None:
        """Log in with the values in force (row of 1-AuthMech → value), else with the declared ones."""
        device = Device(sample=self.target.sample, address=self.target.address)
        for endpoint in web_endpoints(device, self.reach.declaration):
            with contextlib.suppress(Unavailable):
                self._open_at(endpoint, values)

    def look(self) -> tuple[OldSession, ...]:
        """Return what each of them opens now, beside a stranger and somebody who has just logged in."""
        return tuple(OldSession(id=one.id, opened=self._opens(one)) for one in self._held)

    def _open_at(self, endpoint: Endpoint, values: Mapping[str, str]) -> None:
        login = web_login_at(endpoint, self.reach)
        if login is None:
            return

        def visit() -> Browser:
            return browser(endpoint, self.reach)

        value = values.get(login.reference, login.value) or ""
        session = open_session(login, login.user, value, visit, self.reach)
        if session.each_request or not (session.headers or session.browser.cookies):
            return
        copied = stale(session, visit)
        for page in self._pages(login, endpoint):
            if _gets_more(copied().ask(page), nobody(visit).ask(page)):
                name = f"{endpoint.subject.id} {shown(page)}"
                self._held.append(_Held(id=name, login=login, visit=visit, page=page, copied=copied))
                return

    def _pages(self, login: DeclaredLogin, endpoint: Endpoint) -> Iterator[str]:
        interfaces = interfaces_at(self.reach.declaration, endpoint)
        protected = login.fields.get("protected_path", "")
        named = [str(protected), *(path for one in interfaces for path in (*one.paths, *one.administrator))]
        safe = [one for one in dict.fromkeys(named) if one.startswith("/") and "*" not in one and not may_harm(one)]
        yield from safe[:_MOST_PAGES]

    def _opens(self, held: _Held) -> bool | None:
        """Return whether the old session still gets the page; None where a new one does not get it either."""
        try:
            stranger = nobody(held.visit).ask(held.page)
            if _gets_more(held.copied().ask(held.page), stranger):
                return True
            new = open_session(held.login, held.login.user, held.login.value or "", held.visit, self.reach)
            return False if _gets_more(new.ask(held.page), stranger) else None
        except Unavailable:
            return None


def _gets_more(answer: Answer, stranger: Answer) -> bool:
    """Return whether an answer is content that a stranger is turned away from, by its status or by a log-in page."""
    if not (200 <= answer.status < 300 and answer.body):  # noqa: PLR2004  # RFC 9110 §15.3
        return False
    if not 200 <= stranger.status < 300:  # noqa: PLR2004  # likewise
        return True
    return asks_for_password(stranger.text) and not asks_for_password(answer.text)
