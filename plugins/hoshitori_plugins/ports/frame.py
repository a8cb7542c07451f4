"""Ethernet frames that ask a port, and the reading of the frames that answer."""

from __future__ import annotations

import enum
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ETHERNET: Final = 14
IPV4: Final = 20
_SYN: Final = 0x02
_ACK: Final = 0x10
_RST: Final = 0x04
_TCP: Final = 6
_UDP: Final = 17
_ICMP: Final = 1
_UNREACHABLE: Final = 3
_PORT_UNREACHABLE: Final = 3
_NOT_CLOSED: Final = frozenset({0, 1, 2, 9, 10, 13})
"""ICMP codes that say "you cannot get there" rather than "nobody listens" (RFC 792, RFC 1812 section 5.2.7.1)."""
SEQUENCE_HIGH: Final = 0x6D3A
ACKNOWLEDGED: Final = (SEQUENCE_HIGH << 16 | 0xFFFF) + 1
_SEGMENT: Final = struct.Struct("!HH4xIxB")


class Reply(enum.IntEnum):
    """What an answer says of the port it is about; a number, since 65,535 of them are kept in an array."""

    OPEN = 1
    CLOSED = 2
    PROHIBITED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Between whom frames go: own and the device's Ethernet and IP addresses, both of the same version."""

    own_mac: bytes
    device_mac: bytes
    own: bytes
    device: bytes


def checksum(data: bytes) -> int:
    """Return the Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    words: tuple[int, ...] = struct.unpack(f"!{len(data) // 2}H", data)
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ipv4_header(source: bytes, destination: bytes, protocol: int, payload_length: int) -> bytes:
    """Return an IPv4 header with its checksum."""
    bare = struct.pack("!BBHHHBBH4s4s", 0x45, 0, IPV4 + payload_length, 0, 0x4000, 64, protocol, 0, source, destination)
    return bare[:10] + struct.pack("!H", checksum(bare)) + bare[12:]


def syn_maker(path: Path, source_port: int) -> Callable[[int], bytes]:
    """Return what makes the SYN frame to a port.

    The low half of the sequence number is the complement of the port, so that port and sequence number together
    always add up to the same: one checksum fits every frame, and an answer's acknowledgement names its question.
    """

    def segment(port: int, total: int) -> bytes:
        return struct.pack(
            "!HHHHIBBHHHBBH", source_port, port, SEQUENCE_HIGH, 0xFFFF ^ port, 0, 0x60, _SYN, 1024, total, 0, 2, 4, 1460
        )

    first = segment(1, 0)
    pseudo = path.own + path.device + struct.pack("!BBH", 0, _TCP, len(first))
    total = checksum(pseudo + first)
    whole = ethernet(path) + ipv4_header(path.own, path.device, _TCP, len(first)) + segment(1, total)
    at = ETHERNET + IPV4 + 2
    head, middle, tail = whole[:at], whole[at + 2 : at + 4], whole[at + 6 :]
    pack = struct.Struct("!H").pack
    return lambda port: b"".join((head, pack(port), middle, pack(0xFFFF ^ port), tail))


def datagram_maker(path: Path, source_port: int) -> Callable[[int, bytes], bytes]:
    """Return what makes an empty UDP frame to a port from a source address; UDP over IPv4 needs no checksum."""
    link = ethernet(path)
    pack = struct.Struct("!HHHH").pack
    headers: dict[bytes, bytes] = {}

    def make(port: int, source: bytes) -> bytes:
        header = headers.get(source)
        if header is None:
            header = headers[source] = link + ipv4_header(source, path.device, _UDP, 8)
        return header + pack(source_port, port, 8, 0)

    return make


def request_frame(path: Path, source_port: int, port: int, data: bytes) -> bytes:
    """Return the frame that carries a request over UDP, with its checksum (some stacks want one)."""
    length = 8 + len(data)
    pseudo = path.own + path.device + struct.pack("!BBH", 0, _UDP, length)
    bare = struct.pack("!HHHH", source_port, port, length, 0) + data
    total = checksum(pseudo + bare) or 0xFFFF
    header = struct.pack("!HHHH", source_port, port, length, total)
    return ethernet(path) + ipv4_header(path.own, path.device, _UDP, length) + header + data


def payload(frame: bytes) -> bytes | None:
    """Return what a UDP frame carries, empty if it is cut short; nothing if it is no UDP frame."""
    if len(frame) < ETHERNET + IPV4 + 8 or frame[ETHERNET + 9] != _UDP:
        return None
    offset = ETHERNET + (frame[ETHERNET] & 0x0F) * 4
    length = int.from_bytes(frame[offset + 4 : offset + 6], "big")
    return frame[offset + 8 : offset + length]


def ethernet(path: Path, kind: int = 0x0800) -> bytes:
    """Return the Ethernet header of a frame to the device."""
    return path.device_mac + path.own_mac + struct.pack("!H", kind)


def read_syn_answer(frame: bytes) -> tuple[int, Reply, int] | None:
    """Return port, what was said and our own port, of an answer to a SYN; nothing if it is none."""
    if len(frame) < ETHERNET + IPV4 + 8:
        return None
    offset = ETHERNET + (frame[ETHERNET] & 0x0F) * 4
    if frame[ETHERNET + 9] != _TCP:
        return _read_unreachable(frame, offset, _TCP) if frame[ETHERNET + 9] == _ICMP else None
    if len(frame) < offset + 14:
        return None
    port, own, acknowledged, flags = _SEGMENT.unpack_from(frame, offset)
    if acknowledged != ACKNOWLEDGED - port:
        return None
    if flags & _RST:
        return port, Reply.CLOSED, own
    return (port, Reply.OPEN, own) if flags & (_SYN | _ACK) == _SYN | _ACK else None


def read_datagram_answer(frame: bytes) -> tuple[int, Reply, int] | None:
    """Return port, what was said and our own port, of an answer to a datagram; nothing if it is none."""
    if len(frame) < ETHERNET + IPV4 + 8:
        return None
    offset = ETHERNET + (frame[ETHERNET] & 0x0F) * 4
    if frame[ETHERNET + 9] == _ICMP:
        return _read_unreachable(frame, offset, _UDP)
    if frame[ETHERNET + 9] != _UDP or len(frame) < offset + 8:
        return None
    port, own = struct.unpack_from("!HH", frame, offset)
    return port, Reply.OPEN, own


def _read_unreachable(frame: bytes, offset: int, protocol: int) -> tuple[int, Reply, int] | None:
    quoted = offset + 8
    if len(frame) < quoted + IPV4 or frame[offset] != _UNREACHABLE or frame[quoted + 9] != protocol:
        return None
    if frame[quoted + 16 : quoted + 20] != frame[ETHERNET + 12 : ETHERNET + 16]:
        return None
    ports = quoted + (frame[quoted] & 0x0F) * 4
    if len(frame) < ports + 4:
        return None
    own, port = struct.unpack_from("!HH", frame, ports)
    code = frame[offset + 1]
    if code == _PORT_UNREACHABLE:
        return port, Reply.CLOSED if protocol == _UDP else Reply.PROHIBITED, own
    return (port, Reply.PROHIBITED, own) if code in _NOT_CLOSED else None


def mac_bytes(text: str) -> bytes:
    """Return the six bytes of an Ethernet address.

    Raises:
        ValueError: if it is none.
    """
    data = bytes.fromhex(text.replace(":", ""))
    if len(data) != 6:  # bytes of an Ethernet address
        raise ValueError(f"{text!r} is no Ethernet address")
    return data


def ip_bytes(text: str) -> bytes:
    """Return the four bytes of an IPv4 address."""
    return socket.inet_aton(text)
