"""The capture has every packet of the device from power-on, and says when it has not."""

import struct
import time

import pytest

from hoshitori.model.errors import BenchError
from hoshitori.run.capture import LARGEST
from hoshitori_lab.bench import VirtualBench
from tests.lab.instruments.conftest import PATIENCE_SECONDS

pytestmark = pytest.mark.netns

DEVICE_MAC = bytes.fromhex("02005e100010")


def frames(pcap: bytes) -> list[bytes]:
    """Return the frames of a pcap with microseconds in this machine's byte order."""
    magic, link = struct.unpack_from("=I16xI", pcap)
    assert (magic, link) == (0xA1B2C3D4, 1)
    found: list[bytes] = []
    at = 24
    while at < len(pcap):
        (length,) = struct.unpack_from("=8xI4x", pcap, at)
        found.append(pcap[at + 16 : at + 16 + length])
        at += 16 + length
    assert at == len(pcap), "the last packet is cut off"
    return found


def test_what_was_sent_before_reading_is_read(bench: VirtualBench) -> None:
    """A request made a moment ago is in the capture, whole packets only."""
    bench.operator.web.request("GET", "/api/about")
    seen = frames(bench.capture.read())

    assert any(one[6:12] == DEVICE_MAC and one[23:24] == b"\x06" for one in seen)
    assert bench.capture.dropped() == 0
    assert len(seen) < LARGEST


def test_the_first_packets_after_power_on_are_there(bench: VirtualBench) -> None:
    """The device's DHCP, its questions for names and its first time request are on record after every start."""
    bench.outlet.cut()
    before = len(frames(bench.capture.read()))
    bench.outlet.restore()

    deadline = time.monotonic() + PATIENCE_SECONDS
    while not asked(frames(bench.capture.read())[before:]) >= {67, 53}:
        assert time.monotonic() < deadline, "the device's first questions are not in the capture"


def asked(seen: list[bytes]) -> set[int]:
    """Return the UDP ports at which the device asked for something."""
    return {int.from_bytes(one[36:38], "big") for one in seen if one[6:12] == DEVICE_MAC and one[23:24] == b"\x11"}


def test_reading_without_a_powered_device_ends(bench: VirtualBench) -> None:
    """On a wire that carries nothing the capture is read as it is."""
    bench.outlet.cut()

    assert frames(bench.capture.read())


def test_a_capture_that_ended_is_no_capture_without_losses(bench: VirtualBench) -> None:
    """Losses that nobody counted are an error, never zero."""
    bench.capture.program.stop()
    try:
        with pytest.raises(BenchError, match="lost"):
            bench.capture.dropped()
        assert any("tcpdump has ended" in fault for fault in bench.preflight())
    finally:
        bench.restart_capture()
    assert bench.preflight() == ()
