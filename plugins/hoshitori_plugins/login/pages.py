"""The pages on which a web server asks for a password: a few usual paths, and where those lead.

Links, forms, frames and scripts of the pages that anybody gets are followed on the same host, with GET alone; pages
whose names say that asking might set something off are left alone, and so are pictures and styles.
"""

from __future__ import annotations

import contextlib
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import Login
from hoshitori_plugins.login.browser import Answer, Browser, local_path
from hoshitori_plugins.login.marks import Marks
from hoshitori_plugins.login.page import asks_for_password, read_login_form, read_setting_form
from hoshitori_plugins.login.web import BasicLogin, DigestLogin, FormLogin
from hoshitori_plugins.web.links import links_of, may_harm, media_type, read_page

USUAL_PATHS: Final = ("/", "/login", "/login.html", "/admin/")
MOST_PAGES: Final = 40
_MOST_FOUND: Final = 4
_LONGEST_MILLISECONDS: Final = 45_000
_ASKS: Final = 401
_LOOKS: Final = re.compile(r"\.(?:css|png|gif|jpe?g|webp|svg|ico|woff2?|ttf|map|mp4|zip|pdf)$", re.IGNORECASE)
_REALM: Final = re.compile(r'realm="?([^",]{0,200})')
_MAKES_FIELD: Final = re.compile(r"""\btype["']?\s*[:=,]\s*\\?["'`]password\b""", re.IGNORECASE)
_SCRIPT: Final = re.compile(r"<script\b", re.IGNORECASE)
_PARTS: Final = re.compile(r"\.(?:css|m?js|json|webmanifest|png|gif|jpe?g|webp|svg|ico)(?:$|[?#])", re.IGNORECASE)
_HTML: Final = frozenset({"", "text/html", "application/xhtml+xml"})
_FEW_WORDS: Final = 25
_Door = tuple[str, ...]
"""Where a form goes, its field for a user and that for a password: the same form on two pages is one door.

One that is sent back to its own page goes nowhere in particular: it is the same under every path.

Of Basic and Digest, kind and realm (RFC 9110 section 11.5).
"""


@dataclass(slots=True, kw_only=True)
class Doors:
    """What the look at the pages came to.

    Attributes:
        declared: log-ins that the declaration tells of; they are not found again.
        found: log-ins beside them, at most four.
        scripted: path of an undeclared page that asks for a password by script; empty where none does.
        drawn: path of a script that makes a password field, or of a page that a script has yet to fill; likewise.
        looked: pages that were read.
        unread: why further pages were not; empty where there are none.
    """

    declared: tuple[Login, ...]
    found: list[Login] = field(default_factory=list[Login])
    scripted: str = ""
    drawn: str = ""
    looked: list[str] = field(default_factory=list[str])
    unread: str = ""
    _known: set[_Door] = field(default_factory=set[_Door])

    def knows(self, door: _Door) -> bool:
        """Return whether a form was met before, and remember it."""
        met = door in self._known
        self._known.add(door)
        return met

    def add(self, login: Login) -> None:
        """Add a log-in that nobody told of."""
        if (login.kind, login.where) not in {(one.kind, one.where) for one in (*self.declared, *self.found)}:
            self.found.append(login)


def look_at_pages(visit: Callable[[str], Browser], reach: Reach, declared: tuple[Login, ...]) -> Doors:
    """Return the log-ins that pages show beside those declared.

    Raises:
        Unavailable: if not even the first page gives an answer in HTTP.
    """
    doors, began = Doors(declared=declared), reach.milliseconds()
    # what is declared is looked at first, so that it is known again under other paths
    own = [one.where for one in declared if isinstance(one, FormLogin | BasicLogin | DigestLogin)]
    waiting, seen = deque((*own, *USUAL_PATHS)), set[str]()
    while waiting:
        path = waiting.popleft()
        if path in seen or may_harm(path) or _LOOKS.search(path.partition("?")[0]):
            continue
        if len(seen) >= MOST_PAGES or len(doors.found) >= _MOST_FOUND:
            break
        if reach.milliseconds() - began > _LONGEST_MILLISECONDS:
            doors.unread = f"{_LONGEST_MILLISECONDS // 1000} s were over after {len(seen)} pages"
            break
        seen.add(path)
        try:
            answer = visit("").get(path)
        except Unavailable:
            if not doors.looked and path == "/":
                raise
            continue
        doors.looked.append(path)
        _look_at(visit, path, answer, doors)
        onward = local_path(answer.header("location"), path) if 300 <= answer.status < 400 else ""  # noqa: PLR2004  # redirects
        if onward:
            waiting.appendleft(onward)
        else:
            waiting += links_of(answer, path)
    if len(seen) >= MOST_PAGES and any(path not in seen for path in waiting):
        doors.unread = doors.unread or f"more pages than {MOST_PAGES} are linked"
    return doors


def _look_at(visit: Callable[[str], Browser], path: str, answer: Answer, doors: Doors) -> None:
    challenges = " ".join(answer.all("www-authenticate")).lower()
    with contextlib.suppress(StopIteration):
        kind = next(kind for kind in ("digest", "basic") if kind in challenges and answer.status == _ASKS)
        if not doors.knows((kind, *_REALM.findall(challenges)[:1], "")) and not _is_declared(path, doors):
            doors.add(DigestLogin(visit=visit, path=path) if kind == "digest" else BasicLogin(visit=visit, path=path))
        return
    form = read_login_form(answer.text)
    if form is not None:
        action = local_path(form.action, path) if form.action else ""
        # one that is sent back to its own page may be named by other pages as a form that goes there
        known = [doors.knows((to, form.user_field, form.password_field)) for to in {action, action or path}]
        if not any(known) and not _is_declared(path, doors) and not _is_declared(action, doors):
            doors.add(FormLogin(visit=visit, path=path, marks=Marks()))
    elif asks_for_password(answer.text):
        # beside a declared log-in, a form that sets a password is none
        other = not _is_declared(path, doors) and not (doors.declared and read_setting_form(answer.text))
        doors.scripted = doors.scripted or (path if other else "")
    else:
        doors.drawn = doors.drawn or (path if _drawn_by_script(path, answer) else "")


def _is_declared(path: str, doors: Doors) -> bool:
    return any(isinstance(one, FormLogin | BasicLogin | DigestLogin) and one.where == path for one in doors.declared)


def _drawn_by_script(path: str, answer: Answer) -> bool:
    """Whether an answer is a script that makes a password field, or a page that a script has yet to fill."""
    kind = media_type(answer)
    if "javascript" in kind or path.partition("?")[0].endswith(".js"):
        return bool(_MAKES_FIELD.search(answer.text))
    if answer.status >= 300 or kind not in _HTML or not _SCRIPT.search(answer.text):  # noqa: PLR2004  # no success
        return False
    page = read_page(answer.text)
    leads_on = page.forms or any(not _PARTS.search(link) for link in page.links) or "location" in " ".join(page.script)
    return not leads_on and len(" ".join(page.words).split()) < _FEW_WORDS
