"""A stand-in for a device: an empty namespace at the end of the bench's cable, with a witness in it."""

import itertools
import socket
import struct
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from hoshitori.run.namespace import Namespace
from hoshitori_lab.topology.wire import BRIDGE_MAC, Addresses, Wire

DEVICE = "10.77.0.10"
OTHER = "10.77.0.99"
DEVICE_MAC = bytes.fromhex("02005e100010")
OWN_MAC = bytes.fromhex(BRIDGE_MAC.replace(":", ""))
EVERYBODY = b"\xff" * 6
PATIENCE_SECONDS = 60
"""How long what is sure to come may take on a machine that has other things to do."""


@dataclass
class StandIn:
    """A wired namespace and what is seen at its end."""

    wire: Wire
    device: Namespace
    witness: socket.socket

    @property
    def bench(self) -> Namespace:
        """The observer's side."""
        return self.wire.bench

    def send(self, frame: bytes, *, interface: str = "pdut", bypass: bool = False) -> None:
        """Send a raw frame from the bench; a kernel that says it dropped it is no error."""
        with self.bench.make_socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
            sock.bind((interface, 0))
            if bypass:
                sock.setsockopt(263, 20, 1)  # SOL_PACKET, PACKET_QDISC_BYPASS
            try:
                sock.send(frame)
            except OSError as error:
                assert error.errno == 105, error  # noqa: PT017  # ENOBUFS: dropped on the way out

    def seen(self) -> list[bytes]:
        """Return every frame that reached the device's end until now, in order."""
        end = b"the end of what the witness saw"
        self.send(frame(ip(DEVICE, end)))
        frames: list[bytes] = []
        while True:
            one = self.witness.recv(65_536)
            if end in one:
                return frames
            frames.append(one)


@contextmanager
def stand_in() -> Generator[StandIn]:
    """Wire a stand-in device up."""
    wire = Wire(Addresses())
    try:
        device = wire.cable.plug()
        with device.make_socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as witness:
            device.run(["sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6"])
            batch = (
                f"link set lo up\naddress add {DEVICE}/24 dev eth0\nlink set eth0 up\nroute add default via 10.77.0.1\n"
            )
            device.run(["ip", "-batch", "-"], data=batch.encode())
            witness.settimeout(PATIENCE_SECONDS)
            _await_carrier(wire, witness)
            yield StandIn(wire=wire, device=device, witness=witness)
    finally:
        wire.close()


def _await_carrier(wire: Wire, witness: socket.socket) -> None:
    """Send until something arrives, and read on to the very last that was sent: a fresh link takes a moment.

    What is told apart by its number cannot come late and be taken for a frame of the test.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    for number in itertools.count():
        hello = b"the first frame, sent for the %dth time." % number
        with wire.bench.make_socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
            sock.bind(("pdut", 0))
            sock.send(frame(ip(DEVICE, hello)))
        witness.settimeout(0.02)
        try:
            while hello not in witness.recv(65_536):
                pass
        except TimeoutError:
            assert time.monotonic() < deadline, "the stand-in's wire carries nothing"
            continue
        witness.settimeout(PATIENCE_SECONDS)
        return


def frame(packet: bytes, *, kind: int = 0x0800, to: bytes = DEVICE_MAC) -> bytes:
    """Return an Ethernet frame."""
    return to + OWN_MAC + struct.pack(">H", kind) + packet


def ip(target: str, payload: bytes, *, source: str = "10.77.0.1", protocol: int = 253) -> bytes:
    """Return an IPv4 packet of a protocol kept for experiments (RFC 3692)."""
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0)
    return head + socket.inet_aton(source) + socket.inet_aton(target) + payload


def ip6(target: str, payload: bytes) -> bytes:
    """Return an IPv6 packet."""
    head = struct.pack(">IHBB", 0x60000000, len(payload), 253, 64)
    return head + socket.inet_pton(socket.AF_INET6, "fd77::1") + socket.inet_pton(socket.AF_INET6, target) + payload


def arp(target: str, payload: bytes) -> bytes:
    """Return an ARP question for an address, with something behind it."""
    start = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + OWN_MAC + socket.inet_aton("10.77.0.1")
    return start + bytes(6) + socket.inet_aton(target) + payload
