"""IPv6 frames that ask a port, and the reading of the frames that answer (RFC 8200, RFC 4443)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import Final

from hoshitori_plugins.ports.frame import ACKNOWLEDGED, ETHERNET, SEQUENCE_HIGH, Path, Reply, checksum, ethernet

ETHER_TYPE: Final = 0x86DD
HEADER: Final = 40
ICMP: Final = 58
_BODY: Final = ETHERNET + HEADER
_TCP: Final = 6
_UDP: Final = 17
_SYN: Final = 0x02
_ACK: Final = 0x10
_RST: Final = 0x04
_UNREACHABLE: Final = 1
_PORT_UNREACHABLE: Final = 4
_NOT_CLOSED: Final = frozenset({0, 1, 2, 3, 5, 6})
"""Codes of "unreachable" that say something else than "nobody listens" (RFC 4443 section 3.1)."""
_SEGMENT: Final = struct.Struct("!HH4xIxB")
_PORTS: Final = struct.Struct("!HH")


def ipv6_header(source: bytes, destination: bytes, protocol: int, payload_length: int, hops: int = 64) -> bytes:
    """Return an IPv6 header without extensions."""
    return struct.pack("!IHBB", 0x6000_0000, payload_length, protocol, hops) + source + destination


def pseudo_header(source: bytes, destination: bytes, protocol: int, length: int) -> bytes:
    """Return what a checksum covers beside the packet itself (RFC 8200 section 8.1)."""
    return source + destination + struct.pack("!II", length, protocol)


def syn_maker(path: Path, source_port: int) -> Callable[[int], bytes]:
    """Return what makes the SYN frame to a port; one checksum fits every frame, as over IPv4."""

    def segment(port: int, total: int) -> bytes:
        return struct.pack(
            "!HHHHIBBHHHBBH", source_port, port, SEQUENCE_HIGH, 0xFFFF ^ port, 0, 0x60, _SYN, 1024, total, 0, 2, 4, 1440
        )

    first = segment(1, 0)
    total = checksum(pseudo_header(path.own, path.device, _TCP, len(first)) + first)
    whole = ethernet(path, ETHER_TYPE) + ipv6_header(path.own, path.device, _TCP, len(first)) + segment(1, total)
    at = _BODY + 2
    head, middle, tail = whole[:at], whole[at + 2 : at + 4], whole[at + 6 :]
    pack = struct.Struct("!H").pack
    return lambda port: b"".join((head, pack(port), middle, pack(0xFFFF ^ port), tail))


def datagram_maker(path: Path, source_port: int) -> Callable[[int, bytes], bytes]:
    """Return what makes an empty UDP frame to a port from a source address, with the checksum that IPv6 demands."""
    link = ethernet(path, ETHER_TYPE)
    pack = struct.Struct("!HHHH").pack
    headers: dict[bytes, tuple[bytes, int]] = {}

    def make(port: int, source: bytes) -> bytes:
        known = headers.get(source)
        if known is None:
            bare = pseudo_header(source, path.device, _UDP, 8) + pack(source_port, 0, 8, 0)
            # the sum of everything but the port asked, to which that one is added
            known = headers[source] = link + ipv6_header(source, path.device, _UDP, 8), 0xFFFF ^ checksum(bare)
        header, total = known
        total += port
        total = (total & 0xFFFF) + (total >> 16)
        return header + pack(source_port, port, 8, (0xFFFF ^ total) or 0xFFFF)

    return make


def request_frame(path: Path, source_port: int, port: int, data: bytes) -> bytes:
    """Return the frame that carries a request over UDP."""
    length = 8 + len(data)
    bare = struct.pack("!HHHH", source_port, port, length, 0) + data
    total = checksum(pseudo_header(path.own, path.device, _UDP, length) + bare) or 0xFFFF
    header = struct.pack("!HHHH", source_port, port, length, total)
    return ethernet(path, ETHER_TYPE) + ipv6_header(path.own, path.device, _UDP, length) + header + data


def payload(frame: bytes) -> bytes | None:
    """Return what a UDP frame carries, empty if it is cut short; nothing if it is no UDP frame."""
    if len(frame) < _BODY + 8 or frame[ETHERNET + 6] != _UDP:
        return None
    return frame[_BODY + 8 : _BODY + int.from_bytes(frame[_BODY + 4 : _BODY + 6], "big")]


def read_syn_answer(frame: bytes) -> tuple[int, Reply, int] | None:
    """Return port, what was said and our own port, of an answer to a SYN; nothing if it is none."""
    if len(frame) < _BODY + 14:
        return None
    if frame[ETHERNET + 6] != _TCP:
        return _read_unreachable(frame, _TCP) if frame[ETHERNET + 6] == ICMP else None
    port, own, acknowledged, flags = _SEGMENT.unpack_from(frame, _BODY)
    if acknowledged != ACKNOWLEDGED - port:
        return None
    if flags & _RST:
        return port, Reply.CLOSED, own
    return (port, Reply.OPEN, own) if flags & (_SYN | _ACK) == _SYN | _ACK else None


def read_datagram_answer(frame: bytes) -> tuple[int, Reply, int] | None:
    """Return port, what was said and our own port, of an answer to a datagram; nothing if it is none."""
    if len(frame) < _BODY + 8:
        return None
    if frame[ETHERNET + 6] == ICMP:
        return _read_unreachable(frame, _UDP)
    if frame[ETHERNET + 6] != _UDP:
        return None
    port, own = _PORTS.unpack_from(frame, _BODY)
    return port, Reply.OPEN, own


def _read_unreachable(frame: bytes, protocol: int) -> tuple[int, Reply, int] | None:
    quoted = _BODY + 8
    ports = quoted + HEADER
    if len(frame) < ports + 4 or frame[_BODY] != _UNREACHABLE or frame[quoted + 6] != protocol:
        return None
    if frame[quoted + 24 : quoted + 40] != frame[ETHERNET + 8 : ETHERNET + 24]:
        return None
    own, port = _PORTS.unpack_from(frame, ports)
    code = frame[_BODY + 1]
    if code == _PORT_UNREACHABLE:
        return port, Reply.CLOSED if protocol == _UDP else Reply.PROHIBITED, own
    return (port, Reply.PROHIBITED, own) if code in _NOT_CLOSED else None


def ip6_bytes(text: str) -> bytes:
    """Return the sixteen bytes of an IPv6 address."""
    return socket.inet_pton(socket.AF_INET6, text)
