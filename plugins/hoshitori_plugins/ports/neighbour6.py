"""Neighbour discovery as a question that every IPv6 host answers (RFC 4861): the control of a pass over IPv6."""

from __future__ import annotations

import contextlib
import ipaddress
import select
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Final

from hoshitori_plugins.ports.frame import ETHERNET, checksum
from hoshitori_plugins.ports.frame6 import ETHER_TYPE, HEADER, ICMP, ip6_bytes, ipv6_header, pseudo_header

SOLICITATION: Final = 135
ADVERTISEMENT: Final = 136
_ECHO_REQUEST: Final = 128
_NEVER_FORWARDED: Final = 255
"""The hop limit that shows that a message of neighbour discovery comes from this very link."""
_BODY: Final = ETHERNET + HEADER
_TRIES: Final = 4
_LINK_SCOPE: Final = "20"
_TABLE: Final = File("/proc/thread-self/net/if_inet6")


def message(mac: bytes, own_mac: bytes, source: bytes, destination: bytes, body: bytes) -> bytes:
    """Return the frame of an ICMPv6 message whose checksum (bytes 2 and 3) is still to be filled in."""
    total = checksum(pseudo_header(source, destination, ICMP, len(body)) + body)
    link = mac + own_mac + struct.pack("!H", ETHER_TYPE)
    header = ipv6_header(source, destination, ICMP, len(body), _NEVER_FORWARDED)
    return link + header + body[:2] + struct.pack("!H", total) + body[4:]


def solicitation(mac: bytes | None, own_mac: bytes, source: bytes, target: bytes) -> bytes:
    """Return the question who has an address: to its owner alone where that is known, else to its group."""
    group = ip6_bytes("ff02::1:ff00:0")[:13] + target[13:]
    body = struct.pack("!BBHI16sBB6s", SOLICITATION, 0, 0, 0, target, 1, 1, own_mac)
    if mac is None:
        return message(b"\x33\x33" + group[12:], own_mac, source, group, body)
    return message(mac, own_mac, source, target, body)


def advertisement(mac: bytes, own_mac: bytes, own: bytes, asker: bytes) -> bytes:
    """Return the answer that an address is ours."""
    body = struct.pack("!BBHI16sBB6s", ADVERTISEMENT, 0, 0, 0x6000_0000, own, 2, 1, own_mac)
    return message(mac, own_mac, own, asker, body)


def echo_to_all(mac: bytes, own_mac: bytes, source: bytes) -> bytes:
    """Return an echo request to all nodes in a frame to one of them alone, so that nobody else hears it."""
    body = struct.pack("!BBHHH8s", _ECHO_REQUEST, 0, 0, 0x6D3A, 1, b"hoshitor")
    return message(mac, own_mac, source, ip6_bytes("ff02::1"), body)


def kind_of(frame: bytes) -> int:
    """Return the type of an ICMPv6 message; -1 where a frame is none."""
    if len(frame) < _BODY + 8 or frame[12:14] != struct.pack("!H", ETHER_TYPE) or frame[ETHERNET + 6] != ICMP:
        return -1
    return frame[_BODY]


def read_target(frame: bytes, kind: int) -> bytes | None:
    """Return the address that a solicitation or an advertisement is about, or nothing."""
    if kind_of(frame) != kind or len(frame) < _BODY + 24 or frame[ETHERNET + 7] != _NEVER_FORWARDED:
        return None
    return frame[_BODY + 8 : _BODY + 24]


@dataclass(slots=True, kw_only=True)
class Solicitor:
    """Who answers neighbour discovery for an address; `asked` and `answered` make it a control."""

    sock: socket.socket
    own_mac: bytes
    own: bytes
    device: bytes
    device_mac: bytes | None = None
    asked: int = 0
    answered: int = 0
    round_trip_us: int = 0

    def ask(self, wait_ms: int = 700) -> bytes | None:
        """Return the Ethernet address that answers, or nothing."""
        self.asked += 1
        started = time.monotonic()
        with contextlib.suppress(OSError):
            # an interface that is down sends nothing, and what the guard stops gets no answer
            self.sock.send(solicitation(self.device_mac, self.own_mac, self.own, self.device))
        while (left := started + wait_ms / 1000 - time.monotonic()) > 0:
            if not select.select([self.sock], [], [], left)[0]:
                break
            frame = self.sock.recv(128)
            if read_target(frame, ADVERTISEMENT) == self.device:
                self.answered += 1
                self.round_trip_us = max(self.round_trip_us, int((time.monotonic() - started) * 1_000_000))
                return frame[6:12]
        return None

    def answers(self) -> bool:
        """Return whether one of four questions is answered."""
        return any(self.ask() is not None for _ in range(_TRIES))


def own_addresses(interface: str, table: str | None = None) -> tuple[str, ...]:
    """Return the IPv6 addresses of an interface here, link-local ones first; none where IPv6 is off."""
    try:
        text = _TABLE.read_text(encoding="ascii") if table is None else table
    except OSError:
        return ()
    rows = [line.split() for line in text.splitlines()]
    known = sorted((row[3] != _LINK_SCOPE, row[0]) for row in rows if len(row) == 6 and row[5] == interface)  # columns
    return tuple(str(ipaddress.IPv6Address(bytes.fromhex(number))) for _, number in known)


def nearest(own: Sequence[str], device: str) -> str:
    """Return the own address from which to ask: of the same link-local scope or prefix, else any."""
    wanted = ipaddress.IPv6Address(device)
    prefix = int(wanted) >> 64
    return next((one for one in own if int(ipaddress.IPv6Address(one)) >> 64 == prefix), own[0])
