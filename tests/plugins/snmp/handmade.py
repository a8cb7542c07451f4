"""An SNMPv3 agent made by hand, whose answers to protected requests come as no sound agent sends them."""

from __future__ import annotations

import contextlib
import hmac
import socket
import threading
from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

from hoshitori_plugins.login.snmp import children, item, number, opened
from hoshitori_plugins.snmp.privacy import decrypted, encrypted, new_salt
from hoshitori_plugins.snmp.user_security import HASHES, Engine, Keys

ENGINE: Final = Engine(name=b"\x80\0\x1f\x88\x04by-hand", boots=1, time=1)
_OCTETS, _OBJECT, _SEQUENCE = 0x04, 0x06, 0x30
_RESPONSE, _REPORT = 0xA2, 0xA8
_AUTHENTICATED, _ENCRYPTED = 1, 2
_SYS_DESCR: Final = bytes([0x2B, 6, 1, 2, 1, 1, 1, 0])
_LEVEL, _NAME, _DIGEST, _DECRYPTION = 1, 4, 5, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What the agent asks for, and the flags of its answers, by the flags of the request; others are refused."""

    keys: Keys
    answers: dict[int, int]


@contextlib.contextmanager
def by_hand(port: int, habits: Habits) -> Generator[None]:
    """Answer at a port of loopback until the block ends."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", port))
        thread = threading.Thread(target=_serve, args=(sock, habits))
        thread.start()
        try:
            yield
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", ("127.0.0.1", port))
            thread.join()


def _serve(sock: socket.socket, habits: Habits) -> None:
    while True:
        data, sender = sock.recvfrom(65_535)
        if not data:
            return
        with contextlib.suppress(ValueError, IndexError):  # what is no request of SNMP is ignored
            sock.sendto(_answer(data, habits), sender)


def _answer(data: bytes, habits: Habits) -> bytes:
    """Answer a request of version 3.

    Raises:
        ValueError, IndexError: if it is none.
    """
    message = children(opened(data, _SEQUENCE))
    if message[0][1] != b"\3":
        raise ValueError("another version")
    head = children(message[1][1])
    identifier, flags = int.from_bytes(head[0][1]), head[2][1][0] & (_AUTHENTICATED | _ENCRYPTED)
    name, boots, time, _, code, salt = (content for _, content in children(opened(message[2][1], _SEQUENCE)))
    keys = habits.keys
    if not name:
        return _message(identifier, 0, _report(_NAME, identifier), keys)
    if flags & _AUTHENTICATED and code != _code(data.replace(code, bytes(len(code))), keys):
        return _message(identifier, 0, _report(_DIGEST, identifier), keys)
    if flags & _ENCRYPTED:
        clock = int.from_bytes(boots), int.from_bytes(time)
        clear = decrypted(message[3][1], keys.cipher, keys.privacy, *clock, salt)
        if clear[0] != _SEQUENCE:
            return _message(identifier, 0, _report(_DECRYPTION, identifier), keys)
    if flags not in habits.answers:
        return _message(identifier, 0, _report(_LEVEL, identifier), keys)
    told = item(_SEQUENCE, item(_OBJECT, _SYS_DESCR) + item(_OCTETS, b"EX-100"))
    return _message(identifier, habits.answers[flags], _pdu(_RESPONSE, identifier, told), keys)


def _report(statistic: int, identifier: int) -> bytes:
    oid = bytes([0x2B, 6, 1, 6, 3, 15, 1, 1, statistic, 0])
    return _pdu(_REPORT, identifier, item(_SEQUENCE, item(_OBJECT, oid) + number(1)))


def _pdu(tag: int, identifier: int, binding: bytes) -> bytes:
    return item(tag, number(identifier) + number(0) + number(0) + item(_SEQUENCE, binding))


def _message(identifier: int, flags: int, pdu: bytes, keys: Keys) -> bytes:
    scoped = item(_SEQUENCE, item(_OCTETS, ENGINE.name) + item(_OCTETS, b"") + pdu)
    salt = b""
    if flags & _ENCRYPTED:
        salt = new_salt(keys.cipher, ENGINE.boots)
        scoped = item(_OCTETS, encrypted(scoped, keys.cipher, keys.privacy, ENGINE.boots, ENGINE.time, salt))
    head = item(_SEQUENCE, number(identifier) + number(65_507) + item(_OCTETS, bytes([flags])) + number(3))
    blank = bytes(HASHES[keys.hash][1]) if flags & _AUTHENTICATED else b""

    def whole(code: bytes) -> bytes:
        clock = number(ENGINE.boots) + number(ENGINE.time)
        security = item(_OCTETS, ENGINE.name) + clock + item(_OCTETS, b"") + item(_OCTETS, code) + item(_OCTETS, salt)
        return item(_SEQUENCE, number(3) + head + item(_OCTETS, item(_SEQUENCE, security)) + scoped)

    return whole(_code(whole(blank), keys)) if blank else whole(b"")


def _code(message: bytes, keys: Keys) -> bytes:
    algorithm, length = HASHES[keys.hash]
    return hmac.new(keys.authentication, message, algorithm).digest()[:length]
