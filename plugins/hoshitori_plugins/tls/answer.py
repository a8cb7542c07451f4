"""What a server sends back to a ClientHello, read with bounds: it may be anything."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hoshitori.facts.tls import Answer
from hoshitori_plugins.tls.hello import KEY_SHARE, SUPPORTED_VERSIONS

ALERT: Final = 21
HANDSHAKE: Final = 22
SERVER_HELLO: Final = 2
CERTIFICATE: Final = 11
SERVER_KEY_EXCHANGE: Final = 12
CERTIFICATE_REQUEST: Final = 13
SERVER_HELLO_DONE: Final = 14
LONGEST_MESSAGE: Final = 128 * 1024
LONGEST_FLIGHT: Final = 256 * 1024
LONGEST_RECORD: Final = 16_384 + 2_048
_RETRY: Final = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
"""The random of a ServerHello that is a HelloRetryRequest (RFC 8446 section 4.1.3)."""


class NotTlsError(ValueError):
    """Bytes that no TLS server would send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerHello:
    """The server's choice.

    Attributes:
        version: by its wire number, TLS 1.3's extension taken into account.
        group: the group chosen under TLS 1.3, else 0; `share` its public value.
        retry: whether it is a HelloRetryRequest.
    """

    version: int
    suite: int
    compression: int
    extensions: Mapping[int, bytes]
    random: bytes
    group: int
    share: bytes
    retry: bool


@dataclass(slots=True, kw_only=True)
class Flight:
    """All that was read of a server's first flight, in clear.

    Attributes:
        answer: how the hello was taken; ACCEPTED once there is a ServerHello.
        alert: the alert's number where one came.
        messages: handshake messages by type, the first of each.
        raw: the handshake messages as they came, for a transcript hash.
        rest: bytes that came after them.
    """

    answer: Answer
    alert: int | None = None
    hello: ServerHello | None = None
    messages: dict[int, bytes] = field(default_factory=dict[int, bytes])
    raw: bytes = b""
    rest: bytes = b""


def read_server_hello(body: bytes) -> ServerHello:
    """Return a parsed ServerHello.

    Raises:
        NotTlsError: if it is malformed.
    """
    reader = Reader(body)
    version = reader.number(2)
    random = reader.take(32)
    reader.vector(1)
    suite, compression = reader.number(2), reader.number(1)
    extensions: dict[int, bytes] = {}
    if reader.left:
        inner = Reader(reader.vector(2))
        while inner.left:
            kind = inner.number(2)
            extensions.setdefault(kind, inner.vector(2))
    if len(extensions.get(SUPPORTED_VERSIONS, b"")) == 2:
        version = int.from_bytes(extensions[SUPPORTED_VERSIONS], "big")
    retry = random == _RETRY
    group, share = _share(extensions.get(KEY_SHARE, b""), retry=retry)
    return ServerHello(
        version=version,
        suite=suite,
        compression=compression,
        extensions=extensions,
        random=random,
        group=group,
        share=share,
        retry=retry,
    )


def _share(data: bytes, *, retry: bool) -> tuple[int, bytes]:
    if not data:
        return 0, b""
    reader = Reader(data)
    group = reader.number(2)
    return group, b"" if retry else reader.vector(2)


class Reader:
    """Takes numbers and vectors off the front of some bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self._place

    def take(self, count: int) -> bytes:
        """Return the next bytes.

        Raises:
            NotTlsError: if there are not so many.
        """
        if count > self.left:
            raise NotTlsError(f"{count} bytes expected, {self.left} left")
        data = self._data[self._place : self._place + count]
        self._place += count
        return data

    def number(self, width: int) -> int:
        """Return the next number of so many bytes."""
        return int.from_bytes(self.take(width), "big")

    def vector(self, width: int) -> bytes:
        """Return the next vector, whose length stands before it in so many bytes."""
        return self.take(self.number(width))

    def numbers(self) -> tuple[int, ...]:
        """Return all that is left as two-byte numbers."""
        count = self.left // 2
        return struct.unpack(f"!{count}H", self.take(2 * count))


class FlightReader:
    """Takes a server's bytes as they come and says when enough is known."""

    def __init__(self, wanted: int) -> None:
        """Read until the handshake message of type `wanted` has come."""
        self._wanted = wanted
        self._buffer = b""
        self._messages = b""
        self._total = 0
        self.flight = Flight(answer=Answer.CLOSED)

    def feed(self, data: bytes) -> bool:
        """Take more bytes; return whether enough is known.

        Raises:
            NotTlsError: if they are no TLS, or more than any server has to say.
        """
        self._total += len(data)
        if self._total > LONGEST_FLIGHT:
            raise NotTlsError("a first flight of more than 256 KiB")
        self._buffer += data
        if self._buffer[:1] not in {b"", bytes([ALERT]), bytes([HANDSHAKE])} or self._buffer[1:2] not in {b"", b"\x03"}:
            if self.flight.hello is not None:
                return True
            raise NotTlsError("no TLS record")
        while len(self._buffer) >= 5:
            kind, _, length = struct.unpack_from("!BHH", self._buffer)
            if length > LONGEST_RECORD or self._buffer[1] != 3:
                raise NotTlsError("a record longer than TLS allows")
            if len(self._buffer) < 5 + length:
                return False
            body = self._buffer[5 : 5 + length]
            if kind not in {ALERT, HANDSHAKE}:
                # encrypted records of TLS 1.3, or ChangeCipherSpec: what came in clear is complete
                self.flight.rest = self._buffer
                return True
            self._buffer = self._buffer[5 + length :]
            if kind == ALERT:
                return self._alert(body)
            if self._handshake(body):
                self.flight.rest = self._buffer
                return True
        return False

    def _alert(self, body: bytes) -> bool:
        if len(body) != 2:
            raise NotTlsError("an alert of another length than two")
        if body[0] == 1 and body[1] == 112:
            # unrecognized_name as a warning: the handshake goes on (RFC 6066 section 3)
            return False
        self.flight.alert = body[1]
        if self.flight.hello is None:
            self.flight.answer = Answer.ALERT
        return True

    def _handshake(self, body: bytes) -> bool:
        self._messages += body
        while len(self._messages) >= 4:
            kind, length = self._messages[0], int.from_bytes(self._messages[1:4], "big")
            if length > LONGEST_MESSAGE:
                raise NotTlsError("a handshake message of more than 128 KiB")
            if len(self._messages) < 4 + length:
                return False
            message = self._messages[4 : 4 + length]
            if self.flight.hello is None:
                if kind != SERVER_HELLO:
                    raise NotTlsError(f"handshake message {kind} before any ServerHello")
                self.flight.hello = read_server_hello(message)
                self.flight.answer = Answer.ACCEPTED
            self.flight.raw += self._messages[: 4 + length]
            self.flight.messages.setdefault(kind, message)
            self._messages = self._messages[4 + length :]
            if kind in {self._wanted, SERVER_HELLO_DONE}:
                return True
        return False


def read_certificates(message: bytes) -> tuple[bytes, ...]:
    """Return the DER of each certificate of a Certificate message up to TLS 1.2, at most 16.

    Raises:
        NotTlsError: if it is malformed.
    """
    reader = Reader(Reader(message).vector(3))
    found: list[bytes] = []
    while reader.left and len(found) < 16:
        found.append(reader.vector(3))
    return tuple(found)


def key_exchange_group(message: bytes) -> int:
    """Return the named curve of an ECDHE ServerKeyExchange (RFC 8422 section 5.4); 0 where none is named."""
    return int.from_bytes(message[1:3], "big") if len(message) > 3 and message[0] == 3 else 0


def prime_bits(message: bytes) -> int:
    """Return the size of the prime of a DHE ServerKeyExchange (RFC 5246 section 7.4.3).

    Raises:
        NotTlsError: if it is malformed.
    """
    return int.from_bytes(Reader(message).vector(2), "big").bit_length()
