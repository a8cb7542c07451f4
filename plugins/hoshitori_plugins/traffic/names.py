"""What DNS (RFC 1035) and DHCP (RFC 2132) messages say of names and servers: bounded readers of hostile bytes."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_MOST_NAMES: Final = 32
_MOST_LABELS: Final = 128
_ADDRESS: Final = {1: 4, 28: 16}
_DHCP_OPTIONS: Final = 240
_SERVER_OPTIONS: Final = frozenset({3, 6, 42, 54})


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsMessage:
    """Names asked for, and in an answer the addresses given for them."""

    is_answer: bool
    asked: tuple[str, ...]
    addresses: tuple[str, ...]


def read_dns(data: bytes) -> DnsMessage | None:
    """Return a DNS message, or nothing where it is none; what cannot be read of its answers is left out."""
    try:
        _, flags, questions, answers, _, _ = struct.unpack_from("!HHHHHH", data)
        if questions > _MOST_NAMES:
            return None
        place = 12
        asked: list[str] = []
        for _ in range(questions):
            name, place = _name(data, place)
            asked.append(name)
            place += 4
    except (struct.error, IndexError, ValueError):
        return None
    if place > len(data):
        return None
    return DnsMessage(
        is_answer=bool(flags & 0x8000), asked=tuple(asked), addresses=tuple(_addresses(data, place, answers))
    )


def _addresses(data: bytes, place: int, answers: int) -> Iterator[str]:
    try:
        for _ in range(min(answers, _MOST_NAMES)):
            _, place = _name(data, place)
            kind, _, _, length = struct.unpack_from("!HHIH", data, place)
            place += 10
            if length == _ADDRESS.get(kind) and place + length <= len(data):
                yield str(ipaddress.ip_address(data[place : place + length]))
            place += length
    except (struct.error, IndexError, ValueError):
        return


def _name(data: bytes, place: int) -> tuple[str, int]:
    """Return a name, escaped, and the place behind it.

    Raises:
        IndexError: if it leads beyond the end.
        ValueError: if it is none.
    """
    labels: list[str] = []
    end = 0
    for _ in range(_MOST_LABELS):
        length = data[place]
        if length & 0xC0 == 0xC0:  # noqa: PLR2004  # a pointer: RFC 1035 section 4.1.4
            end = end or place + 2
            place = (length & 0x3F) << 8 | data[place + 1]
            continue
        if length & 0xC0:
            raise ValueError("no label")
        if length == 0:
            return ".".join(labels)[:255].lower(), end or place + 1
        label = data[place + 1 : place + 1 + length]
        labels.append("".join(chr(b) if 33 <= b < 127 else f"\\x{b:02x}" for b in label))  # noqa: PLR2004  # printable ASCII
        place += 1 + length
    raise ValueError("endless")


def dhcp_servers(data: bytes) -> tuple[str, ...]:
    """Return the routers and the DNS, NTP and DHCP servers that a DHCP answer names."""
    found: list[str] = []
    place = _DHCP_OPTIONS
    while place + 1 < len(data) and data[place] != 255 and len(found) < _MOST_NAMES:  # noqa: PLR2004  # RFC 2132 section 3.2
        option, length = data[place], data[place + 1]
        if option == 0:
            place += 1
            continue
        value = data[place + 2 : place + 2 + length]
        if option in _SERVER_OPTIONS:
            found += [str(ipaddress.IPv4Address(value[at : at + 4])) for at in range(0, len(value) - 3, 4)]
        place += 2 + length
    return tuple(found)
