"""Power and link of the virtual device do what the switches of a real bench do."""

import os
import signal
import time

import pytest

from hoshitori.model.errors import BenchError
from hoshitori_lab.bench import VirtualBench
from hoshitori_lab.instruments.outlet import CabledOutlet, CableSwitch
from tests.lab.instruments.conftest import PATIENCE_SECONDS, instrument

pytestmark = pytest.mark.netns


def test_power_goes_and_comes_back(bench: VirtualBench) -> None:
    """Without power nothing answers, with it everything does; settings and password are kept."""
    power = instrument(bench, CabledOutlet, "Power")
    session = bench.operator.log_in()
    bench.operator.web.request("PUT", "/api/settings", b'{"location": "rooftop"}', cookie=session)

    power.cut()
    assert not bench.alive("main")
    assert not power.is_on
    power.cut()
    power.restore()

    assert bench.alive("main")
    told = bench.operator.web.request("GET", "/api/settings", cookie=bench.operator.log_in())
    assert told.document()["location"] == "rooftop"


def test_power_restored_twice_is_power_once(bench: VirtualBench) -> None:
    """Giving power to a device that has it changes nothing in it."""
    before = bench.outlet.ready_time()
    bench.outlet.restore()

    assert bench.outlet.ready_time() == before


def test_a_pulled_plug_ends_no_connection_politely(bench: VirtualBench) -> None:
    """Whoever was connected to the device hears nothing of its end."""
    connection = bench.wire.bench.connect(bench.device_address("main"), 22, timeout_ms=PATIENCE_SECONDS * 1_000)
    connection.recv(256)

    bench.outlet.cut()

    connection.settimeout(0.3)
    with pytest.raises(TimeoutError):
        connection.recv(1)
    connection.close()


def test_the_link_goes_and_comes_back(bench: VirtualBench) -> None:
    """An unplugged device is out of reach and lives on; plugged in it answers again without a restart."""
    link = instrument(bench, CableSwitch, "Link")
    before = bench.outlet.ready_time()

    link.cut()
    assert not bench.alive("main")
    assert bench.outlet.is_on
    link.restore()

    assert any(bench.alive("main") for _ in range(5))
    assert bench.outlet.ready_time() == before


def test_a_device_that_dies_by_itself_is_noticed(bench: VirtualBench) -> None:
    """A device whose first process ends is one without power, and can be given power again."""
    init = int((bench.folders.run / "init.pid").read_text(encoding="ascii"))
    device = bench.outlet.device
    assert device is not None

    os.kill(init, signal.SIGKILL)
    assert device.wait(PATIENCE_SECONDS)

    assert not bench.alive("main")
    assert any("no power" in fault for fault in bench.preflight())
    bench.outlet.restore()
    assert bench.alive("main")


def test_the_canary_leaves_no_connection_behind(bench: VirtualBench) -> None:
    """A hundred signs of life cost the device no open connection."""
    for _ in range(100):
        assert bench.alive("main")

    open_ones = ["ss", "-Htn", "state", "established", "dst", f"{bench.device_address('main')}:443"]
    assert bench.wire.bench.run(open_ones) == b""


@pytest.mark.parametrize("name", ["Power", "Link"])
def test_a_cut_comes_in_the_middle_of_a_request(bench: VirtualBench, name: str) -> None:
    """A cut that was armed comes while a request is under way; nobody waits for its answer, and `restore` mends it."""
    switch = bench.instruments[name]
    assert isinstance(switch, (CabledOutlet, CableSwitch))
    began = time.monotonic()

    switch.cut_after(150)
    with pytest.raises(BenchError):
        _ask_until_it_fails(bench)
    assert time.monotonic() < began + PATIENCE_SECONDS, "somebody waited for an answer that could not come"
    assert not bench.alive("main")
    switch.restore()

    assert any(bench.alive("main") for _ in range(5))


def test_a_cut_to_come_is_waited_for(bench: VirtualBench) -> None:
    """Power that is restored before the armed cut came goes and comes all the same."""
    before = bench.outlet.ready_time()

    bench.outlet.cut_after(200)
    bench.outlet.restore()

    assert bench.outlet.ready_time() > before
    assert bench.alive("main")


def _ask_until_it_fails(bench: VirtualBench) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        bench.operator.web.request("GET", "/api/about", timeout_ms=PATIENCE_SECONDS * 2_000)
