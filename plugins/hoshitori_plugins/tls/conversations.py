"""What the device sent over TCP connections, put together from captured frames as far as their first bytes."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

_TCP: Final = 6
_SYN: Final = 0x02
_ACK: Final = 0x10
_MOST_CONNECTIONS: Final = 20_000
_MOST_PARTS: Final = 64
_BEGINNING: Final = 24_576
"""Bytes of a connection that are kept: more than any ClientHello needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A TCP segment of the device."""

    source: str
    source_port: int
    destination: str
    destination_port: int
    sequence: int
    flags: int
    payload: bytes


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A connection that the device opened.

    Attributes:
        first_at: second since 1970 at which it was opened.
    """

    destination: str
    destination_port: int
    start: int
    first_at: int
    parts: dict[int, bytes] = field(default_factory=dict[int, bytes])

    def beginning(self) -> bytes:
        """Return what the device sent first, without gaps; retransmissions count once."""
        data = b""
        for place in sorted(self.parts):
            if place > len(data):
                break
            data += self.parts[place][len(data) - place :]
        return data


def device_segments(frames: Iterable[tuple[int, bytes]], mac: bytes, address: str) -> Iterator[tuple[int, Segment]]:
    """Yield second and segment of every TCP frame that the device sent, known by its Ethernet or its IP address."""
    own = ipaddress.ip_address(address).packed if address else b""
    for second, frame in frames:
        if len(frame) < 54 or not (frame[6:12] == mac or (own and own in {frame[26:30], frame[22:38]})):
            continue
        if (segment := read_segment(frame)) is not None:
            yield second, segment


def read_segment(frame: bytes) -> Segment | None:
    """Return the TCP segment of an Ethernet frame, or nothing if it has none."""
    kind = frame[12:14]
    if kind == b"\x08\x00" and len(frame) >= 34 and frame[23] == _TCP:
        offset = 14 + (frame[14] & 0x0F) * 4
        end = 14 + int.from_bytes(frame[16:18], "big")
        source, destination = frame[26:30], frame[30:34]
        if int.from_bytes(frame[20:22], "big") & 0x1FFF:
            return None
    elif kind == b"\x86\xdd" and len(frame) >= 54 and frame[20] == _TCP:
        offset, end = 54, 54 + int.from_bytes(frame[18:20], "big")
        source, destination = frame[22:38], frame[38:54]
    else:
        return None
    if len(frame) < offset + 20:
        return None
    source_port, destination_port, sequence = struct.unpack_from("!HHI", frame, offset)
    data = offset + (frame[offset + 12] >> 4) * 4
    return Segment(
        source=str(ipaddress.ip_address(source)),
        source_port=source_port,
        destination=str(ipaddress.ip_address(destination)),
        destination_port=destination_port,
        sequence=sequence,
        flags=frame[offset + 13],
        payload=frame[data:end],
    )


def opened_by_device(segments: Iterable[tuple[int, Segment]]) -> list[Conversation]:
    """Return the connections that the device opened, by its SYN, at most 20,000, each with its first bytes."""
    found: list[Conversation] = []
    current: dict[tuple[str, int, str, int], Conversation] = {}
    for second, segment in segments:
        key = (segment.source, segment.source_port, segment.destination, segment.destination_port)
        if segment.flags & (_SYN | _ACK) == _SYN:
            known = current.get(key)
            if known is not None and known.start == segment.sequence + 1 & 0xFFFFFFFF:
                # the same SYN once more
                continue
            if len(found) == _MOST_CONNECTIONS:
                break
            current[key] = Conversation(
                destination=segment.destination,
                destination_port=segment.destination_port,
                start=segment.sequence + 1 & 0xFFFFFFFF,
                first_at=second,
            )
            found.append(current[key])
        elif segment.payload and (conversation := current.get(key)) is not None:
            place = segment.sequence - conversation.start & 0xFFFFFFFF
            if place < _BEGINNING and len(conversation.parts) < _MOST_PARTS:
                kept = conversation.parts.get(place, b"")
                conversation.parts[place] = max(kept, segment.payload, key=len)
    return found
