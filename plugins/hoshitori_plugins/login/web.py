"""Log-ins over HTTP: basic, digest, form and JSON."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import secrets
import urllib.parse
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.probe import Unavailable
from hoshitori_plugins.login.attempt import Answered, random_value
from hoshitori_plugins.login.browser import Answer, Browser, local_path
from hoshitori_plugins.login.marks import Failure, Judge, Marks, failure_of
from hoshitori_plugins.login.page import read_login_form

Visit = Callable[[str], Browser]
"""Returns a new visitor without cookies, from a source address or from anywhere."""

_FORM: Final = "application/x-www-form-urlencoded"
_LOCK_STATUS: Final = frozenset({423, 429, 503})
_PARAMETER: Final = re.compile(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_HASHES: Final[Mapping[str, str]] = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicLogin:
    """HTTP Basic (RFC 7617) at one path."""

    visit: Visit
    path: str
    kind: LoginKind = LoginKind.HTTP_BASIC

    @property
    def where(self) -> str:
        """The path it guards."""
        return self.path

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:
        """Ask for the path with one credential."""
        token = b64encode(f"{user}:{value}".encode()).decode()
        with contextlib.suppress(Unavailable):
            return _by_status(self.visit(source).get(self.path, {"Authorization": f"Basic {token}"}))
        return Answered.DROPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLogin:
    """HTTP Digest (RFC 7616) at one path: MD5, SHA-256 or SHA-512-256, with and without `qop=auth`."""

    visit: Visit
    path: str
    kind: LoginKind = LoginKind.HTTP_DIGEST

    @property
    def where(self) -> str:
        """The path it guards."""
        return self.path

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:
        """Take a fresh nonce and answer it with one credential."""
        visitor = self.visit(source)
        with contextlib.suppress(Unavailable):
            asked = visitor.get(self.path)
            challenge = next((line for line in asked.all("www-authenticate") if line.lower().startswith("digest")), "")
            if not challenge:
                return Answered.LOCKED if asked.status in _LOCK_STATUS else Answered.DROPPED
            return _by_status(
                visitor.get(self.path, {"Authorization": digest_answer(challenge, self.path, user, value)})
            )
        return Answered.DROPPED


@dataclass(slots=True, kw_only=True)
class FormLogin:
    """A form on a page, read anew before every try, so that hidden tokens are those of a fresh visitor.

    Attributes:
        user_field, password_field: as declared; empty where the page is to be asked.
        extra: further fields to send.
    """

    visit: Visit
    path: str
    marks: Marks
    user_field: str = ""
    password_field: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    kind: LoginKind = LoginKind.HTTP_FORM
    _failure: Failure | None = field(default=None, init=False)

    @property
    def where(self) -> str:
        """Path of the page."""
        return self.path

    def learn_failure(self, user: str = "") -> None:
        """Look at what a sure failure looks like, with a user nobody has unless one is named."""
        with contextlib.suppress(Unavailable):
            answer = self._send(self.visit(""), user or f"u{secrets.token_hex(4)}", random_value())
            self._failure = failure_of(answer)

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:
        """Send the form once as a new visitor."""
        return self.enter(self.visit(source), user, value)

    def enter(self, visitor: Browser, user: str, value: str) -> Answered:
        """Send the form once as this visitor, who has the session afterwards if one was opened."""
        with contextlib.suppress(Unavailable):
            judge = Judge(marks=self.marks, page=self.path, failure=self._failure)
            return judge.judge(self._send(visitor, user, value), visitor)
        return Answered.DROPPED

    def _send(self, visitor: Browser, user: str, value: str) -> Answer:
        page = visitor.get(self.path)
        form = read_login_form(page.text)
        user_field = self.user_field or (form.user_field if form else "")
        password_field = self.password_field or (form.password_field if form else "")
        if not password_field:
            if page.status in _LOCK_STATUS:
                return page
            raise Unavailable(f"no log-in form at {self.path}")
        carried = dict(form.carried) if form else {}
        named = {user_field: user} if user_field else {}
        body = urllib.parse.urlencode({**carried, **dict(self.extra), **named, password_field: value}).encode()
        action = (local_path(form.action, self.path) if form and form.action else "") or self.path
        if form and form.method == "get":
            return visitor.get(f"{action.partition('?')[0]}?{body.decode()}")
        return visitor.post(action, body, _FORM)


@dataclass(slots=True, kw_only=True)
class JsonLogin:
    """A log-in that takes a JSON object, as declared."""

    visit: Visit
    path: str
    marks: Marks
    user_field: str = "user"
    password_field: str = "password"  # noqa: S105  # the name of a field
    extra: tuple[tuple[str, str], ...] = ()
    kind: LoginKind = LoginKind.HTTP_JSON
    _failure: Failure | None = field(default=None, init=False)

    @property
    def where(self) -> str:
        """Path of the interface."""
        return self.path

    def learn_failure(self, user: str = "") -> None:
        """Look at what a sure failure looks like, with a user nobody has unless one is named."""
        with contextlib.suppress(Unavailable):
            answer = self._send(self.visit(""), user or f"u{secrets.token_hex(4)}", random_value())
            self._failure = failure_of(answer)

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:
        """Send the object once as a new visitor."""
        return self.enter(self.visit(source), user, value)

    def enter(self, visitor: Browser, user: str, value: str) -> Answered:
        """Send the object once as this visitor, who has the session afterwards if one was opened."""
        with contextlib.suppress(Unavailable):
            judge = Judge(marks=self.marks, page=self.path, failure=self._failure)
            return judge.judge(self._send(visitor, user, value), visitor)
        return Answered.DROPPED

    def _send(self, visitor: Browser, user: str, value: str) -> Answer:
        body = json.dumps({**dict(self.extra), self.user_field: user, self.password_field: value}).encode()
        return visitor.post(self.path, body, "application/json")


def digest_answer(challenge: str, path: str, user: str, value: str) -> str:
    """Return the Authorization header that answers a Digest challenge (RFC 7616 §3.4).

    Raises:
        Unavailable: if the server asks for an algorithm or a quality of protection that is not known here.
    """
    given = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(challenge[:4096])}
    algorithm = given.get("algorithm", "MD5").upper()
    hash_name = _HASHES.get(algorithm.removesuffix("-SESS"))
    offered = [one.strip() for one in given.get("qop", "").split(",") if one.strip()]
    if hash_name is None or (offered and "auth" not in offered):
        raise Unavailable(f"HTTP Digest with {algorithm[:40]} and qop {given.get('qop', '')[:40]!r} is not known here")

    def hashed(text: str) -> str:
        return hashlib.new(hash_name, text.encode(), usedforsecurity=False).hexdigest()

    nonce, realm, ours = given.get("nonce", ""), given.get("realm", ""), secrets.token_hex(8)
    first = hashed(f"{user}:{realm}:{value}")
    if algorithm.endswith("-SESS"):
        first = hashed(f"{first}:{nonce}:{ours}")
    second = hashed(f"GET:{path}")
    middle = f"00000001:{ours}:auth:" if offered else ""
    parts = {"username": user, "realm": realm, "nonce": nonce, "uri": path}
    parts["response"] = hashed(f"{first}:{nonce}:{middle}{second}")
    if "opaque" in given:
        parts["opaque"] = given["opaque"]
    line = ", ".join(f'{name}="{text}"' for name, text in parts.items())
    tail = f', qop=auth, nc=00000001, cnonce="{ours}"' if offered else ""
    return f"Digest {line}, algorithm={algorithm}{tail}"


def _by_status(answer: Answer) -> Answered:
    if answer.status in _LOCK_STATUS:
        return Answered.LOCKED
    if answer.status >= 500:  # noqa: PLR2004  # a server in trouble decided nothing
        return Answered.DROPPED
    return Answered.REFUSED if answer.status in {400, 401, 403} else Answered.OPENED
