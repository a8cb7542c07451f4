"""A slow and lossy line between bench and device: everything arrives late, some of it never, and in order."""

import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoshitori_lab.topology.keeper import Keeper
from hoshitori_lab.topology.wire import FAR_END, NEAR_END, Addresses, Wire
from tests.lab.network.stand_in import DEVICE, PATIENCE_SECONDS

pytestmark = pytest.mark.netns

DELAY_MS = 60


@pytest.fixture(name="wire")
def _wire(tmp_path: Path) -> Iterator[Wire]:
    wire, keeper = Wire(Addresses(), split=True), Keeper()
    try:
        assert wire.middle is not None
        argv = [sys.executable, "-I", "-B", "-m", "hoshitori_lab.topology.slow_line", NEAR_END, FAR_END]
        argv += ["--delay", str(DELAY_MS), "--loss", "10"]
        keeper.start("line", argv, log=tmp_path / "line.log", network=wire.middle.namespace)
        device = wire.cable.plug()
        batch = f"link set eth0 up\naddress add {DEVICE}/24 dev eth0\n"
        device.run(["ip", "-batch", "-"], data=batch.encode())
        with device.make_socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
            listener.bind((DEVICE, 80))
            listener.listen()
            yield wire
    finally:
        keeper.close()
        wire.close()


def test_a_connection_takes_the_time_there_and_back(wire: Wire) -> None:
    """The handshake takes at least one round trip of the line, and gets through all the same."""
    with wire.bench.connect(DEVICE, 80, timeout_ms=PATIENCE_SECONDS * 1_000):
        pass  # the first one also asks for the Ethernet address, and waits for the line to be carried at all
    started = time.monotonic()
    with wire.bench.connect(DEVICE, 80, timeout_ms=PATIENCE_SECONDS * 1_000):
        took = time.monotonic() - started

    assert took >= 2 * DELAY_MS / 1000


def test_without_anything_that_carries_nothing_arrives(wire: Wire) -> None:
    """The halves of a cut cable do not touch: an interface that is down on the way stops everything."""
    assert wire.middle is not None
    with wire.bench.connect(DEVICE, 80, timeout_ms=PATIENCE_SECONDS * 1_000):
        pass
    wire.middle.namespace.run(["ip", "link", "set", FAR_END, "down"])

    with pytest.raises(OSError, match="timed out"):
        wire.bench.connect(DEVICE, 80, timeout_ms=500)
