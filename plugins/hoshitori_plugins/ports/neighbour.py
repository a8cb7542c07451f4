"""The device's Ethernet address, and a question that every IPv4 host answers: ARP as a control."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import time
from dataclasses import dataclass
from typing import Final

from hoshitori.model.subject import Device
from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.ports.frame import Path, ip_bytes, mac_bytes

ARP: Final = 0x0806
_REQUEST: Final = 1
_REPLY: Final = 2
_BROADCAST: Final = b"\xff" * 6
_TRIES: Final = 4


@dataclass(slots=True, kw_only=True)
class Neighbour:
    """Who answers ARP for an address; `asked` and `answered` make it a control."""

    sock: socket.socket
    own_mac: bytes
    own: bytes
    device: bytes
    asked: int = 0
    answered: int = 0
    round_trip_us: int = 0

    def ask(self, wait_ms: int = 700) -> bytes | None:
        """Return the Ethernet address that answers, or nothing."""
        question = _BROADCAST + self.own_mac + struct.pack("!H", ARP)
        question += struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, _REQUEST, self.own_mac, self.own, b"", self.device)
        self.asked += 1
        started = time.monotonic()
        with contextlib.suppress(OSError):
            # an interface that is down sends nothing, and nobody answers
            self.sock.send(question.ljust(60, b"\0"))
        while (left := started + wait_ms / 1000 - time.monotonic()) > 0:
            ready, _, _ = select.select([self.sock], [], [], left)
            if not ready:
                break
            mac = read_reply(self.sock.recv(128), self.device)
            if mac is not None:
                self.answered += 1
                self.round_trip_us = max(self.round_trip_us, int((time.monotonic() - started) * 1_000_000))
                return mac
        return None

    def answers(self) -> bool:
        """Return whether one of four questions is answered."""
        return any(self.ask() is not None for _ in range(_TRIES))


def read_reply(frame: bytes, address: bytes) -> bytes | None:
    """Return the Ethernet address in an ARP answer for an IPv4 address, or nothing."""
    if len(frame) < 42 or frame[12:14] != struct.pack("!H", ARP):  # 14 of Ethernet, 28 of ARP
        return None
    operation, sender, claimed = struct.unpack_from("!H6s4s", frame, 20)
    return sender if operation == _REPLY and claimed == address else None


def find_device(target: Device, reach: Reach) -> tuple[Path, Neighbour]:
    """Return the way to the device and its ARP control.

    Raises:
        Unavailable: if there are no raw frames here, or the device does not answer ARP.
    """
    if not target.address or ":" in target.address:
        raise Unavailable(f"raw IPv4 passes need an IPv4 address, not {target.address!a}")
    network = reach.network
    sock = reach.frames(ARP)
    own_mac, own, device = mac_bytes(network.mac), ip_bytes(network.address), ip_bytes(target.address)
    neighbour = Neighbour(sock=sock, own_mac=own_mac, own=own, device=device)
    try:
        for _ in range(_TRIES):
            if (found := neighbour.ask()) is not None:
                return Path(own_mac=own_mac, device_mac=found, own=own, device=device), neighbour
    except OSError as error:
        sock.close()
        raise Unavailable(f"the bench's wire is down: {error.strerror}") from error
    sock.close()
    raise Unavailable(f"{target.address} does not answer ARP: no device at that address")
