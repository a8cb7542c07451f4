"""Guarded connections: the `Wire` that probes speak through, its transcript and its bounds."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import time
from collections.abc import Generator
from typing import Self

from hoshitori.model.subject import Endpoint
from hoshitori.probe import Unavailable

TRANSCRIPT_LIMIT = 256 * 1024
"""Bytes of a connection that the transcript keeps; the rest is counted."""

QUIET_MS = 700
"""How long a device may be silent before `exchange` takes its answer as complete."""


class Transcript:
    """What was said on the wires of one observation, bounded."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._kept = 0
        self._dropped = 0

    def note(self, mark: str, data: bytes = b"") -> None:
        """Add a line: a mark (`> `, `< `, `# `) and bytes as escaped text."""
        line = mark.encode() + data.decode("latin-1").encode("unicode_escape") + b"\n"
        if self._kept + len(line) > TRANSCRIPT_LIMIT:
            self._dropped += len(data)
            return
        self._parts.append(line)
        self._kept += len(line)

    def text(self) -> bytes:
        """Return it whole, saying how much was not kept."""
        tail = [f"# {self._dropped} further bytes not kept\n".encode()] if self._dropped else []
        return b"".join([*self._parts, *tail])


def place_of(target: Endpoint, interface: str) -> tuple[str, int] | tuple[str, int, int, int]:
    """Return where an endpoint is for a socket: a link-local address means something on an interface only (RFC 4007).

    Raises:
        OSError: if there is no such interface.
    """
    if ":" in target.address and ipaddress.IPv6Address(target.address).is_link_local:
        return target.address, target.port, 0, socket.if_nametoindex(interface)
    return target.address, target.port


def open_tcp(target: Endpoint, *, timeout_ms: int, source: str, interface: str = "") -> socket.socket:
    """Return a connected TCP socket.

    Raises:
        Unavailable: if the device refuses, is silent, or the guard stopped the packet.
    """
    family = socket.AF_INET6 if ":" in target.address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout_ms / 1000)
        if source:
            sock.bind((source, 0))
        sock.connect(place_of(target, interface))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        sock.close()
        raise Unavailable(f"{target.subject.id}: {_plain(error)}") from error
    return sock


class SocketWire:
    """A `Wire` over one socket, with a deadline for the whole dialogue."""

    def __init__(self, sock: socket.socket, target: Endpoint, transcript: Transcript, *, timeout_ms: int) -> None:
        self._socket = sock
        self._target = target
        self._transcript = transcript
        self._timeout_ms = timeout_ms
        self._deadline = time.monotonic() + max(10 * timeout_ms, 30_000) / 1000

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, data: bytes) -> None:
        """Send all of `data`."""
        self._transcript.note("> ", data)
        try:
            self._socket.settimeout(self._left(self._timeout_ms))
            self._socket.sendall(data)
        except OSError as error:
            raise self._lost(error) from error

    def receive(self, limit: int, *, timeout_ms: int | None = None) -> bytes:
        """Return what arrives next, or nothing once the device has closed."""
        try:
            self._socket.settimeout(self._left(self._timeout_ms if timeout_ms is None else timeout_ms))
            data = self._socket.recv(limit)
        except OSError as error:
            raise self._lost(error) from error
        self._transcript.note("< " if data else "# closed by the device", data)
        return data

    def read_exactly(self, count: int) -> bytes:
        """Return exactly `count` bytes."""
        data = bytearray()
        while len(data) < count:
            part = self.receive(count - len(data))
            if not part:
                raise Unavailable(f"{self._target.subject.id}: closed after {len(data)} of {count} bytes")
            data += part
        return bytes(data)

    def exchange(self, data: bytes, *, limit: int) -> bytes:
        """Send, then return everything until the device closes or falls silent."""
        if data:
            self.send(data)
        answer = bytearray(self.receive(limit))
        while 0 < len(answer) < limit:
            try:
                part = self.receive(limit - len(answer), timeout_ms=QUIET_MS)
            except Unavailable:
                break
            if not part:
                break
            answer += part
        return bytes(answer)

    def close(self) -> None:
        """Close it."""
        with contextlib.suppress(OSError):
            self._socket.close()

    def _left(self, wanted_ms: int) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the dialogue took too long")
        return min(left, wanted_ms / 1000)

    def _lost(self, error: OSError) -> Unavailable:
        reason = _plain(error)
        self._transcript.note(f"# {reason}")
        return Unavailable(f"{self._target.subject.id}: {reason}")


@contextlib.contextmanager
def udp_wire(
    target: Endpoint, transcript: Transcript, *, timeout_ms: int, interface: str = ""
) -> Generator[SocketWire]:
    """Open one UDP flow as a `Wire`."""
    family = socket.AF_INET6 if ":" in target.address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        sock.connect(place_of(target, interface))
        yield SocketWire(sock, target, transcript, timeout_ms=timeout_ms)
    except OSError as error:
        raise Unavailable(f"{target.subject.id}: {_plain(error)}") from error
    finally:
        sock.close()


def _plain(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    words: dict[type[OSError], str] = {
        ConnectionRefusedError: "connection refused",
        ConnectionResetError: "connection reset by the device",
        BrokenPipeError: "connection closed by the device",
    }
    return words.get(type(error)) or (error.strerror or str(error))
