"""Requests, answers and the guard at the door: every path says who may use it, and no path is forgotten."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final, cast
from urllib.parse import parse_qs, unquote, urlsplit

from .accounts import Account, Role
from .sessions import Session
from .system import System

SESSION_COOKIE: Final = "session"
THROTTLE_COOKIE: Final = "browser"
_LARGEST_DOCUMENT_BYTES: Final = 64_000
_LONGEST_TAIL: Final = 64


class Access(StrEnum):
    """Who may use a path."""

    PUBLIC = "PUBLIC"
    FIRST_USE = "FIRST_USE"
    """Anyone, as long as no password has been set, and nobody afterwards."""
    USER = "USER"
    ADMINISTRATOR = "ADMINISTRATOR"


class BadRequest(ValueError):  # noqa: N818  (HTTP's name for it)
    """A request that is not well formed; the message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came; ``tail`` is what followed the route's path."""

    method: str
    path: str
    body: bytes = b""
    cookies: Mapping[str, str] = field(default_factory=dict[str, str])
    origin: str = ""
    host: str = ""
    client: str = ""
    tail: str = ""
    session: Session | None = None
    account: Account | None = None

    @property
    def user(self) -> Account:
        """The account behind the session; only behind the guard."""
        if self.account is None:
            raise BadRequest("ログインしてください。")
        return self.account

    def document(self) -> dict[str, Any]:
        """The body as a JSON object.

        Raises:
            BadRequest: it is none.
        """
        try:
            document: object = json.loads(self.body[: _LARGEST_DOCUMENT_BYTES + 1])
        except (ValueError, RecursionError) as error:
            raise BadRequest("JSONではありません。") from error
        if not isinstance(document, dict):
            raise BadRequest("JSONのオブジェクトではありません。")
        return cast("dict[str, Any]", document)

    def form(self) -> dict[str, str]:
        """The body as a form, the first value of each name.

        Raises:
            BadRequest: it is none.
        """
        try:
            text = self.body[:_LARGEST_DOCUMENT_BYTES].decode("ascii")
            return {name: values[0] for name, values in parse_qs(text, max_num_fields=50).items()}
        except ValueError as error:
            raise BadRequest("フォームを解釈できません。") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


Handler = Callable[[System, Request], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A path, who may use it, and what answers."""

    method: str
    path: str
    access: Access
    handler: Handler
    page: bool = False
    tail: bool = False
    """Whether the path goes on with one name."""

    def matches(self, method: str, path: str) -> bool:
        """Whether a request is for this route."""
        if method != self.method:
            return False
        if self.tail:
            return (
                path.startswith(self.path)
                and 0 < len(path) - len(self.path) <= _LONGEST_TAIL
                and "/" not in path[len(self.path) :]
            )
        return path == self.path


def json_answer(document: Any, status: int = 200, *headers: tuple[str, str]) -> Answer:  # noqa: ANN401  (a JSON document)
    """Answer with a JSON document."""
    return Answer(status=status, body=json.dumps(document, ensure_ascii=False).encode(), headers=headers)


def redirect(path: str, *headers: tuple[str, str]) -> Answer:
    """Send a browser to another page of the device."""
    return Answer(status=303, kind="text/plain; charset=utf-8", headers=(("Location", path), *headers))


def cookie(name: str, value: str, *, ends: bool = False) -> tuple[str, str]:
    """A cookie that scripts cannot read, other sites cannot send, and plain HTTP never carries."""
    life = "; Max-Age=0" if ends else ""
    return ("Set-Cookie", f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{life}")


def read_cookies(header: str) -> dict[str, str]:
    """Read a Cookie header; a malformed one counts as none."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header[:4096]).items()}
    except CookieError:
        return {}


def answer(system: System, routes: tuple[Route, ...], request: Request) -> Answer:
    """Find the route, ask its guard, and answer; what no route names does not exist."""
    doubled = system.behaviour.guard_misses_double_slash and "//" in request.path
    path = unquote(urlsplit(re.sub("/+", "/", request.path) if doubled else request.path).path)
    route = next((route for route in routes if route.matches(request.method, path)), None)
    if route is None:
        return _softly(system, routes, request, json_answer({"error": "NOT_FOUND"}, 404))
    session = system.sessions.find(request.cookies.get(SESSION_COOKIE, ""))
    account = system.accounts.find(session.account) if session is not None else None
    past = doubled or _unguarded(system, request.method, path)
    refusal = None if past else _refusal(system, route, account)
    told = refusal is not None and _told_all_the_same(system, request.method, path)
    if refusal is not None and not told:
        return _softly(system, routes, request, refusal)
    if request.method != "GET" and request.origin and urlsplit(request.origin).netloc != request.host:
        return json_answer({"error": "FOREIGN_ORIGIN"}, 403)
    if account is None and (past or told):
        account = next(iter(system.accounts.list()), None)
    admitted = Request(
        method=request.method,
        path=path,
        body=request.body,
        cookies=request.cookies,
        origin=request.origin,
        host=request.host,
        client=request.client,
        tail=path[len(route.path) :],
        session=session,
        account=account,
    )
    try:
        answered = route.handler(system, admitted)
        return replace(answered, status=refusal.status) if refusal is not None else answered
    except BadRequest as error:
        return json_answer({"error": "BAD_REQUEST", "message": str(error)}, 400)


def _unguarded(system: System, method: str, path: str) -> bool:
    return bool({path, f"{method} {path}"} & set(system.behaviour.unguarded))


def _told_all_the_same(system: System, method: str, path: str) -> bool:
    return f"{method} {path}" in system.behaviour.told_beside_refusal and not system.accounts.first_use


def _softly(system: System, routes: tuple[Route, ...], request: Request, refusal: Answer) -> Answer:
    """A refusal as this device words it: some show the log-in page with 200 instead."""
    if not system.behaviour.soft_refusals or system.accounts.first_use:
        return refusal
    shown = next(route for route in routes if route.matches("GET", "/login"))
    return shown.handler(system, request)


def _refusal(system: System, route: Route, account: Account | None) -> Answer | None:
    first_use = system.accounts.first_use
    open_anyway = first_use and system.behaviour.open_before_first_use and not route.page
    if route.access is Access.PUBLIC or open_anyway:
        return None
    if first_use:
        return None if route.access is Access.FIRST_USE else _turn_away(route, "FIRST_USE", 403, "/first-use")
    if route.access is Access.FIRST_USE:
        return _turn_away(route, "FORBIDDEN", 403, "/login")
    if account is None:
        return _turn_away(route, "UNAUTHENTICATED", 401, "/login")
    administrator = account.role is Role.ADMINISTRATOR or system.behaviour.viewer_may_all
    if route.access is Access.ADMINISTRATOR and not administrator:
        return json_answer({"error": "FORBIDDEN"}, 403)
    return None


def _turn_away(route: Route, error: str, status: int, page: str) -> Answer:
    return redirect(page) if route.page else json_answer({"error": error}, status)
