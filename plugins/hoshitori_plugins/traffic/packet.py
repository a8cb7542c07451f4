"""One frame taken apart as far as these probes need it: Ethernet, ARP, IPv4, IPv6, UDP and TCP headers."""

from __future__ import annotations

import ipaddress
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

ARP: Final = 0x0806
IPV4: Final = 0x0800
IPV6: Final = 0x86DD
TCP: Final = 6
UDP: Final = 17
ICMPV6: Final = 58
_ETHERNET: Final = 14
_IPV4_LEAST: Final = 20
_IPV6_LENGTH: Final = 40
_ARP_LENGTH: Final = 28
_OPTION_HEADERS: Final = frozenset({0, 43, 60})


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What a frame's headers say.

    Attributes:
        mac: of the sender, lower case with colons.
        kind: EtherType.
        source: sender's IP address, for ARP the address it claims; empty where there is none.
        destination: receiver's IP address; empty where there is none.
        protocol: IP protocol number, 0 where there is none.
        source_port: for TCP and UDP, else 0; likewise `destination_port`.
        payload: what TCP, UDP or ICMPv6 carries.
    """

    mac: str
    kind: int
    source: str = ""
    destination: str = ""
    protocol: int = 0
    source_port: int = 0
    destination_port: int = 0
    payload: bytes = b""


def read_packet(frame: bytes) -> Packet | None:
    """Return a frame's headers, or nothing where it is too short to have any."""
    if len(frame) < _ETHERNET:
        return None
    mac, kind = frame[6:12].hex(":"), int.from_bytes(frame[12:14])
    body = frame[_ETHERNET:]
    if kind == ARP and len(body) >= _ARP_LENGTH:
        return Packet(mac=mac, kind=kind, source=_text(body[14:18]))
    if kind == IPV4 and len(body) >= _IPV4_LEAST:
        return _ipv4(mac, body)
    if kind == IPV6 and len(body) >= _IPV6_LENGTH:
        return _ipv6(mac, body)
    return Packet(mac=mac, kind=kind)


@lru_cache(maxsize=1024)
def _text(packed: bytes) -> str:
    """Return an address as text; a capture has few, each many times."""
    return str(ipaddress.ip_address(packed))


def _ipv4(mac: str, body: bytes) -> Packet:
    length = (body[0] & 0x0F) * 4
    later_fragment = int.from_bytes(body[6:8]) & 0x1FFF
    total = max(length, int.from_bytes(body[2:4]))
    rest = b"" if later_fragment else body[length:total]
    source, destination = _text(body[12:16]), _text(body[16:20])
    return _transport(mac, IPV4, source, destination, body[9], rest)


def _ipv6(mac: str, body: bytes) -> Packet:
    source, destination = _text(body[8:24]), _text(body[24:40])
    protocol, rest = body[6], body[_IPV6_LENGTH:]
    while protocol in _OPTION_HEADERS and len(rest) > 1:
        length = 8 + 8 * rest[1]
        protocol, rest = rest[0], rest[length:]
    return _transport(mac, IPV6, source, destination, protocol, rest)


def _transport(mac: str, kind: int, source: str, destination: str, protocol: int, rest: bytes) -> Packet:
    ports, payload = (0, 0), rest
    if protocol == UDP and len(rest) >= 8:  # noqa: PLR2004  # RFC 768
        ports, payload = struct.unpack_from("!HH", rest), rest[8:]
    elif protocol == TCP and len(rest) >= 20:  # noqa: PLR2004  # RFC 9293
        ports, payload = struct.unpack_from("!HH", rest), rest[(rest[12] >> 4) * 4 :]
    return Packet(
        mac=mac,
        kind=kind,
        source=source,
        destination=destination,
        protocol=protocol,
        source_port=ports[0],
        destination_port=ports[1],
        payload=payload,
    )
