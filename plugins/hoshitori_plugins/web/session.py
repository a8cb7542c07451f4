"""A visitor with a session, opened as the declaration says; and the end of a session."""

from __future__ import annotations

import contextlib
import json
import secrets as random
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import Answered, patiently
from hoshitori_plugins.login.browser import Answer, Browser, local_path
from hoshitori_plugins.login.declared import DeclaredLogin
from hoshitori_plugins.login.marks import marks_of
from hoshitori_plugins.login.survey import web_login
from hoshitori_plugins.login.web import DigestLogin, FormLogin, JsonLogin, digest_answer
from hoshitori_plugins.web.links import links_of, read_page

Visit = Callable[[], Browser]
_TOKENS: Final = (
    "access_token",
    "accessToken",
    "token",
    "jwt",
    "id_token",
    "sessionToken",
    "session_token",
    "auth_token",
)
_OUT_WORDS: Final = ("logout", "log-out", "log_out", "signout", "sign-out", "sign_out", "logoff", "ログアウト")
_EACH_REQUEST: Final = frozenset({"basic", "digest"})
_BEARER: Final = "bearer"
_SHORTEST_SECRET: Final = 8


@dataclass(slots=True, kw_only=True)
class Session:
    """A browser and what proves to the device who it is.

    Attributes:
        headers: sent with every request (Basic, a bearer token); a cookie is the browser's own matter.
        digest: user name and value, where each request answers a challenge of its own.
    """

    browser: Browser
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    digest: tuple[str, str] | None = None
    each_request: bool = False

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        bare: bool = False,
    ) -> Answer:
        """Send one request with what proves the session; a bare one in HTTP/1.0 and without the host's name.

        Raises:
            Unavailable: if no proper answer came.
        """
        sent = {**self.headers, **(headers or {})}
        answer = self.browser.request(method, path, body=body, headers=sent, bare=bare)
        challenge = next((one for one in answer.all("www-authenticate") if one.lower().startswith("digest")), "")
        if self.digest is not None and answer.status == 401 and challenge and method == "GET":  # noqa: PLR2004
            proof = digest_answer(challenge, path, *self.digest)
            answer = self.browser.request(method, path, headers={**sent, "Authorization": proof})
        return answer


def open_session(login: DeclaredLogin, user: str, value: str, visit: Visit, reach: Reach) -> Session:
    """Log in once, as declared.

    Raises:
        Unavailable: if no session came about, or the way of logging in is not known here.
    """
    made: list[Browser] = []

    def visitor(_: str) -> Browser:
        made.append(visit())
        return made[-1]

    if login.method == _BEARER and value:
        return Session(browser=visit(), headers={"Authorization": f"Bearer {value}"}, each_request=True)
    door = web_login(login, visitor)
    if door is None:
        raise Unavailable(f"{login.reference}: login_method {login.method!r} is not one over HTTP")
    if isinstance(door, JsonLogin):
        return _by_json(login, door, user, value, visit, reach)
    if isinstance(door, FormLogin) and not (door.marks.protected_path or door.marks.success_status):
        door.learn_failure()
    if patiently(door, reach, user, value) is not Answered.OPENED or not made:
        raise Unavailable(f"{login.reference}: the declared value opened no session")
    if login.method in _EACH_REQUEST:
        digest = (user, value) if isinstance(door, DigestLogin) else None
        token = b64encode(f"{user}:{value}".encode()).decode()
        headers = {} if digest else {"Authorization": f"Basic {token}"}
        return Session(browser=visit(), headers=headers, digest=digest, each_request=True)
    return _sealed(Session(browser=made[-1]), reach)


def _by_json(login: DeclaredLogin, door: JsonLogin, user: str, value: str, visit: Visit, reach: Reach) -> Session:
    """Log in by a JSON object; what proves the session is a cookie, or a token in the answer."""
    browser, marks = visit(), marks_of(login.fields)
    body = json.dumps({**dict(door.extra), door.user_field: user, door.password_field: value}).encode()
    answer = browser.post(door.path, body, "application/json")
    token = _token(answer)
    session = _sealed(Session(browser=browser, headers={"Authorization": f"Bearer {token}"} if token else {}), reach)
    if token:
        reach.seal_value(token)
    welcome = marks.success_status or 0
    if (welcome and answer.status != welcome) or answer.status >= 400 or not (token or browser.cookies):  # noqa: PLR2004
        raise Unavailable(f"{login.reference}: the declared value opened no session ({answer.status})")
    return session


def _sealed(session: Session, reach: Reach) -> Session:
    """Keep what proves a session out of every public part of the evidence."""
    seal_cookies(session.browser, reach)
    return session


def seal_cookies(browser: Browser, reach: Reach) -> None:
    """Name as secrets the cookies that may prove a session; a `0` proves nothing and stands everywhere."""
    for value in browser.cookies.values():
        if len(value) >= _SHORTEST_SECRET:
            reach.seal_value(value)


def _token(answer: Answer) -> str:
    with contextlib.suppress(ValueError, RecursionError):
        document: object = json.loads(answer.body)
        for _ in range(2):
            if not isinstance(document, dict):
                return ""
            entries = cast("dict[str, Any]", document)
            for name in _TOKENS:
                if isinstance(entries.get(name), str) and len(entries[name]) >= _SHORTEST_SECRET:
                    return str(entries[name])[:4096]
            document = entries.get("data")
    return ""


def log_out(session: Session, login: DeclaredLogin, seen: Mapping[str, Answer]) -> str:
    """End a session as its pages show it (with their hidden tokens), else by the declared path; return the request.

    Nothing where no way out was found; the browser forgets its cookie as it is told to.

    Args:
        seen: path → page, as the session's user got them.

    Raises:
        Unavailable: if the device does not answer, or takes none of the requests.
    """
    given = login.fields.get("logout_path", "")
    declared = given if isinstance(given, str) else ""
    refused, form = "", {"Content-Type": "application/x-www-form-urlencoded"}
    for method, path, body in _ways_out(declared, seen):
        answer = session.ask(path, method, body=body, headers=form if body else None)
        if answer.status < 400:  # noqa: PLR2004  # RFC 9110: neither the client's fault nor the server's
            return f"{method} {path}"
        refused = f"{method} {path} answered {answer.status}"
    if refused:
        raise Unavailable(f"the log-out was not taken: {refused}")
    return ""


def _ways_out(declared: str, seen: Mapping[str, Answer]) -> Iterator[tuple[str, str, bytes]]:
    def is_out(path: str) -> bool:
        return path == declared or (not declared and any(word in path.lower() for word in _OUT_WORDS))

    for place, page in seen.items():
        for form in read_page(page.text).forms:
            action = local_path(form.action, place) if form.action else ""
            if is_out(action):
                yield ("POST", action, form.body()) if form.method == "post" else ("GET", action, b"")
                return
    if declared:
        yield "POST", declared, b""
        yield "GET", declared, b""
        return
    for place, page in seen.items():
        for link in links_of(page, place):
            if is_out(link) and not link.endswith((".css", ".js")):
                yield "GET", link, b""
                return


def stale(session: Session, visit: Visit) -> Callable[[], Session]:
    """Return a maker of visitors that bring what proved a session, as somebody would who had copied it before."""
    cookies = "; ".join(f"{name}={value}" for name, value in session.browser.cookies.items())
    headers = {**session.headers, **({"Cookie": cookies} if cookies else {})}
    return lambda: Session(browser=visit(), headers=headers)


def nobody(visit: Visit) -> Session:
    """Return a visitor without a session."""
    return Session(browser=visit())


def made_up() -> str:
    """Return a path that no device has."""
    return f"nothing-{random.token_hex(5)}"
