"""Messages of SNMPv3 under its user-based security (RFC 3412, RFC 3414), with HMAC (RFC 7860)."""

from __future__ import annotations

import functools
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hoshitori_plugins.login.snmp import children, item, number, opened
from hoshitori_plugins.snmp.privacy import decrypted, encrypted, key_of, new_salt

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
    cipher: str = ""
    privacy: bytes = b""

    @classmethod
    def of(cls, passphrase: str, engine: Engine, name: str, cipher: str = "") -> Keys:
        """Localise a passphrase (RFC 3414 appendix A.2), for privacy too where a cipher is named."""
        algorithm = HASHES[name][0]
        key = _long_key(passphrase, algorithm)
        local = hashlib.new(algorithm, key + engine.name + key, usedforsecurity=False).digest()
        private = key_of(local, cipher, algorithm) if cipher else b""
        return cls(hash=name, authentication=local, cipher=cipher, privacy=private)


@functools.lru_cache(maxsize=256)
def _long_key(passphrase: str, algorithm: str) -> bytes:
    data = passphrase.encode() or b"\0"
    long = (data * (_MEGABYTE // len(data) + 1))[:_MEGABYTE]
    return hashlib.new(algorithm, long, usedforsecurity=False).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an agent answered: a word for it, its engine, and whether it gave what was asked for.

    `proven`: whether it carries a right code under the keys of the request: both sides know the same value.
    `in_clear`: whether what was asked for came unencrypted, however it was asked for.
    """

    word: str
    engine: Engine
    opened: bool = False
    proven: bool = False
    in_clear: bool = False


def request(number_: int, engine: Engine, user: str, keys: Keys) -> bytes:
    """Return a GET of sysDescr.0 under the level that the keys make; without an engine's name it asks for that."""
    binding = item(_SEQUENCE, item(_OBJECT, _SYS_DESCR) + item(_NULL, b"")) if engine.name else b""
    pdu = item(_GET, number(number_) + number(0) + number(0) + item(_SEQUENCE, binding))
    scoped = item(_SEQUENCE, item(_OCTETS, engine.name) + item(_OCTETS, b"") + pdu)
    salt = b""
    if keys.privacy:
        salt = new_salt(keys.cipher, engine.boots)
        scoped = item(_OCTETS, encrypted(scoped, keys.cipher, keys.privacy, engine.boots, engine.time, salt))
    flags = 0x04 | (1 if keys.authentication else 0) | (2 if keys.privacy else 0)
    head = number(3) + item(_SEQUENCE, number(number_) + number(65_507) + item(_OCTETS, bytes([flags])) + number(3))
    length = HASHES[keys.hash][1] if keys.authentication else 0
    plain = _message(head, engine, user, bytes(length), salt, scoped)
    if not length:
        return plain
    return _message(head, engine, user, _code(plain, keys), salt, scoped)


def read_answer(data: bytes, number_: int, keys: Keys) -> Answer | None:
    """Return what an agent answered to a request; nothing where the bytes are no answer to it.

    A response has the level of its request (RFC 3412 section 7.1): one below that opens nothing, and yet it may have
    told everybody what was asked for. Reports may be in clear.
    """
    try:
        version, head, security, scoped = children(opened(data, _SEQUENCE))[:4]
        name, boots, time, _, code, salt = (content for _, content in children(opened(security[1], _SEQUENCE))[:6])
        engine = Engine(name=name, boots=int.from_bytes(boots), time=int.from_bytes(time))
        if version[1] != b"\3" or int.from_bytes(children(head[1])[0][1]) != number_:
            return None
        content = scoped[1]
        if scoped[0] == _OCTETS:
            clear = decrypted(content, keys.cipher, keys.privacy, engine.boots, engine.time, salt)
            content = opened(_without_padding(clear), _SEQUENCE)
        tag, pdu = children(content)[2]
        _, status, _, bindings = children(pdu)[:4]
        (_, oid), (kind, _) = children(children(bindings[1])[0][1])[:2]
    except (ValueError, IndexError, OverflowError):
        return None
    proven = _proven(data, code, keys)
    if tag == _REPORT:
        known = oid[: len(_STATISTICS)] == _STATISTICS and len(oid) > len(_STATISTICS)
        word = _REPORTS.get(oid[len(_STATISTICS)] if known else 0, "another report")
        return Answer(word=word, engine=engine, proven=proven)
    error = int.from_bytes(status[1])
    held = tag == _RESPONSE and error == 0 and kind not in _NO_SUCH
    in_clear = held and scoped[0] != _OCTETS
    if in_clear and keys.privacy:
        return Answer(word="answered in clear", engine=engine, proven=proven, in_clear=True)
    if held and (keys.authentication and not proven):
        return Answer(word="answered without proof", engine=engine, in_clear=in_clear)
    word = "answered" if held else f"error {error}"
    return Answer(word=word, engine=engine, opened=held, proven=proven, in_clear=in_clear)


def new_number() -> int:
    """Return a number for a message and its request."""
    return secrets.randbelow(2**30) + 1


def _without_padding(data: bytes) -> bytes:
    """Return a first BER item alone: a block cipher leaves some bytes behind it."""
    long = data[1] & 0x7F if data[1] & 0x80 else 0
    size = int.from_bytes(data[2 : 2 + long]) if long else data[1]
    return data[: 2 + long + size]


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


def _code(message: bytes, keys: Keys) -> bytes:
    """Return the shortened HMAC of a message whose own code is zero."""
    algorithm, length = HASHES[keys.hash]
    return hmac.new(keys.authentication, message, algorithm).digest()[:length]


def _proven(data: bytes, code: bytes, keys: Keys) -> bool:
    """Return whether an answer's code is right under the keys (RFC 3414 section 6.3.2)."""
    if not keys.authentication or len(code) != HASHES[keys.hash][1] or data.count(code) != 1:
        return False
    return hmac.compare_digest(_code(data.replace(code, bytes(len(code))), keys), code)
