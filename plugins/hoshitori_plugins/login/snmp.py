"""SNMP communities: our own GET of sysDescr.0 in v1 (RFC 1157) and v2c (RFC 3416), and the answers to it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from hoshitori.facts.login import LoginKind
from hoshitori.model.subject import Endpoint
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import Answered, was_refused

_INTEGER, _OCTETS, _NULL, _OBJECT, _SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
_GET, _RESPONSE = 0xA0, 0xA2
_SYS_DESCR: Final = bytes([0x2B, 6, 1, 2, 1, 1, 1, 0])
_VERSIONS: Final = {LoginKind.SNMP_V1: 0, LoginKind.SNMP_V2C: 1}
_TIMEOUT_MILLISECONDS: Final = 700
_LIMIT: Final = 65_535


def get_request(kind: LoginKind, community: str, request: int) -> bytes:
    """Return a GET of sysDescr.0."""
    binding = item(_SEQUENCE, item(_OBJECT, _SYS_DESCR) + item(_NULL, b""))
    pdu = number(request) + number(0) + number(0) + item(_SEQUENCE, binding)
    return item(_SEQUENCE, number(_VERSIONS[kind]) + item(_OCTETS, community.encode()) + item(_GET, pdu))


def answers(data: bytes, request: int) -> bool:
    """Return whether a datagram is an SNMP response to that request, with or without an error in it."""
    try:
        message = children(opened(data, _SEQUENCE))
        pdu = children(message[2][1]) if len(message) >= 3 and message[2][0] == _RESPONSE else []  # noqa: PLR2004
        return bool(pdu) and pdu[0][0] == _INTEGER and int.from_bytes(pdu[0][1], "big", signed=True) == request
    except (ValueError, IndexError):
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class SnmpLogin:
    """A community of one SNMP version; silence is how an agent refuses one, so it is a refusal only beside a control.

    The user name is not used; `tries` is how often a community is sent where no answer comes.
    """

    target: Endpoint
    reach: Reach
    kind: LoginKind
    tries: int = 2
    where: str = ""  # there is but one place

    def attempt(self, user: str, value: str, *, source: str = "") -> Answered:  # noqa: ARG002  # the Protocol's signature
        """Ask with one community.

        Raises:
            Unavailable: if the device says that nothing listens at the port.
        """
        for _ in range(self.tries):
            request = secrets.randbelow(2**30) + 1
            with self.reach.udp(self.target, timeout_ms=_TIMEOUT_MILLISECONDS) as wire:
                wire.send(get_request(self.kind, value, request))
                try:
                    if answers(wire.receive(_LIMIT), request):
                        return Answered.OPENED
                except Unavailable as error:
                    if was_refused(error):
                        raise
        return Answered.REFUSED


def item(tag: int, content: bytes) -> bytes:
    """Return a BER item (X.690 section 8.1)."""
    size = len(content)
    length = bytes([size]) if size < 0x80 else bytes([0x82, size >> 8, size & 0xFF])  # noqa: PLR2004  # long form
    return bytes([tag]) + length + content


def number(value: int) -> bytes:
    """Return a BER INTEGER that is not negative."""
    return item(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def opened(data: bytes, tag: int) -> bytes:
    """Return what the first item holds.

    Raises:
        ValueError: if it has another tag.
    """
    ((found, content), *_) = children(data)
    if found != tag:
        raise ValueError("another tag")
    return content


def children(data: bytes) -> list[tuple[int, bytes]]:
    """Take BER items apart, as many as there are, at most 16.

    Raises:
        ValueError: if a length leads beyond the end.
    """
    items: list[tuple[int, bytes]] = []
    position = 0
    while position < len(data) and len(items) < 16:  # noqa: PLR2004  # an SNMP message has fewer
        tag, size, start = data[position], data[position + 1], position + 2
        if size & 0x80:
            count = size & 0x7F
            size, start = int.from_bytes(data[start : start + count], "big"), start + count
        if start + size > len(data):
            raise ValueError("cut short")
        items.append((tag, data[start : start + size]))
        position = start + size
    return items
