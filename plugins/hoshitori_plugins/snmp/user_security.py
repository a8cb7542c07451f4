"""Messages of SNMPv3 under its user-based security (RFC 3412, RFC 3414), with HMAC (RFC 7860) and AES (RFC 3826)."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from hoshitori_plugins.login.snmp import children, item, number, opened

HASHES: Final[Mapping[str, tuple[str, int]]] = {
    "SHA-256": ("sha256", 24),
    "SHA-1": ("sha1", 12),
    "SHA-512": ("sha512", 48),
    "SHA-384": ("sha384", 32),
    "SHA-224": ("sha224", 16),
    "MD5": ("md5", 12),
}
"""Name → hash and length of the shortened HMAC, the likelier ones first."""

_INTEGER, _OCTETS, _NULL, _OBJECT, _SEQUENCE, _GET, _RESPONSE, _REPORT = 0x02, 0x04, 0x05, 0x06, 0x30, 0xA0, 0xA2, 0xA8
_SYS_DESCR: Final = bytes([0x2B, 6, 1, 2, 1, 1, 1, 0])
_STATISTICS: Final = bytes([0x2B, 6, 1, 6, 3, 15, 1, 1])
_REPORTS: Final = {
    1: "usmStatsUnsupportedSecLevels",
    2: "usmStatsNotInTimeWindows",
    3: "usmStatsUnknownUserNames",
    4: "usmStatsUnknownEngineIDs",
    5: "usmStatsWrongDigests",
    6: "usmStatsDecryptionErrors",
}
_MEGABYTE: Final = 1_048_576
_BLOCK: Final = 16
_NO_SUCH: Final = frozenset({0x80, 0x81, 0x82})


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An agent's engine: its name and its clock."""

    name: bytes = b""
    boots: int = 0
    time: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a user's passphrase becomes for one engine; empty where it is not used."""

    hash: str = ""
    authentication: bytes = b""
    privacy: bytes = b""

    @classmethod
    def of(cls, passphrase: str, engine: Engine, name: str, *, private: bool) -> Keys:
        """Localise a passphrase (RFC 3414 appendix A.2)."""
        algorithm = HASHES[name][0]
        data = passphrase.encode() or b"\0"
        long = (data * (_MEGABYTE // len(data) + 1))[:_MEGABYTE]
        key = hashlib.new(algorithm, long, usedforsecurity=False).digest()
        local = hashlib.new(algorithm, key + engine.name + key, usedforsecurity=False).digest()
        return cls(hash=name, authentication=local, privacy=local[:16] if private else b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an agent answered: a word for it, its engine, and whether it gave what was asked for."""

    word: str
    engine: Engine
    opened: bool = False


def request(number_: int, engine: Engine, user: str, keys: Keys) -> bytes:
    """Return a GET of sysDescr.0 under the level that the keys make; without an engine's name it asks for that."""
    binding = item(_SEQUENCE, item(_OBJECT, _SYS_DESCR) + item(_NULL, b"")) if engine.name else b""
    pdu = item(_GET, number(number_) + number(0) + number(0) + item(_SEQUENCE, binding))
    scoped = item(_SEQUENCE, item(_OCTETS, engine.name) + item(_OCTETS, b"") + pdu)
    salt = b""
    if keys.privacy:
        salt = os.urandom(8)
        scoped = item(_OCTETS, _encrypted(scoped, keys, engine, salt))
    flags = 0x04 | (1 if keys.authentication else 0) | (2 if keys.privacy else 0)
    head = number(3) + item(_SEQUENCE, number(number_) + number(65_507) + item(_OCTETS, bytes([flags])) + number(3))
    length = HASHES[keys.hash][1] if keys.authentication else 0
    plain = _message(head, engine, user, bytes(length), salt, scoped)
    if not length:
        return plain
    code = hmac.new(keys.authentication, plain, HASHES[keys.hash][0]).digest()[:length]
    return _message(head, engine, user, code, salt, scoped)


def read_answer(data: bytes, number_: int, keys: Keys) -> Answer | None:
    """Return what an agent answered to a request; nothing where the bytes are no answer to it."""
    try:
        version, head, security, scoped = children(opened(data, _SEQUENCE))[:4]
        name, boots, time, _, _, salt = (content for _, content in children(opened(security[1], _SEQUENCE))[:6])
        engine = Engine(name=name, boots=int.from_bytes(boots), time=int.from_bytes(time))
        if version[1] != b"\3" or int.from_bytes(children(head[1])[0][1]) != number_:
            return None
        content = scoped[1]
        if scoped[0] == _OCTETS:
            content = opened(_encrypted(content, keys, engine, salt, back=True), _SEQUENCE)
        tag, pdu = children(content)[2]
        _, status, _, bindings = children(pdu)[:4]
        (_, oid), (kind, _) = children(children(bindings[1])[0][1])[:2]
    except (ValueError, IndexError, OverflowError):
        return None
    if tag == _REPORT:
        known = oid[: len(_STATISTICS)] == _STATISTICS and len(oid) > len(_STATISTICS)
        return Answer(word=_REPORTS.get(oid[len(_STATISTICS)] if known else 0, "another report"), engine=engine)
    error = int.from_bytes(status[1])
    held = tag == _RESPONSE and error == 0 and kind not in _NO_SUCH
    return Answer(word="answered" if held else f"error {error}", engine=engine, opened=held)


def new_number() -> int:
    """Return a number for a message and its request."""
    return secrets.randbelow(2**30) + 1


def _message(head: bytes, engine: Engine, user: str, code: bytes, salt: bytes, scoped: bytes) -> bytes:
    security = item(
        _SEQUENCE,
        item(_OCTETS, engine.name)
        + number(engine.boots)
        + number(engine.time)
        + item(_OCTETS, user.encode())
        + item(_OCTETS, code)
        + item(_OCTETS, salt),
    )
    return item(_SEQUENCE, head + item(_OCTETS, security) + scoped)


def _encrypted(data: bytes, keys: Keys, engine: Engine, salt: bytes, *, back: bool = False) -> bytes:
    """Return bytes under AES-128 in CFB as RFC 3826 section 3.1.2 uses it, or what they were before.

    Made of single blocks: libraries give up the mode itself.

    Raises:
        ValueError: if there is no key, or the salt is none.
    """
    block = engine.boots.to_bytes(4, "big") + engine.time.to_bytes(4, "big") + salt
    if len(block) != _BLOCK:
        raise ValueError("no salt")
    cipher = Cipher(algorithms.AES128(keys.privacy), modes.ECB()).encryptor()  # noqa: S305  # CFB, block by block
    parts: list[bytes] = []
    for at in range(0, len(data), _BLOCK):
        given = data[at : at + _BLOCK]
        made = bytes(one ^ other for one, other in zip(given, cipher.update(block), strict=False))
        block = given if back else made
        parts.append(made)
    return b"".join(parts)
