"""A small web device with a first use and a change of password, each of whose decisions can be a defect."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs

_GUARDED: Final = frozenset({"/settings", "/account", "/api/settings"})
_FORM: Final = '<form method="post" action="{}">{}<input type="hidden" name="token" value="t-1"></form>'


@dataclass(slots=True)
class Camera:
    """The device's account; `password` is None in the shipped state, when any path shows a `welcome`, if any.

    A change takes effect once `slow` more values were tried.
    """

    password: str | None = None
    shortest: int = 8
    open_before: bool = False
    changes: bool = True
    keeps_old: bool = False
    single_page: bool = False
    slow: int = 0
    welcome: str = ""
    former: set[str] = field(default_factory=set[str])
    sessions: set[str] = field(default_factory=set[str])
    guard: threading.Lock = field(default_factory=threading.Lock)
    coming: str | None = None
    left: int = 0

    def right(self, value: str) -> bool:
        """Whether a password opens a session."""
        if self.coming is not None:
            self.left -= 1
            if self.left < 0:
                self.password, self.coming = self.coming, None
        return self.password is not None and (value == self.password or value in self.former)

    def change(self, new: str) -> None:
        """Take another password, as far as this device does."""
        if self.changes:
            if self.keeps_old and self.password is not None:
                self.former.add(self.password)
            if self.slow:
                self.coming, self.left = new, self.slow
            else:
                self.password = new


class _Pages(BaseHTTPRequestHandler):
    """The pages of one camera."""

    camera: Camera

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing."""

    def reply(self, status: int, text: str = "", *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(text.encode()))), ("Content-Type", "text/html")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    @property
    def member(self) -> bool:
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("session")
        return cookie is not None and cookie.value in self.camera.sessions

    def do_GET(self) -> None:
        new = self.camera.password is None
        field_ = '<input type="password" name="{}">'
        if self.path in _GUARDED and (self.member or (new and self.camera.open_before)):
            fields = field_.format("old") + field_.format("new") if self.path == "/account" else ""
            self.reply(200, _FORM.format(self.path, fields))
        elif self.camera.single_page:
            self.reply(200, "<script>app()</script>")
        elif self.path == "/first-use" and new:
            self.reply(200, _FORM.format("/first-use", field_.format("password")))
        elif new and self.camera.welcome:
            self.reply(200, self.camera.welcome)
        elif self.path == "/login" and not new:
            self.reply(200, _FORM.format("/login", '<input name="user">' + field_.format("password")))
        else:
            self.reply(303, "", ("Location", "/first-use" if new else "/login"))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        sent = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        filled = {name: values[0] for name, values in sent.items()}
        with self.camera.guard:
            self.act(filled)

    def act(self, filled: dict[str, str]) -> None:
        if self.path == "/first-use" and self.camera.password is None and filled.get("token") == "t-1":
            if len(filled["password"]) < self.camera.shortest:
                self.reply(400, "too short")
                return
            self.camera.password = filled["password"]
            self.reply(303, "", ("Location", "/"))
        elif self.path == "/login" and self.camera.right(filled.get("password", "")):
            token = secrets.token_hex(8)
            self.camera.sessions.add(token)
            self.reply(303, "", ("Location", "/settings"), ("Set-Cookie", f"session={token}"))
        elif self.path == "/account" and self.member and filled.get("token") == "t-1":
            if not self.camera.right(filled.get("old", "")) or len(filled["new"]) < self.camera.shortest:
                self.reply(400, "no")
                return
            self.camera.change(filled["new"])
            self.reply(200, "done")
        else:
            self.reply(401, "no")


@contextlib.contextmanager
def booted(camera: Camera) -> Generator[int]:
    """Serve a camera on a port of loopback."""

    class Pages(_Pages):
        pass

    Pages.camera = camera
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
