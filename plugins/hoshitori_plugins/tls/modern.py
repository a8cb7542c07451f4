"""The encrypted part of a TLS 1.3 server's first flight: its certificate, which no hello alone can show.

The key schedule is RFC 8446 section 7.1. `cryptography` lends key agreement and the ciphers; nothing is authenticated,
since what the server shows is a fact whoever it is.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hoshitori_plugins.tls.answer import ALERT, CERTIFICATE, CERTIFICATE_REQUEST, HANDSHAKE, NotTlsError, Reader
from hoshitori_plugins.tls.hello import ALPN

X25519: Final = 29
P256: Final = 23
P384: Final = 24
_ENCRYPTED: Final = 23
_CHANGE_CIPHER: Final = 20
_ENCRYPTED_EXTENSIONS: Final = 8
_LONGEST: Final = 128 * 1024

Cipher = AESGCM | AESCCM | ChaCha20Poly1305
_CIPHERS: Final[Mapping[int, tuple[Callable[[bytes], Cipher], int, str]]] = {
    0x1301: (AESGCM, 16, "sha256"),
    0x1302: (AESGCM, 32, "sha384"),
    0x1303: (ChaCha20Poly1305, 32, "sha256"),
    0x1304: (AESCCM, 16, "sha256"),
    0x1305: (lambda key: AESCCM(key, tag_length=8), 16, "sha256"),
}
READABLE: Final = frozenset(_CIPHERS)
"""Suites whose records can be opened here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShare:
    """Our half of a key agreement."""

    group: int
    public: bytes
    agree: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the encrypted part shows."""

    certificates: tuple[bytes, ...]
    asks_certificate: bool
    alpn: str


def make_share(group: int) -> KeyShare:
    """Return a fresh key share for X25519, P-256 or P-384."""
    if group == X25519:
        own = x25519.X25519PrivateKey.generate()
        public = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return KeyShare(
            group=group, public=public, agree=lambda peer: own.exchange(x25519.X25519PublicKey.from_public_bytes(peer))
        )
    curve = ec.SECP256R1() if group == P256 else ec.SECP384R1()
    private = ec.generate_private_key(curve)
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return KeyShare(
        group=group,
        public=point,
        agree=lambda peer: private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(curve, peer)),
    )


@dataclass(slots=True)
class Opener:
    """Opens the server's handshake records as they come."""

    cipher: Cipher
    vector: bytes
    buffer: bytes = b""
    messages: bytes = b""
    sequence: int = 0

    def feed(self, data: bytes) -> Shown | None:
        """Take more bytes; return what they show once the certificate has come.

        Raises:
            NotTlsError: if they cannot be opened, or the server gave up.
        """
        self.buffer += data
        while len(self.buffer) >= 5:
            kind, _, length = struct.unpack_from("!BHH", self.buffer)
            if len(self.buffer) < 5 + length:
                break
            header, body = self.buffer[:5], self.buffer[5 : 5 + length]
            self.buffer = self.buffer[5 + length :]
            if kind == _CHANGE_CIPHER:
                continue
            if kind != _ENCRYPTED:
                raise NotTlsError(f"record type {kind} where an encrypted one belongs")
            self._open(header, body)
            if len(self.messages) > _LONGEST:
                raise NotTlsError("a first flight of more than 128 KiB")
        return self._shown()

    def _open(self, header: bytes, body: bytes) -> None:
        nonce = (int.from_bytes(self.vector, "big") ^ self.sequence).to_bytes(len(self.vector), "big")
        self.sequence += 1
        try:
            inner = self.cipher.decrypt(nonce, body, header).rstrip(b"\0")
        except (InvalidTag, ValueError) as error:
            raise NotTlsError("a record that cannot be opened") from error
        if not inner or inner[-1] == ALERT:
            raise NotTlsError("an encrypted alert")
        if inner[-1] == HANDSHAKE:
            self.messages += inner[:-1]

    def _shown(self) -> Shown | None:
        reader = Reader(self.messages)
        asks, alpn = False, ""
        while reader.left >= 4:
            kind, length = reader.number(1), reader.number(3)
            if reader.left < length:
                return None
            message = reader.take(length)
            if kind == CERTIFICATE_REQUEST:
                asks = True
            elif kind == _ENCRYPTED_EXTENSIONS:
                alpn = _alpn(message)
            elif kind == CERTIFICATE:
                return Shown(certificates=_certificates(message), asks_certificate=asks, alpn=alpn)
        return None


def opener(suite: int, shared: bytes, transcript: bytes) -> Opener:
    """Return what opens the server's records under a suite, from the agreed secret and both hellos."""
    make, length, digest = _CIPHERS[suite]
    size = hashlib.new(digest).digest_size
    empty = hashlib.new(digest).digest()
    early = _extract(digest, bytes(size), bytes(size))
    handshake = _extract(digest, _expand(digest, early, "derived", empty, size), shared)
    traffic = _expand(digest, handshake, "s hs traffic", hashlib.new(digest, transcript).digest(), size)
    key, vector = _expand(digest, traffic, "key", b"", length), _expand(digest, traffic, "iv", b"", 12)
    return Opener(make(key), vector)


def _extract(digest: str, salt: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, secret, digest)


def _expand(digest: str, secret: bytes, label: str, context: bytes, length: int) -> bytes:
    name = b"tls13 " + label.encode()
    info = struct.pack("!H", length) + bytes([len(name)]) + name + bytes([len(context)]) + context
    # one block is enough: nothing here is longer than a digest
    return hmac.digest(secret, info + b"\x01", digest)[:length]


def _certificates(message: bytes) -> tuple[bytes, ...]:
    reader = Reader(message)
    reader.vector(1)
    entries = Reader(reader.vector(3))
    found: list[bytes] = []
    while entries.left and len(found) < 16:
        found.append(entries.vector(3))
        entries.vector(2)
    return tuple(found)


def _alpn(message: bytes) -> str:
    extensions = Reader(Reader(message).vector(2))
    while extensions.left:
        kind, data = extensions.number(2), extensions.vector(2)
        if kind == ALPN:
            return chosen_protocol(data)
    return ""


def chosen_protocol(data: bytes) -> str:
    """Return the protocol that an ALPN extension of a server names (RFC 7301 section 3.1).

    Raises:
        NotTlsError: if it is malformed.
    """
    return Reader(Reader(data).vector(2)).vector(1).decode("ascii", "backslashreplace")
