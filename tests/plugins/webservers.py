"""Small web servers as devices: each takes one password and differs in how it treats those who do not know it."""

import base64
import contextlib
import hashlib
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

RIGHT = "Correct-Horse-7"


class Clock:
    """The time of these devices: the machine's, or, while it `stands`, one that moves only by what is waited for.

    Where it stands, rates come out of what a device does alone, whatever else the machine has to do.
    """

    def __init__(self) -> None:
        self.stands = False
        self._moved = 0
        self._guard = threading.Lock()

    def milliseconds(self) -> int:
        """Return what it shows."""
        return self._moved if self.stands else time.monotonic_ns() // 1_000_000

    def wait(self, milliseconds: int) -> None:
        """Let time pass."""
        if not self.stands:
            time.sleep(milliseconds / 1000)
            return
        with self._guard:
            self._moved += milliseconds

    def work(self) -> None:
        """Take the millisecond that looking at a try costs, where no other time does."""
        if self.stands:
            self.wait(1)


CLOCK = Clock()


@dataclass(slots=True)
class Gate:
    """Decides on one try; the base gate never slows anybody down.

    Attributes:
        others: further accounts.
        believes: whether whoever claims to come from an address is taken to; `shuns` refuses all who claim one.
    """

    user: str = "admin"
    password: str = RIGHT
    others: dict[str, str] = field(default_factory=dict[str, str])
    believes: bool = False
    shuns: bool = False
    guard: threading.Lock = field(default_factory=threading.Lock)
    seen: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def decide(self, user: str, password: str, cookie: str, client: str) -> tuple[int, str]:
        """Return the status for a try, and the cookie to hand out (or nothing)."""
        CLOCK.work()
        with self.guard:
            self.seen.append((user, password))
        return self.rule(user, password, cookie, client)

    def rule(self, user: str, password: str, cookie: str, client: str) -> tuple[int, str]:
        del cookie, client
        return (200 if self.right(user, password) else 401), ""

    def right(self, user: str, password: str) -> bool:
        return (user, password) == (self.user, self.password) or self.others.get(user) == password


@dataclass(slots=True)
class AcceptsEverything(Gate):
    def right(self, user: str, password: str) -> bool:
        del user, password
        return True


@dataclass(slots=True)
class BreaksOnWrong(Gate):
    """Looks at every value and answers a wrong one with a fault of its own, after a few refusals or at once.

    `whoever` makes it break for the right value too, as a device that is down or bans the guesser does.
    """

    refusals: int = 0
    whoever: bool = False
    failures: int = 0

    def rule(self, user: str, password: str, cookie: str, client: str) -> tuple[int, str]:
        del cookie, client
        with self.guard:
            right = self.right(user, password)
            self.failures += not right
            broken = self.failures > self.refusals
        if right and not (self.whoever and broken):
            return 200, ""
        return (500 if broken else 401), ""


@dataclass(slots=True)
class CountsInCookie(Gate):
    """Locks a client out after three failures, as counted in the client's own cookie."""

    def rule(self, user: str, password: str, cookie: str, client: str) -> tuple[int, str]:
        count = int(cookie or 0)
        if count >= 3:
            return 429, str(count)
        status, _ = Gate.rule(self, user, password, cookie, client)
        return status, str(count + 1)


@dataclass(slots=True)
class HoldsAccount(Gate):
    """Looks at an account's tries one after another and holds each failure back for a while."""

    milliseconds: int = 2_000
    turn: threading.Lock = field(default_factory=threading.Lock)

    def rule(self, user: str, password: str, cookie: str, client: str) -> tuple[int, str]:
        with self.turn:
            status, _ = Gate.rule(self, user, password, cookie, client)
            if status != 200:
                CLOCK.wait(self.milliseconds)
        return status, ""


@dataclass(slots=True)
class HoldsConnection(Gate):
    """Holds each failure back on its own connection only: more connections, more guesses."""

    milliseconds: int = 500

    def rule(self, user: str, password: str, cookie: str, client: str) -> tuple[int, str]:
        status, _ = Gate.rule(self, user, password, cookie, client)
        if status != 200:
            CLOCK.wait(self.milliseconds)
        return status, ""


@dataclass(slots=True)
class LocksAccount(Gate):
    """Locks an account for a while after five failures; `status` is what it then answers, to the right value too."""

    milliseconds: int = 3_000
    status: int = 429
    by_address: bool = False
    hollow: bool = False
    failures: dict[str, int] = field(default_factory=dict[str, int])
    until: dict[str, int] = field(default_factory=dict[str, int])

    def rule(self, user: str, password: str, cookie: str, client: str) -> tuple[int, str]:
        del cookie
        with self.guard:
            who = client if self.by_address else user
            right = self.right(user, password)
            if CLOCK.milliseconds() < self.until.get(who, 0) and not (self.hollow and right):
                return self.status, ""
            if right:
                self.failures[who] = 0
                return 200, ""
            self.failures[who] = self.failures.get(who, 0) + 1
            if self.failures[who] >= 5:
                self.failures[who] = 0
                self.until[who] = CLOCK.milliseconds() + self.milliseconds
            return 401, ""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"  # pyright: ignore[reportIncompatibleVariableOverride]  # always ours

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        pass

    def do_GET(self) -> None:
        self.server.style(self)

    def do_POST(self) -> None:
        self.server.style(self)

    def content(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()

    def cookie(self, name: str) -> str:
        morsel = SimpleCookie(self.headers.get("Cookie", "")).get(name)
        return morsel.value if morsel else ""

    def answer(self, status: int, body: str = "", *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def rule(self, user: str, password: str) -> tuple[int, tuple[tuple[str, str], ...]]:
        gate, claimed = self.server.gate, self.headers.get("X-Forwarded-For", "")
        if claimed and gate.shuns:
            return 401, ()
        client = claimed if claimed and gate.believes else self.client_address[0]
        status, cookie = gate.decide(user, password, self.cookie("count"), client)
        return status, ((("Set-Cookie", f"count={cookie}"),) if cookie else ())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    gate: Gate
    style: Callable[[_Handler], None]
    sessions: set[str]


def _form(handler: _Handler) -> None:
    """A log-in form with a hidden token, and one page behind it."""
    server = handler.server
    if handler.command == "POST" and handler.path == "/session":
        fields = {name: values[0] for name, values in parse_qs(handler.content()).items()}
        if not fields.get("token") or fields["token"] != handler.cookie("token"):
            handler.answer(400, "stale form")
            return
        status, headers = handler.rule(fields.get("user", ""), fields.get("pass", ""))
        if status == 200:
            session = secrets.token_hex(8)
            server.sessions.add(session)
            handler.answer(303, "", ("Location", "/home"), ("Set-Cookie", f"session={session}"), *headers)
        else:
            # A careless page: 200 and the form again, whatever was wrong; only a lock has a status of its own.
            handler.answer(200 if status == 401 else status, f"<p>No.</p>{_PAGE.format(token='x')}", *headers)
    elif handler.path == "/home" and handler.cookie("session") in server.sessions:
        handler.answer(200, "<h1>Settings</h1>")
    elif handler.path in {"/", "/home"}:
        handler.answer(302, "", ("Location", "/login"))
    elif handler.path == "/login":
        token = secrets.token_hex(4)
        handler.answer(200, _PAGE.format(token=token), ("Set-Cookie", f"token={token}; Path=/"))
    else:
        handler.answer(404, "not here")


_PAGE = (
    '<form method="post" action="/session"><input name="user"><input type="password" name="pass">'
    '<input type="hidden" name="token" value="{token}"><button>Log in</button></form>'
)


def _json(handler: _Handler) -> None:
    """A JSON interface, and a page that uses it by script."""
    if handler.command == "POST" and handler.path == "/api/login":
        fields = json.loads(handler.content())
        status, headers = handler.rule(fields.get("user", ""), fields.get("password", ""))
        handler.answer(status, json.dumps({"ok": status == 200}), *headers)
    else:
        handler.answer(200, '<input type="password" id="p"><script src="login.js"></script>')


def _basic(handler: _Handler) -> None:
    given = handler.headers.get("Authorization", "")
    if given.startswith("Basic "):
        user, _, password = base64.b64decode(given[6:]).decode().partition(":")
        status, headers = handler.rule(user, password)
        handler.answer(status, "page" if status == 200 else "", *headers)
    else:
        handler.answer(401, "", ("WWW-Authenticate", 'Basic realm="device"'))


def _digest(handler: _Handler) -> None:
    given = dict(re.findall(r'(\w+)="?([^",]+)"?', handler.headers.get("Authorization", "")))
    gate = handler.server.gate
    if given:
        first = hashlib.sha256(f"{given['username']}:device:{gate.password}".encode()).hexdigest()
        second = hashlib.sha256(f"{handler.command}:{handler.path}".encode()).hexdigest()
        middle = f"{given['nonce']}:{given['nc']}:{given['cnonce']}:{given['qop']}"
        right = hashlib.sha256(f"{first}:{middle}:{second}".encode()).hexdigest() == given["response"]
        status, headers = handler.rule(given["username"], gate.password if right else "")
        if status != 401:
            handler.answer(status, "page", *headers)
            return
    challenge = f'Digest realm="device", nonce="{secrets.token_hex(8)}", qop="auth", algorithm=SHA-256'
    handler.answer(401, "", ("WWW-Authenticate", challenge))


STYLES: dict[str, Callable[[_Handler], None]] = {"form": _form, "json": _json, "basic": _basic, "digest": _digest}


@contextlib.contextmanager
def web_device(style: str, gate: Gate) -> Generator[int]:
    """Serve a device with one kind of log-in on every loopback address; return its port."""
    server = _Server(("0.0.0.0", 0), _Handler)
    server.gate, server.style, server.sessions = gate, STYLES[style], set()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
