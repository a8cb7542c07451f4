"""The HTTP server on a local socket, behind the device's TLS front: bounded threads, bounded bodies, no banner."""

from __future__ import annotations

import socket
import socketserver
import sys
import threading
import traceback
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Final, cast

from .updater import LARGEST_IMAGE_BYTES
from .web import Answer, Request, json_answer, read_cookies

_MOST_THREADS: Final = 64
_PATIENCE_SECONDS: Final = 30.0


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers every request with one function; beyond 64 requests at once it takes no more until one ends."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, path: Path, respond: Callable[[Request], Answer]) -> None:
        path.unlink(missing_ok=True)
        self.respond = respond
        self.path = path
        self._free = threading.BoundedSemaphore(_MOST_THREADS)
        self._idle = threading.Condition()
        self._busy = 0
        super().__init__(str(path), Handler)

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Wait for a free thread, then answer in it."""
        self._free.acquire()
        with self._idle:
            self._busy += 1
        super().process_request(request, client_address)

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """Answer, and free the thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()

    def drain(self) -> None:
        """Stop being found and let the answers under way be sent, for a second at most."""
        self.path.unlink(missing_ok=True)
        with self._idle:
            self._idle.wait_for(lambda: self._busy == 0, timeout=1.0)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Let a client that went away go; anything else stands on the console."""
        if not isinstance(sys.exception(), OSError):
            traceback.print_exc()


class Handler(BaseHTTPRequestHandler):
    """One connection of the TLS front, one request."""

    timeout = _PATIENCE_SECONDS

    def do_GET(self) -> None:
        """Answer a GET."""
        self._respond()

    do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = do_GET  # noqa: N815  (the base class's names)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        """Keep requests out of the console: they may hold secrets."""

    def _respond(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_IMAGE_BYTES:
            self._send(json_answer({"error": "TOO_LARGE"}, 413))
            return
        request = Request(
            method=self.command,
            path=self.path,
            body=self.rfile.read(int(length)),
            cookies=read_cookies(self.headers.get("Cookie", "")),
            origin=self.headers.get("Origin", ""),
            host=self.headers.get("Host", ""),
            client=self.headers.get("X-Real-IP", "")[:45],
        )
        try:
            self._send(cast("Server", self.server).respond(request))
        except OSError:
            raise
        except Exception:  # noqa: BLE001  (a fault must not tell the client more than that there was one)
            traceback.print_exc()
            self._send(json_answer({"error": "INTERNAL"}, 500))

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
            self.wfile.flush()
