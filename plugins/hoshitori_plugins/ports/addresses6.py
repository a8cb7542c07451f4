"""The IPv6 addresses of a device: declared, seen in the capture, made from its Ethernet address, or told when asked."""

from __future__ import annotations

import contextlib
import ipaddress
import select
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hoshitori.instrument import Capture as CaptureInstrument
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.ports.frame import ETHERNET, mac_bytes
from hoshitori_plugins.ports.frame6 import ETHER_TYPE, HEADER, ip6_bytes
from hoshitori_plugins.ports.neighbour6 import (
    SOLICITATION,
    advertisement,
    echo_to_all,
    kind_of,
    own_addresses,
    read_target,
    solicitation,
)
from hoshitori_plugins.traffic.pcap import Capture

_ROUNDS: Final = 3
_WAIT_MS: Final = 400
_MOST: Final = 64
_NOBODY: Final = bytes(16)
_SNAP: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """What is known of a device's IPv6 addresses.

    Attributes:
        own: the bench's addresses on that interface; none where its IPv6 is off.
        alive: addresses that the device used or answered for just now, link-local ones first.
        silent: addresses that are declared or were seen earlier, and are not answered for now.
        asked: how many questions were sent.
    """

    own: tuple[str, ...]
    alive: tuple[str, ...]
    silent: tuple[str, ...]
    asked: int


def find_addresses(reach: Reach, mac: bytes, sample: str) -> Addresses:
    """Return the device's IPv6 addresses, as many as can be found.

    Raises:
        Unavailable: if this bench gives no raw frames.
    """
    own_mac = mac_bytes(reach.network.mac)
    own = own_addresses(reach.network.interface)
    named = {str(ipaddress.IPv6Address(one)) for one in _declared(reach, sample)} | _captured(reach, mac)
    candidates = {*sorted(named)[:_MOST], link_local_of(mac)}
    sources = {ip6_bytes(one) for one in own} or {ip6_bytes(link_local_of(own_mac))}
    questions = [echo_to_all(mac, own_mac, source) for source in sorted(sources)]
    questions += [solicitation(mac, own_mac, min(sources), ip6_bytes(one)) for one in sorted(candidates)]
    alive: set[bytes] = set()
    sock = reach.frames(ETHER_TYPE)
    with sock:
        for _ in range(_ROUNDS):
            for question in questions:
                with contextlib.suppress(OSError):  # the guard lets nothing out that is not authorised
                    sock.send(question)
            deadline = time.monotonic() + _WAIT_MS / 1000
            while (left := deadline - time.monotonic()) > 0 and select.select([sock], [], [], left)[0]:
                frame = sock.recv(_SNAP)
                if frame[6:12] != mac:
                    continue
                alive |= addresses_of(frame)
                if not own and read_target(frame, SOLICITATION) in sources:
                    # the kernel has no IPv6 here: the device would not learn where to send its answer
                    sock.send(advertisement(mac, own_mac, min(sources), frame[22:38]))
    reach.spend(packets=_ROUNDS * len(questions))
    texts = sorted((str(ipaddress.IPv6Address(one)) for one in alive), key=_near_first)
    return Addresses(
        own=own,
        alive=tuple(texts[:_MOST]),
        silent=tuple(sorted(named - set(texts), key=_near_first)),
        asked=_ROUNDS * len(questions),
    )


def addresses_of(frame: bytes) -> set[bytes]:
    """Return the unicast addresses by which the sender of an IPv6 frame is known: its source, or the one it tries."""
    if len(frame) < ETHERNET + HEADER or frame[12:14] != ETHER_TYPE.to_bytes(2, "big"):
        return set()
    found = {frame[22:38]}
    if frame[22:38] == _NOBODY and kind_of(frame) == SOLICITATION:
        # duplicate address detection (RFC 4862 section 5.4.2) names the address that is about to be used
        found.add(read_target(frame, SOLICITATION) or _NOBODY)
    return {one for one in found if one != _NOBODY and one[0] != 0xFF}  # multicast


def link_local_of(mac: bytes) -> str:
    """Return the link-local address that stacks make of an Ethernet address (RFC 4291 appendix A)."""
    middle = bytes([mac[0] ^ 0x02]) + mac[1:3] + b"\xff\xfe" + mac[3:]
    return str(ipaddress.IPv6Address(b"\xfe\x80" + bytes(6) + middle))


def _declared(reach: Reach, sample: str) -> Iterable[str]:
    return next((unit.ipv6 for unit in reach.declaration.samples if unit.id == sample), ())


def _captured(reach: Reach, mac: bytes) -> set[str]:
    """Return what the bench's capture has shown so far; a bench without one shows nothing."""
    try:
        capture = Capture(reach.instrument(CaptureInstrument).read())  # type: ignore[type-abstract]  # a Protocol
    except Unavailable:
        return set()
    seen: set[bytes] = set()
    for _, frame in capture:
        if frame[6:12] == mac and len(seen) < _MOST:
            seen |= addresses_of(frame)
    return {str(ipaddress.IPv6Address(one)) for one in seen}


def _near_first(text: str) -> tuple[bool, str]:
    return not ipaddress.IPv6Address(text).is_link_local, text
