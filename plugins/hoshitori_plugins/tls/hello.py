"""A ClientHello, from any version's point of view (RFC 6101, RFC 5246, RFC 8446)."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hoshitori_plugins.tls.registry import RENEGOTIATION_SCSV, SCHEMES, SSL3, TLS10, TLS12, TLS13

SERVER_NAME: Final = 0
SUPPORTED_GROUPS: Final = 10
POINT_FORMATS: Final = 11
SIGNATURE_ALGORITHMS: Final = 13
ALPN: Final = 16
EXTENDED_MASTER_SECRET: Final = 23
SUPPORTED_VERSIONS: Final = 43
PSK_MODES: Final = 45
KEY_SHARE: Final = 51
RENEGOTIATION_INFO: Final = 0xFF01

EVERY_GROUP: Final = (29, 23, 24, 25, 30, 4588, 4587, 4589, 256, 257, 258, 259, 260, 26, 27, 28, 31, 32, 33,
                      22, 21, 20, 19, 18, 17, 16, 15, 41, *range(1, 15))  # fmt: skip
"""All groups worth offering, everyday ones first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """What to offer.

    Attributes:
        version: the newest version offered, by its wire number.
        groups: offered from TLS 1.0 on, if there are any.
        shares: TLS 1.3 key shares as group and public value; none makes the server name its choice of group in a
            HelloRetryRequest, which costs it no signature.
        schemes: signature schemes offered from TLS 1.2 on.
        compression: methods offered, 1 is DEFLATE.
    """

    version: int
    suites: Sequence[int]
    groups: Sequence[int] = EVERY_GROUP
    shares: Sequence[tuple[int, bytes]] = ()
    schemes: Sequence[int] = tuple(SCHEMES)
    server_name: str = ""
    alpn: Sequence[str] = ()
    compression: bytes = b"\0"
    random: bytes = b""

    def handshake(self) -> bytes:
        """Return the handshake message."""
        body = struct.pack("!H", min(self.version, TLS12)) + (self.random or secrets.token_bytes(32))
        # TLS 1.3's middlebox compatibility (RFC 8446 appendix D.4) wants a session id; older versions want none
        session = bytes(32) if self.version == TLS13 else b""
        body += bytes([len(session)]) + session
        suites = [*self.suites] if self.version == TLS13 else [*self.suites, RENEGOTIATION_SCSV]
        body += struct.pack(f"!H{len(suites)}H", 2 * len(suites), *suites)
        body += bytes([len(self.compression)]) + self.compression
        if self.version > SSL3 and (extensions := self._extensions()):
            body += struct.pack("!H", len(extensions)) + extensions
        return b"\x01" + len(body).to_bytes(3, "big") + body

    def records(self) -> bytes:
        """Return the message in records, as it goes over the wire."""
        message = self.handshake()
        version = SSL3 if self.version == SSL3 else TLS10
        parts = [message[start : start + 16_384] for start in range(0, len(message), 16_384)]
        return b"".join(struct.pack("!BHH", 22, version, len(part)) + part for part in parts)

    def _extensions(self) -> bytes:
        found = b""
        if self.server_name:
            name = self.server_name.encode("idna")
            found += extension(SERVER_NAME, _vector(b"\0" + _vector(name)))
        if self.groups:
            found += extension(SUPPORTED_GROUPS, _numbers(self.groups))
            if self.version < TLS13:
                found += extension(POINT_FORMATS, b"\x01\x00")
        if self.version >= TLS12 and self.schemes:
            found += extension(SIGNATURE_ALGORITHMS, _numbers(self.schemes))
        if self.alpn:
            names = b"".join(bytes([len(name)]) + name.encode() for name in self.alpn)
            found += extension(ALPN, _vector(names))
        if self.version < TLS13:
            return found + extension(EXTENDED_MASTER_SECRET, b"")
        found += extension(SUPPORTED_VERSIONS, b"\x02\x03\x04")
        found += extension(PSK_MODES, b"\x01\x01")
        shares = b"".join(struct.pack("!H", group) + _vector(public) for group, public in self.shares)
        return found + extension(KEY_SHARE, _vector(shares))


def extension(kind: int, data: bytes) -> bytes:
    """Return an extension."""
    return struct.pack("!H", kind) + _vector(data)


def _vector(data: bytes) -> bytes:
    return struct.pack("!H", len(data)) + data


def _numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f"!H{len(values)}H", 2 * len(values), *values)
