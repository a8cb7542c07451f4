"""Where the declaration says that the device shows something, and how that is fetched."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.inventory import ShownBy
from hoshitori.model.declaration import Declaration, Row, RowAbsentError
from hoshitori.model.subject import Device, Endpoint, Subject
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.inventory.reading import Readable, read
from hoshitori_plugins.login.attempt import Answered, patiently
from hoshitori_plugins.login.browser import Answer, Browser, local_path
from hoshitori_plugins.login.declared import DeclaredLogin, declared_logins
from hoshitori_plugins.login.page import read_login_form
from hoshitori_plugins.login.survey import web_login
from hoshitori_plugins.login.web import BasicLogin, FormLogin, JsonLogin
from hoshitori_plugins.web.session import seal_cookies

_HOPS: Final = 4
_FOUND: Final = 200
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_SECURE: Final = frozenset({"https", "wss"})
_PLAIN: Final = frozenset({"http", "ws"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A path at an endpoint of the device, with the row of the declaration that names it."""

    row: str
    endpoint: Endpoint
    path: str

    @property
    def id(self) -> str:
        """Row, port and path."""
        return f"{self.row} {self.endpoint.subject.id} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A place as it was read."""

    place: Place
    by: ShownBy
    document: Readable
    body: bytes


def user_interfaces(target: Device, declaration: Declaration) -> Iterator[Place | str]:
    """Yield the pages that are declared to show the model or the firmware, and sentences for what is no page."""
    named: set[str] = {one for row in declaration.rows("2-UserInfo") for one in row.texts("model_shown_at")}
    for row in declaration.rows("27-UserIntf"):
        if not (row.reference in named or row.flag("shows_model") or row.flag("shows_firmware")):
            continue
        if row.text("type") in {"label", "plate", "sticker"}:
            continue
        endpoint = endpoint_of(row.text("interface"), target, declaration)
        if endpoint is None or not row.text("path"):
            yield f"{row.reference}: no page of the device's own is declared for it"
        else:
            yield Place(row=row.reference, endpoint=endpoint, path=row.text("path"))


def version_pages(target: Device, declaration: Declaration) -> Iterator[Place]:
    """Yield the paths at which the version is declared to be read (`version_path` of 7-UpdMech), each once."""
    seen: set[tuple[int, str]] = set()
    servers = [row for row in declaration.rows("28-LogIntf") if _serves_web(row)]
    for row in declaration.rows("7-UpdMech"):
        path = row.text("version_path")
        ways = [row.text("interface"), *(server.reference for server in servers)]
        ends = (endpoint_of(way, target, declaration) for way in ways)
        endpoint = next((one for one in ends if one is not None and one.protocol in _SECURE | _PLAIN), None)
        if path and endpoint is not None and (endpoint.port, path) not in seen:
            seen.add((endpoint.port, path))
            yield Place(row=row.reference, endpoint=endpoint, path=path)


def component_lists(target: Device, declaration: Declaration) -> Iterator[Place]:
    """Yield the paths at which the device is declared to list its components (`component_list_path` of 28-LogIntf)."""
    for row in declaration.rows("28-LogIntf"):
        endpoint = endpoint_of(row.reference, target, declaration)
        if row.text("component_list_path") and endpoint is not None:
            yield Place(row=row.reference, endpoint=endpoint, path=row.text("component_list_path"))


def endpoint_of(reference: str, target: Device, declaration: Declaration) -> Endpoint | None:
    """Return the TCP port of the device that a 28-LogIntf row is reached at, or nothing where it has none."""
    try:
        row = declaration.row(reference)
    except RowAbsentError:
        return None
    port = row.number("port")
    if not port or row.text("transport") != "tcp" or row.text("role", "server") != "server":
        return None
    name = f"tcp/{port}"
    return Endpoint(
        sample=target.sample,
        address=target.address,
        transport="tcp",
        port=port,
        subject=Subject(id=name, kind="endpoint", endpoint=name),
        protocol=row.text("protocol"),
    )


class Visitor:
    """Fetches places as anybody, and with the declared session where that is asked for; it logs in once a port."""

    def __init__(self, reach: Reach) -> None:
        """Visit through `reach`."""
        self._reach = reach
        self._sessions: dict[str, Callable[[str], Answer] | str] = {}

    def fetch(self, place: Place) -> Fetched:
        """Read a place, without a session first.

        Raises:
            Unavailable: if it cannot be read, with what stood in the way.
        """
        answer, asked = self._as_anybody(place)
        by = ShownBy.NETWORK
        if answer.status != _FOUND or asked:
            answer, by = self._session(place.endpoint)(place.path), ShownBy.NETWORK_SESSION
            if answer.status != _FOUND:
                raise Unavailable(f"{place.id} answers with {answer.status}, with the declared session too")
        media = answer.header("content-type").partition(";")[0].strip().lower()
        return Fetched(place=place, by=by, document=read(answer.text, media), body=answer.body)

    def _as_anybody(self, place: Place) -> tuple[Answer, bool]:
        """Return the answer after redirects, and whether it asks for a log-in in place of what was asked for."""
        browser = _browser(place.endpoint, self._reach)
        path, moved = place.path, False
        answer = browser.get(path)
        for _ in range(_HOPS):
            onward = local_path(answer.header("location"), path) if answer.status in _MOVED else ""
            if not onward:
                break
            path, moved = onward, True
            answer = browser.get(path)
        return answer, moved and read_login_form(answer.text) is not None

    def _session(self, endpoint: Endpoint) -> Callable[[str], Answer]:
        name = endpoint.subject.id
        if name not in self._sessions:
            self._sessions[name] = self._opened(endpoint)
        session = self._sessions[name]
        if isinstance(session, str):
            raise Unavailable(session)
        return session

    def _opened(self, endpoint: Endpoint) -> Callable[[str], Answer] | str:
        """Return how to ask with a session, or why there is none."""
        why = f"{endpoint.subject.id} asks for a log-in, and none is declared with its value"
        for declared in declared_logins(endpoint, self._reach):
            if declared.value is None:
                continue
            found = self._open(endpoint, declared, declared.value)
            if not isinstance(found, str):
                return found
            why = found
        return why

    def _open(self, endpoint: Endpoint, declared: DeclaredLogin, value: str) -> Callable[[str], Answer] | str:
        made: list[Browser] = []

        def visit(source: str) -> Browser:
            made.append(_browser(endpoint, self._reach, source))
            return made[-1]

        login = web_login(declared, visit)
        if login is None:
            return f"{declared.reference}: its way of logging in is not one over HTTP that is known here"
        if isinstance(login, FormLogin | JsonLogin):
            login.learn_failure()
            made.clear()
        if patiently(login, self._reach, declared.user, value) is not Answered.OPENED or not made:
            return f"{declared.reference}: the declared value opened no session"
        browser = made[-1]
        seal_cookies(browser, self._reach)
        if isinstance(login, BasicLogin):
            return lambda path: browser.get(path, {"Authorization": _basic(declared.user, value)})
        return browser.get


def _browser(endpoint: Endpoint, reach: Reach, source: str = "") -> Browser:
    return Browser(endpoint, reach, tls=endpoint.protocol not in _PLAIN, source=source)


def _basic(user: str, value: str) -> str:
    return f"Basic {b64encode(f'{user}:{value}'.encode()).decode()}"


def _serves_web(row: Row) -> bool:
    return row.text("protocol") in _SECURE | _PLAIN and row.text("role", "server") == "server"
