"""The bench's network: the device's power and link as a device at the end of a cable has them."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from hoshitori.run.guard import Allowance, Guard
from hoshitori.run.interface import interface_state
from hoshitori_lab.topology.wire import BRIDGE, Addresses
from tests.lab.network.stand_in import DEVICE, OTHER, PATIENCE_SECONDS, StandIn, frame, ip, stand_in

pytestmark = pytest.mark.netns

TEN_WIRES = """
import os
from hoshitori_lab.topology.wire import Addresses, Wire
print(len(os.listdir("/proc/self/fd")))
for _ in range(10):
    Wire(Addresses()).close()
print(len(os.listdir("/proc/self/fd")))
"""


@pytest.fixture(name="wired")
def _wired() -> Iterator[StandIn]:
    with stand_in() as wired:
        yield wired


def test_a_power_cut_says_no_farewell(wired: StandIn) -> None:
    """A connection whose device loses power hears nothing more: no FIN and no reset, as with a pulled plug."""
    with wired.device.make_socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind((DEVICE, 80))
        listener.listen()
        with wired.bench.connect(DEVICE, 80, timeout_ms=PATIENCE_SECONDS * 1_000) as connection:
            peer, _ = listener.accept()
            wired.wire.cable.pull()
            peer.close()
            connection.settimeout(0.3)
            with pytest.raises(TimeoutError):
                connection.recv(1)


def test_a_device_gets_an_empty_network_at_each_start(wired: StandIn) -> None:
    """What the kernel kept for the device before a power cut is gone: addresses, routes, sockets."""
    wired.wire.cable.pull()
    again = wired.wire.cable.plug()

    assert b"10.77" not in again.run(["ip", "addr"])
    assert again.run(["ip", "route"]) == b""
    assert interface_state(again, "eth0").mac == Addresses().device_mac


def test_an_unplugged_link_carries_nothing(wired: StandIn) -> None:
    """Unplugging takes the carrier from the device, plugging in gives it back."""
    wired.wire.cable.link(up=False)
    assert not interface_state(wired.device, "eth0").carries

    wired.wire.cable.link(up=True)
    assert interface_state(wired.device, "eth0").carries


def test_two_benches_never_meet() -> None:
    """Two benches with the same addresses live side by side, and neither sees the other's device."""
    with stand_in() as one, stand_in() as two:
        one.send(frame(ip(DEVICE, b"for the first")))

        assert [packet for packet in two.seen() if b"for the first" in packet] == []
        assert [packet for packet in one.seen() if b"for the first" in packet] != []


def test_nothing_of_the_bench_is_on_the_host() -> None:
    """The host's interfaces are what they were, and the bench has no way out."""
    before = interface_names()
    with stand_in() as wired:
        assert interface_names() == before
        assert b"default" not in wired.bench.run(["ip", "route"])
        assert wired.bench.interfaces() == (BRIDGE, "pdut")


def test_spare_sources_are_answered(wired: StandIn) -> None:
    """What the device sends to a spare address comes to the observer, who is its gateway."""
    with (
        wired.device.make_socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        wired.bench.make_socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
    ):
        receiver.bind(("10.78.200.7", 4242))
        receiver.settimeout(PATIENCE_SECONDS)
        sender.sendto(b"back to where it came from", ("10.78.200.7", 4242))

        assert receiver.recv(100) == b"back to where it came from"


def test_captured_frames_have_finished_checksums(wired: StandIn) -> None:
    """UDP checksums on the wire are those of the datagrams, as a capture of a real device has them."""
    with wired.bench.make_socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("10.77.0.1", 4242))
        sender.sendto(b"checksum", (DEVICE, 9))
    packet = next(one for one in wired.seen() if b"checksum" in one)

    assert _folded(packet[26:34] + b"\x00\x11" + packet[38:40] + packet[34:50]) == 0xFFFF


def test_a_run_s_guard_gives_the_bench_back_as_it_was(wired: StandIn) -> None:
    """Inside the run only the targets can be reached; afterwards the bench's own guard stands again."""
    before = wired.bench.run(["nft", "-s", "list", "ruleset"])
    allowance = Allowance(targets=(OTHER,), dhcp=True)
    guard = Guard("kernel", wired.wire.held.file, allowance)
    with guard:
        assert OTHER in guard.describe()
        with pytest.raises(OSError):  # noqa: PT011  # timeout or no route, as the kernel likes
            wired.bench.connect(DEVICE, 80, timeout_ms=200)
        assert guard.dropped() > 0

    assert wired.bench.run(["nft", "-s", "list", "ruleset"]) == before


def test_a_wire_can_be_made_again_and_again() -> None:
    """Ten benches one after another leave no descriptor open in a process that does nothing else."""
    told = subprocess.run([sys.executable, "-c", TEN_WIRES], check=True, capture_output=True, text=True).stdout

    before, after = map(int, told.split())
    assert before == after


def interface_names() -> set[str]:
    """Return the interfaces of the namespace the tests run in."""
    return {name for _, name in socket.if_nameindex()}


def _folded(data: bytes) -> int:
    """Return the ones' complement sum of 16-bit words (RFC 1071)."""
    total = sum(int.from_bytes(data[at : at + 2].ljust(2, b"\0"), "big") for at in range(0, len(data), 2))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total
