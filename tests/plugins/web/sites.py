"""Small web sites as devices: pages with their guards, and the ways in which a guard can be wrong."""

import base64
import contextlib
import json
import threading
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qs, urlsplit

USERS = {"admin": "Correct-Horse-7", "guest": "Guest-Horse-7"}
LOGIN = b"""<html><body><h1>Welcome</h1><form method="post" action="/login"><input name="user">
<input name="password" type="password"></form></body></html>"""
HOME = b"""<html><body><h1>Overview</h1>
<a href="/settings">settings</a> <a href="/help">help</a> <a href="/reboot">restart</a>
<img src="/logo.png"><form method="post" action="/logout"><input type="hidden" name="token" value="TOKEN"></form>
<p>Uptime fourteen days, kitchen camera, firmware seven</p><script>fetch('/data/rooms')</script></body></html>"""
SETTINGS = b"""<html><body><h1>Settings</h1><form method="post" action="/settings">
<input name="place" value="cellar door">
<input name="owner" value="Maruyama"></form></body></html>"""
ROOMS = json.dumps({"rooms": ["kitchen", "nursery"], "owner": "Maruyama", "network": "wlan-7"}).encode()
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4
HTML, DATA, JPEG, PNG = "text/html", "application/json", "image/jpeg", "image/png"


Slips = Callable[[str, str, Mapping[str, str], str], str]


@dataclass(slots=True)
class Site:
    """A device's site; every field but the first lines' is a fault or a peculiarity.

    Attributes:
        open: paths that answer without a session; `PUT /data/rooms` for one method.
        extra: further pages, path → (media type, body); below `/` guarded like the others.
        public: extra pages that anybody gets by design.
        upload: path that takes files, kept in `uploads`.
        refuses_with: status of a refusal that shows the page beside it; 0 where refusals show nothing.
        placeholder: what a refused picture shows in its place.
        moving: whether each picture is another one.
        slips: returns the path of the page that a request gets past the guard to, or nothing; asked with the request as
            it came: method, target, headers in lower case, version.
    """

    style: str = "form"
    open: frozenset[str] = frozenset()
    extra: dict[str, tuple[str, bytes]] = field(default_factory=dict[str, tuple[str, bytes]])
    public: frozenset[str] = frozenset()
    soft: bool = False
    body_with_redirect: bool = False
    trusts_header: str = ""
    override: bool = False
    ignores_case: bool = False
    log_out_ends: bool = True
    guest_is_admin: bool = False
    wants_token: bool = False
    state: dict[str, str] = field(default_factory=lambda: {"place": "cellar door", "owner": "Maruyama"})
    sessions: dict[str, str] = field(default_factory=dict[str, str])
    asked: list[str] = field(default_factory=list[str])
    logins: int = 0
    refuses_with: int = 0
    placeholder: bytes = b""
    moving: bool = False
    slips: Slips = lambda _method, _target, _lines, _version: ""
    upload: str = ""
    uploads: list[bytes] = field(default_factory=list[bytes])

    def pages(self) -> dict[str, tuple[str, bytes]]:
        logo = (PNG, b"\x89PNG" + bytes(100))
        own = {"/": (HTML, HOME), "/settings": (HTML, SETTINGS), "/data/rooms": (DATA, ROOMS), "/logo.png": logo}
        return own | self.extra


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_HEAD = do_OPTIONS = do_GET  # noqa: N815  # the base class's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Keep quiet."""

    def _answer(self) -> None:  # noqa: PLR0911  # a site answers in many ways
        device = cast("_Server", self.server)
        site = device.site
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = urlsplit(self.path).path
        site.asked.append(f"{self.command} {self.path}")
        user = self._user(site)
        lines = {name.lower(): value for name, value in self.headers.items()}
        slipped = site.slips(self.command, self.path, lines, self.request_version)
        if path == "/login" and not slipped:
            return self._login(site, body)
        if path == "/logout":
            return self._logout(site, body)
        seen = slipped or (path.lower() if site.ignores_case else path)
        method = self.headers.get("X-HTTP-Method-Override", self.command) if site.override else self.command
        known = site.pages().get(seen)
        if known is None or path == "/reboot":
            return self._refuse(site, 404)
        free = bool({path, f"{self.command} {path}"} & site.open) or path in site.public or path == "/logo.png"
        free = free or (site.ignores_case and path != seen) or (site.override and method != self.command)
        free = free or bool(slipped) or bool(site.trusts_header and self.headers.get(site.trusts_header))
        admin = user == "admin" or (user and site.guest_is_admin) or (user and seen != "/settings")
        if not (free or admin):
            if user:
                return self._send(403, "text/plain", b"no")
            if site.refuses_with:
                return self._send(site.refuses_with, *known, ("Location", "/login"))
            if site.placeholder and known[0] == JPEG:
                return self._send(403, JPEG, site.placeholder)
            return self._refuse(site, 401 if seen.startswith("/data") else 303, known[1])
        if method in {"POST", "PUT"}:
            return self._write(site, seen, body)
        return self._send(200, *known)

    def _user(self, site: Site) -> str:
        given = self.headers.get("Authorization", "")
        if site.style == "basic" and given.startswith("Basic "):
            name, _, value = base64.b64decode(given[6:]).decode().partition(":")
            return name if USERS.get(name) == value and value else ""
        if site.style == "bearer":
            return site.sessions.get(given.removeprefix("Bearer "), "")
        jar = SimpleCookie(self.headers.get("Cookie", ""))
        return site.sessions.get(jar["sid"].value, "") if "sid" in jar else ""

    def _login(self, site: Site, body: bytes) -> None:
        if self.command != "POST":
            return self._send(200, HTML, LOGIN)
        site.logins += 1
        if site.style == "form":
            sent = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        else:
            sent = json.loads(body)
        if USERS.get(sent.get("user", ""), "") != sent.get("password"):
            return self._send(401, HTML, LOGIN)
        token = f"session-{len(site.sessions)}-of-{sent['user']}"
        site.sessions[token] = sent["user"]
        if site.style == "bearer":
            return self._send(200, DATA, json.dumps({"token": token}).encode())
        return self._send(303, HTML, b"", ("Location", "/"), ("Set-Cookie", f"sid={token}; Path=/"))

    def _logout(self, site: Site, body: bytes) -> None:
        if site.wants_token and b"token=TOKEN" not in body:
            return self._send(403, "text/plain", b"no")
        jar = SimpleCookie(self.headers.get("Cookie", ""))
        if site.log_out_ends and "sid" in jar:
            site.sessions.pop(jar["sid"].value, None)
        return self._send(303, HTML, b"", ("Location", "/login"), ("Set-Cookie", "sid=; Max-Age=0"))

    def _write(self, site: Site, path: str, body: bytes) -> None:
        if path == site.upload:
            site.uploads.append(body)
            return self._send(200, DATA, b'{"taken": true}')
        if path == "/settings":
            site.state = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            return self._send(303, HTML, b"", ("Location", "/settings"))
        site.extra[path] = (DATA, body)
        return self._send(200, DATA, b'{"saved": true}')

    def _refuse(self, site: Site, status: int, body: bytes = b"") -> None:
        if site.soft:
            return self._send(200, HTML, LOGIN)
        if site.style == "basic" and status != 404:
            return self._send(401, "text/plain", b"no", ("WWW-Authenticate", 'Basic realm="x"'))
        if status == 303:
            return self._send(303, HTML, body if site.body_with_redirect else b"", ("Location", "/login"))
        return self._send(status, DATA, b'{"error": "refused"}')

    def _send(self, status: int, media: str, body: bytes, *headers: tuple[str, str]) -> None:
        if media == JPEG and cast("_Server", self.server).site.moving:
            body = body + str(len(cast("_Server", self.server).site.asked)).encode()
        self.send_response(status)
        self.send_header("Content-Type", media)
        if media == PNG:
            self.send_header("ETag", '"1"')
        endless = media.startswith("multipart/")
        if not endless:
            self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        while endless and not cast("_Server", self.server).closing.wait(0.05):
            self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: Site) -> None:
        self.site = site
        self.closing = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Let clients go."""


@contextlib.contextmanager
def serving(site: Site) -> Generator[int]:
    """Serve a site on loopback; yields its port."""
    server = _Server(site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
