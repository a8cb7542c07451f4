"""The web servers of the lab: sockets in the bench's namespace, served by threads of this process."""

from __future__ import annotations

import http.server
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hoshitori.run.namespace import Namespace
from hoshitori_lab.services.impostor import LabImpostor

_LARGEST_BODY: Final = 1024 * 1024
_PATIENCE_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came from the device: hostile, bounded."""

    method: str
    host: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer, and what to do once the device has taken all of it."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    taken: Callable[[], None] = lambda: None


class LabServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """One listening socket; every connection has a thread, and ten seconds."""

    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        network: Namespace,
        address: str,
        port: int,
        answer: Callable[[Asked], Given],
        context: ssl.SSLContext | None,
        impostor: LabImpostor | None = None,
    ) -> None:
        """Listen, and serve from now on; `impostor` may show callers another certificate than that of `context`.

        Raises:
            OSError: if the port is taken.
        """
        self.answer = answer
        self.context = context
        self.impostor = impostor
        if context is not None and impostor is not None:
            context.sni_callback = impostor.choose
        super().__init__((address, port), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = network.make_socket(socket.AF_INET, socket.SOCK_STREAM)
        self.allow_reuse_address = True
        self.server_bind()
        self.server_activate()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), name=f"lab-server-{port}", daemon=True)
        self._thread.start()

    def server_bind(self) -> None:
        """Bind without asking any resolver for this machine's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def close(self) -> None:
        """Stop serving."""
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Let a client that breaks off, or refuses the certificate, go."""


class _Handler(http.server.BaseHTTPRequestHandler):
    timeout = _PATIENCE_SECONDS
    server: LabServer  # pyright: ignore[reportIncompatibleVariableOverride]  # no other server makes this handler
    server_version = "lab"
    sys_version = ""

    def setup(self) -> None:
        """Shake hands in the connection's own thread, so that a slow client keeps nobody else waiting."""
        self.request.settimeout(_PATIENCE_SECONDS)
        if self.server.context is not None:
            self._shake_hands(self.server.context)
        super().setup()

    def _shake_hands(self, context: ssl.SSLContext) -> None:
        impostor = self.server.impostor
        if impostor is not None:
            impostor.forget()
        try:
            self.request = context.wrap_socket(self.request, server_side=True)
        except OSError:
            if impostor is not None:
                impostor.broke_off()
            raise

    def finish(self) -> None:
        """Close what the handshake made of the connection."""
        super().finish()
        self.request.close()

    def do_GET(self) -> None:
        """Answer any method in the same way."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > _LARGEST_BODY:
            self.send_error(413)
            return
        asked = Asked(
            method=self.command,
            host=self.headers.get("Host", "").partition(":")[0][:100].lower(),
            path=self.path[:2_000],
            body=self.rfile.read(int(length)),
        )
        to_impostor = self.server.impostor is not None and self.server.impostor.was_asked()
        given = Given(status=503) if to_impostor else self.server.answer(asked)
        self.send_response(given.status)
        self.send_header("Content-Type", given.kind)
        self.send_header("Content-Length", str(len(given.body)))
        self.end_headers()
        self.wfile.write(given.body)
        self.wfile.flush()
        given.taken()

    do_POST = do_PUT = do_HEAD = do_GET  # noqa: N815  # the base class looks them up by these names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class's name
        """Say nothing on the run's terminal."""
