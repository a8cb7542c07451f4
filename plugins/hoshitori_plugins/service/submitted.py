"""What a port in clear takes that is sent to it: log-ins above all, whose paths may answer no GET.

The declared log-ins are tried by the method that the declaration names, each once, as a user whom nobody has and with a
value that nobody set: the log-in of no account fails, and no credential goes over the line. What else is known to take
something (forms and links of the pages over HTTPS, declared requests, usual paths of log-ins) gets a JSON document of
one byte, which cannot be read by anybody, so that nothing is changed where nobody guards it. Paths whose words name
something that asking might set off, and those that take files, are left alone.

Each answer is held against what the port answers when the same is sent to a path that no device has.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import urllib.parse
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.service import ServedInClear
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import random_value
from hoshitori_plugins.login.attempt import shown as visible
from hoshitori_plugins.login.browser import Answer, Browser, local_path
from hoshitori_plugins.login.declared import DeclaredLogin, all_logins
from hoshitori_plugins.login.page import read_login_form
from hoshitori_plugins.service.onward import Goal, Way, way_of
from hoshitori_plugins.web.content import alike, show
from hoshitori_plugins.web.crawl import Crawl, Interface, declared_paths
from hoshitori_plugins.web.links import may_harm, read_page
from hoshitori_plugins.web.session import made_up

MOST_SENT: Final = 60
_PATIENCE_MILLISECONDS: Final = 10_000
_WHAT: Final = 160
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"
_UNREADABLE: Final = b"{"
_SENDS: Final = frozenset({"POST", "PUT", "PATCH"})
_USUAL: Final = ("login", "session", "sessions", "auth", "token", "v1/login")
_USUAL_ELSEWHERE: Final = (
    "/login",
    "/login.cgi",
    "/auth/login",
    "/cgi-bin/login.cgi",
    "/goform/login",
    "/rpc",
    "/onvif/device_service",
    "/HNAP1/",
    "/ISAPI/Security/userCheck",
)
_TAKES_FILE: Final = re.compile(r"updat|upgrad|upload|firmware|flash|import|image", re.IGNORECASE)
_ASKS: Final = 401
_LOOKED: Final = frozenset({400, 409, 415, 422, 423, 429})
"""What is answered to what was looked at, and is no answer to what does not exist or is not taken in clear."""
_UNCLEAR: Final = frozenset({403, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One request that brings something; to two paths it is the same where all but the path are."""

    method: str
    path: str
    body: bytes = b""
    media: str = ""
    authorization: str = ""

    @property
    def words(self) -> str:
        """How it is told: method and path without what was filled in."""
        return f"{self.method} {self.path.partition('?')[0]}"

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that say what it brings."""
        named = {"Content-Type": self.media, "Authorization": self.authorization}
        return {name: value for name, value in named.items() if value}

    def to(self, path: str) -> Sending:
        """Return the same for another path; what was filled in by GET goes along."""
        filled = self.path.partition("?")[1:] if self.method == "GET" else ()
        return Sending(
            method=self.method,
            path="".join((path, *filled)),
            body=self.body,
            media=self.media,
            authorization=self.authorization,
        )


def sendings(reach: Reach, interfaces: Sequence[Interface], found: Crawl) -> tuple[Sending, ...]:
    """Return what is sent, declared log-ins first, each method and path once.

    Args:
        interfaces: every web interface that the device is declared to serve.
        found: what was read over HTTPS, nothing where it could not be.
    """
    every: dict[str, Sending] = {}
    for login in all_logins(reach):
        for one in _login(login, found):
            every.setdefault(one.words, one)
    for one in _others(reach, interfaces, found):
        every.setdefault(one.words, one)
    return tuple(every.values())[:MOST_SENT]


def _login(login: DeclaredLogin, found: Crawl) -> Iterator[Sending]:
    """Yield the try of one declared log-in over HTTP."""
    text = {name: value for name, value in login.fields.items() if isinstance(value, str)}
    path = text.get("login_path") or text.get("protected_path") or "/"
    given = login.fields.get("form_extra", ())
    pairs = [one.partition("=") for one in given] if isinstance(given, tuple) else []
    extra = {name: value for name, _, value in pairs}
    nobody, wrong = f"u{secrets.token_hex(4)}", random_value()
    if login.method in {"basic", "digest"}:
        token = b64encode(f"{nobody}:{wrong}".encode()).decode()
        yield Sending(method="GET", path=path, authorization=f"Basic {token}")
    elif login.method == "json":
        fields = {text.get("user_field") or "user": nobody, text.get("password_field") or "password": wrong}
        yield Sending(method="POST", path=path, body=json.dumps({**extra, **fields}).encode(), media=_JSON)
    elif login.method == "form":
        page = found.pages.get(path)
        form = read_login_form(page.answer.text) if page else None
        user_field = text.get("user_field") or (form.user_field if form else "user")
        password_field = text.get("password_field") or (form.password_field if form else "password")
        carried = dict(form.carried) if form else {}
        body = urllib.parse.urlencode({**carried, **extra, user_field: nobody, password_field: wrong})
        action = (local_path(form.action, path) if form and form.action else "") or path
        if form and form.method == "get":
            yield Sending(method="GET", path=f"{action.partition('?')[0]}?{body}")
        else:
            yield Sending(method="POST", path=action, body=body.encode(), media=_FORM)


def _others(reach: Reach, interfaces: Sequence[Interface], found: Crawl) -> Iterator[Sending]:
    """Yield what may take something beside the declared log-ins."""
    requests = [one for interface in interfaces for one in (*interface.paths, *interface.administrator)]
    for method, _, path in (one.rpartition(" ") for one in requests):
        if method in _SENDS:
            yield from _unreadable(path.removesuffix("*"), method)
    for page in found.pages.values():
        for form in read_page(page.answer.text).forms if page.shown.html else ():
            if form.method == "post":
                yield from _unreadable(local_path(form.action, page.path) if form.action else page.path)
    for interface in interfaces:
        base = interface.base if interface.base.endswith("/") else f"{interface.base}/"
        for name in _USUAL:
            yield from _unreadable(f"{base}{name}")
    for path in (*_USUAL_ELSEWHERE, *(f"/api/{name}" for name in _USUAL)):
        yield from _unreadable(path)
    # what pages name and GET does not read over HTTPS is there to be sent something
    named = [one for one in found.linked if one not in found.pages]
    for path in (*declared_paths(reach.declaration, interfaces), *named):
        yield from _unreadable(path)


def _unreadable(path: str, method: str = "POST") -> Iterator[Sending]:
    if path.startswith("/") and not may_harm(path) and not _TAKES_FILE.search(path):
        yield Sending(method=method, path=path, body=_UNREADABLE, media=_JSON)


@dataclass(slots=True, kw_only=True)
class Submission:
    """What a port in clear made of what was sent to it so far.

    Attributes:
        here: the interfaces that are declared at this very port.
        sent: what was sent, in words.
        served: what was answered otherwise than by a redirect to HTTPS, a refusal of the method or as what is not.
        unclear: an answer of which that could not be told; empty where there is none.
    """

    target: Endpoint
    reach: Reach
    goal: Goal
    here: Sequence[Interface]
    sent: list[str] = field(default_factory=list[str])
    served: list[ServedInClear] = field(default_factory=list[ServedInClear])
    unclear: str = ""
    _nothing: dict[tuple[str, str, bool], Answer | None] = field(
        default_factory=dict[tuple[str, str, bool], "Answer | None"]
    )

    def send_all(self, what: Iterable[Sending], too_late: Callable[[], bool]) -> None:
        """Send everything once; where a path leads to its own other spelling, there too."""
        waiting, followed = deque(what), set[str]()
        while waiting:
            if too_late():
                self.unclear = self.unclear or "time was over before everything was sent"
                return
            sending = waiting.popleft()
            nothing = self._nothing_for(sending)
            self.sent.append(visible(sending.words))
            answer = self._send(sending)
            onward = self._weigh(sending, answer, nothing) if answer is not None else ""
            if answer is None and nothing is not None:
                self.unclear = self.unclear or f"{visible(sending.words)} got no answer in clear"[:_WHAT]
            if onward and onward not in followed:
                followed.add(onward)
                waiting.appendleft(sending.to(onward))

    def _nothing_for(self, sending: Sending) -> Answer | None:
        """Return what comes of sending the same to a path that no device has; one who asks a log-in there is served."""
        key = (sending.method, sending.media, bool(sending.authorization))
        if key not in self._nothing:
            one = sending.to(f"/{made_up()}")
            self._nothing[key] = answer = self._send(one)
            if answer is not None and answer.status == _ASKS:
                self._add(one, answer)
        return self._nothing[key]

    def _send(self, sending: Sending) -> Answer | None:
        """Send as a new visitor, twice if need be."""
        self.reach.spend(requests=1)
        for _ in range(2):
            with contextlib.suppress(Unavailable):
                visitor = Browser(self.target, self.reach, tls=False, patience_ms=_PATIENCE_MILLISECONDS, cookies=False)
                return visitor.request(sending.method, sending.path, body=sending.body, headers=sending.headers)
        return None

    def _weigh(self, sending: Sending, answer: Answer, nothing: Answer | None) -> str:
        """Note what was taken in clear; return the other spelling of the path to which the answer leads."""
        if 300 <= answer.status < 400 and answer.header("location"):  # redirects
            return self._follow(sending, answer, nothing)
        page = show(answer)
        if nothing is not None and alike(page, show(nothing)):
            return ""
        public = any(one.is_public(sending.path) for one in self.here) and not page.asks_password
        if answer.status in {_ASKS, *_LOOKED} or (page.given and not public):
            self._add(sending, answer)
        elif answer.status in _UNCLEAR:
            self._doubt(sending, answer)
        return ""

    def _follow(self, sending: Sending, answer: Answer, nothing: Answer | None) -> str:
        place = sending.path.partition("?")[0]
        way, onward = way_of(answer.header("location"), place, self.goal, self.target.address)
        onward = onward.partition("?")[0]
        if way is Way.HERE and onward != place and onward.rstrip("/") == place.rstrip("/"):
            return onward
        like_nothing = nothing is not None and (nothing.status, nothing.header("location")) == (
            answer.status,
            answer.header("location"),
        )
        if way is Way.ELSEWHERE or (way is Way.HERE and not like_nothing):
            self._add(sending, answer)
        elif way is Way.UNKNOWN and not like_nothing:
            self._doubt(sending, answer)
        return ""

    def _add(self, sending: Sending, answer: Answer) -> None:
        asks = ", asks for a password" if answer.status == _ASKS else ""
        location = answer.header("location") if 300 <= answer.status < 400 else ""  # redirects
        media = show(answer).media if not location else f"to {visible(location)}"
        what = f"{answer.status} {media}".strip() + asks
        self.served.append(ServedInClear(id=visible(sending.words), what=what[:_WHAT]))

    def _doubt(self, sending: Sending, answer: Answer) -> None:
        why = f"{visible(sending.words)} is answered in clear with {answer.status}, unlike what does not exist"
        self.unclear = self.unclear or why[:_WHAT]
