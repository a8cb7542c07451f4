"""A ClientHello of a device, taken apart (RFC 5246 section 7.4.1.2, RFC 8446 section 4.1.2)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from hoshitori_plugins.tls.answer import LONGEST_RECORD, NotTlsError, Reader
from hoshitori_plugins.tls.hello import ALPN, SERVER_NAME, SIGNATURE_ALGORITHMS, SUPPORTED_GROUPS, SUPPORTED_VERSIONS
from hoshitori_plugins.tls.registry import SIGNALLING, VERSIONS, is_grease

_HANDSHAKE: Final = 22
_CLIENT_HELLO: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a client offers; unknown and thrown-in values (RFC 8701) are left out of `versions`, `suites`, `groups`."""

    versions: tuple[int, ...]
    suites: tuple[int, ...]
    groups: tuple[int, ...]
    schemes: tuple[int, ...]
    alpn: tuple[str, ...]
    server_name: str
    compression: bool


def begins_like_tls(data: bytes) -> bool:
    """Return whether a connection begins with a handshake record."""
    return data[:1] == bytes([_HANDSHAKE]) and data[1:2] == b"\x03"


def read_client_hello(data: bytes) -> Offer:
    """Return the offer at the beginning of a connection.

    Raises:
        NotTlsError: if there is none, or it is malformed or cut short.
    """
    message = b""
    while len(message) < 4 or len(message) < 4 + int.from_bytes(message[1:4], "big"):
        if len(data) < 5 or not begins_like_tls(data):
            raise NotTlsError("no whole ClientHello")
        length = struct.unpack_from("!H", data, 3)[0]
        if not 0 < length <= LONGEST_RECORD or len(data) < 5 + length:
            raise NotTlsError("a record that is cut short")
        message += data[5 : 5 + length]
        data = data[5 + length :]
    if message[0] != _CLIENT_HELLO:
        raise NotTlsError("another message than a ClientHello")
    return _body(Reader(message[4 : 4 + int.from_bytes(message[1:4], "big")]))


def _body(reader: Reader) -> Offer:
    version = reader.number(2)
    reader.take(32)
    reader.vector(1)
    suites = Reader(reader.vector(2)).numbers()
    compression = reader.vector(1)
    extensions: dict[int, bytes] = {}
    if reader.left:
        inner = Reader(reader.vector(2))
        while inner.left:
            kind = inner.number(2)
            extensions.setdefault(kind, inner.vector(2))
    listed = (
        Reader(Reader(extensions[SUPPORTED_VERSIONS]).vector(1)).numbers() if SUPPORTED_VERSIONS in extensions else ()
    )
    known = set(VERSIONS.values())
    return Offer(
        versions=tuple(sorted(set(listed or (version,)) & known)),
        suites=tuple(code for code in suites if code not in SIGNALLING and not is_grease(code)),
        groups=tuple(code for code in _numbers(extensions.get(SUPPORTED_GROUPS)) if not is_grease(code)),
        schemes=tuple(code for code in _numbers(extensions.get(SIGNATURE_ALGORITHMS)) if not is_grease(code)),
        alpn=_protocols(extensions.get(ALPN)),
        server_name=_server_name(extensions.get(SERVER_NAME)),
        compression=any(compression),
    )


def _numbers(data: bytes | None) -> tuple[int, ...]:
    return Reader(Reader(data).vector(2)).numbers() if data else ()


def _protocols(data: bytes | None) -> tuple[str, ...]:
    if not data:
        return ()
    reader, found = Reader(Reader(data).vector(2)), list[str]()
    while reader.left:
        found.append(escaped(reader.vector(1)))
    return tuple(found)


def _server_name(data: bytes | None) -> str:
    if not data:
        return ""
    reader = Reader(Reader(data).vector(2))
    return escaped(reader.vector(2)) if reader.left and reader.number(1) == 0 else ""


def escaped(data: bytes) -> str:
    """Return a device's bytes as ASCII, at most 253 characters (the longest host name)."""
    return data[:253].decode("latin-1").encode("unicode_escape").decode("ascii")[:253]
