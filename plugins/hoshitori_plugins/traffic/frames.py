"""One frame taken apart for following conversations: addresses, ports, TCP's numbers and flags, payload."""

from __future__ import annotations

import ipaddress
import struct
from dataclasses import dataclass
from typing import Final

from hoshitori_plugins.traffic.packet import ARP, ICMPV6, IPV4, IPV6, TCP, UDP

_VLAN: Final = 0x8100
_ICMP: Final = 1
_IGMP: Final = 2
_SKIPPED_HEADERS: Final = frozenset({0, 43, 60})
_FRAGMENT: Final = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a frame carries.

    Attributes:
        source, destination: IP addresses, empty where there is no IP.
        protocol: IP protocol number; 0 where there is no IP.
        payload: of TCP or UDP; else all behind the last header that is known.
        fragment: whether it is a part of a larger packet, so that ports and payload are not the whole truth.
    """

    source: str = ""
    destination: str = ""
    protocol: int = 0
    source_port: int = 0
    destination_port: int = 0
    sequence: int = 0
    flags: int = 0
    payload: bytes = b""
    fragment: bool = False


def dissect(frame: bytes) -> Seen | None:
    """Return what a frame carries; nothing for ARP, and for ICMP and IGMP: errors quote what others sent."""
    start = 14
    kind = int.from_bytes(frame[12:14])
    if kind == _VLAN:
        kind, start = int.from_bytes(frame[16:18]), 18
    if kind == IPV4 and len(frame) >= start + 20:
        return _version_four(frame, start)
    if kind == IPV6 and len(frame) >= start + 40:
        return _version_six(frame, start)
    if kind == ARP or len(frame) <= start:
        return None
    return Seen(payload=frame[start:])


def _version_four(frame: bytes, start: int) -> Seen | None:
    protocol, pieces = frame[start + 9], int.from_bytes(frame[start + 6 : start + 8]) & 0x3FFF
    if protocol in {_ICMP, _IGMP}:
        return None
    head = start + (frame[start] & 0x0F) * 4
    end = start + int.from_bytes(frame[start + 2 : start + 4])
    return _transport(frame[start + 12 : start + 16], frame[start + 16 : start + 20], protocol, frame[head:end], pieces)


def _version_six(frame: bytes, start: int) -> Seen | None:
    protocol, rest = frame[start + 6], frame[start + 40 : start + 40 + int.from_bytes(frame[start + 4 : start + 6])]
    pieces = 0
    while (protocol in _SKIPPED_HEADERS or protocol == _FRAGMENT) and len(rest) >= 8:  # noqa: PLR2004  # RFC 8200 section 4
        length = 8 if protocol == _FRAGMENT else 8 + 8 * rest[1]
        # offset and "more" stand where version 4 has them, three bits higher
        pieces = int.from_bytes(rest[2:4]) >> 3 | (rest[3] & 1) << 13 if protocol == _FRAGMENT else pieces
        protocol, rest = rest[0], rest[length:]
    if protocol == ICMPV6:
        return None
    return _transport(frame[start + 8 : start + 24], frame[start + 24 : start + 40], protocol, rest, pieces)


def _transport(source: bytes, destination: bytes, protocol: int, rest: bytes, pieces: int) -> Seen:
    ports, sequence, flags, payload = (0, 0), 0, 0, rest
    first = not pieces & 0x1FFF
    if first and protocol == UDP and len(rest) >= 8:  # noqa: PLR2004  # RFC 768
        ports, payload = struct.unpack_from("!HH", rest), rest[8:]
    elif first and protocol == TCP and len(rest) >= 20:  # noqa: PLR2004  # RFC 9293
        one, other, sequence = struct.unpack_from("!HHI", rest)
        ports, flags, payload = (one, other), rest[13], rest[(rest[12] >> 4) * 4 :]
    return Seen(
        source=str(ipaddress.ip_address(source)),
        destination=str(ipaddress.ip_address(destination)),
        protocol=protocol,
        source_port=ports[0],
        destination_port=ports[1],
        sequence=sequence,
        flags=flags,
        payload=payload,
        fragment=bool(pieces),
    )
