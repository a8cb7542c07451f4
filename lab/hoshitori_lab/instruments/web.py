"""A person's browser at the device's own pages, from the bench's side of the wire."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import ssl
import struct
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

import msgspec

from hoshitori.model.errors import BenchError
from hoshitori.run.namespace import Namespace

_LARGEST_ANSWER: Final = 4 * 1024 * 1024
_CONNECT_MILLISECONDS: Final = 3_000
"""Two lost first packets; a device whose wire just went dead is not waited for longer."""
_RESET: Final = struct.pack("ii", 1, 0)
"""SO_LINGER on, for no time: closing resets the connection (socket(7))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAnswer:
    """What the device answered: hostile bytes, bounded."""

    status: int
    body: bytes
    cookies: tuple[str, ...]

    def document(self) -> Mapping[str, Any]:
        """Return the body as a JSON object, an empty one where it is none."""
        try:
            value = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, RecursionError):
            return {}
        return cast("dict[str, Any]", value) if isinstance(value, dict) else {}

    def text(self) -> str:
        """Return the body for people, shortened."""
        return self.body[:2_000].decode(errors="replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceWeb:
    """Requests to the device over HTTPS; its certificate is not judged here, the cable leads to nobody else."""

    network: Namespace
    address: str
    port: int = 443
    _open: set[socket.socket] = field(default_factory=set[socket.socket])

    def give_up(self) -> None:
        """End every request under way: nobody waits for a device that was just seen to lose its power or cable.

        What was sent and not received is thrown away: else it would reach the device once the cable is back, and undo
        what the cut did.
        """
        for one in tuple(self._open):
            with contextlib.suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                one.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def _may_be_given_up(self, connected: socket.socket) -> Generator[None]:
        """Let `give_up` end this connection; it works on a descriptor of its own, so not within TLS."""
        with socket.socket(fileno=os.dup(connected.fileno())) as handle:
            self._open.add(handle)
            try:
                yield
            finally:
                self._open.discard(handle)

    def request(
        self, method: str, path: str, body: bytes = b"", *, cookie: str = "", kind: str = "application/json",
        timeout_ms: int = 10_000,
    ) -> WebAnswer:  # fmt: skip
        """Send one request on a connection of its own.

        Raises:
            BenchError: if the device does not answer as a web server does.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection(self.address, self.port, timeout=timeout_ms / 1000, context=context)
        headers = {"Content-Type": kind} | ({"Cookie": cookie} if cookie else {})
        try:
            connect_ms = min(timeout_ms, _CONNECT_MILLISECONDS)
            connection.sock = self.network.connect(self.address, self.port, timeout_ms=connect_ms)
            connection.sock.settimeout(timeout_ms / 1000)
            with self._may_be_given_up(connection.sock):
                connection.sock = context.wrap_socket(connection.sock)
                connection.request(method, path, body or None, headers)
                answer = connection.getresponse()
                content = answer.read(_LARGEST_ANSWER)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise BenchError(f"{method} {path}: {type(error).__name__}: {error}"[:300], where="device") from error
        finally:
            connection.close()
        cookies = tuple(value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie", []))
        return WebAnswer(status=answer.status, body=content, cookies=cookies)

    def post(self, path: str, document: Mapping[str, Any], *, cookie: str = "", timeout_ms: int = 10_000) -> WebAnswer:
        """Send a JSON document."""
        return self.request("POST", path, msgspec.json.encode(document), cookie=cookie, timeout_ms=timeout_ms)
