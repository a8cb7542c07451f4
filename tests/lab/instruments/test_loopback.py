"""Where no namespaces are to be had the device stands on loopback: worked the same, with no surface to look at."""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoshitori.model.errors import BenchError
from hoshitori.run.guard import Guard
from hoshitori.schema.declaration import load_declaration
from hoshitori_lab.instruments.delivery import LabDelivery
from hoshitori_lab.instruments.disk import FolderDisk
from hoshitori_lab.loopback import LoopbackBench
from hoshitori_lab.mode import Mode, Standing
from hoshitori_lab.network import VirtualLab
from hoshitori_lab.places import on_loopback
from tests.lab.instruments.conftest import PATIENCE_SECONDS

HOLDER = """
import json, sys
from pathlib import Path
import hoshitori_lab.network
from hoshitori_lab.mode import Mode, Standing
hoshitori_lab.network.lab_mode = lambda: Standing(mode=Mode.LOOPBACK, inside=True, reasons=("a test",))
bench = hoshitori_lab.network.VirtualLab().up("good", Path(sys.argv[1]))
print(json.dumps(bench.outlet.group), flush=True)
sys.stdin.read()
"""


@pytest.fixture(name="lab")
def _lab(monkeypatch: pytest.MonkeyPatch) -> VirtualLab:
    standing = Standing(mode=Mode.LOOPBACK, inside=True, reasons=("not root",))
    monkeypatch.setattr("hoshitori_lab.network.lab_mode", lambda: standing)
    return VirtualLab()


@pytest.fixture(name="bench")
def _bench(lab: VirtualLab, tmp_path: Path) -> Iterator[LoopbackBench]:
    bench = lab.up("good", tmp_path)
    assert isinstance(bench, LoopbackBench)
    yield bench
    bench.close()


def gone(bench: LoopbackBench) -> bool:
    """Whether the device stops answering: without a namespace its servers end one after another."""
    pause, deadline = threading.Event(), time.monotonic() + PATIENCE_SECONDS
    while bench.alive("main") and time.monotonic() < deadline:
        pause.wait(0.1)
    return not bench.alive("main")


def test_the_device_is_worked_as_on_a_wire(bench: LoopbackBench) -> None:
    """Set up, updated by both ways, brought back, without power and with it, reset: all without a namespace."""
    bench.operator.set_up()
    disk, updates = bench.instruments["Disk"], bench.instruments["UpdateDelivery"]
    assert isinstance(disk, FolderDisk)
    assert isinstance(updates, LabDelivery)
    disk.snapshot("set-up")
    for row in ("7-UpdMech/UM-upload", "7-UpdMech/UM-auto"):
        for kind, version in (("unsigned", "1.4.2"), ("genuine", "1.5.0")):
            outcome = updates.offer(row, updates.image(row, kind), "1.5.0")
            assert outcome.settled
            assert bench.operator.web.request("GET", "/api/about").document()["version"] == version
        disk.restore("set-up")
    bench.outlet.cut()
    assert gone(bench)
    bench.outlet.restore()
    assert bench.preflight() == ()
    bench.instruments["Reset"].factory_reset()  # type: ignore[attr-defined]
    assert bench.operator.web.post("/api/first-use", {"password": "a-new-password-1"}).status == 201


def test_there_is_no_surface_to_look_at(bench: LoopbackBench) -> None:
    """No raw frames, no capture, no link; the guard is the check in our own sockets, and the report says so."""
    assert (bench.mode, bench.namespace) == ("loopback", None)
    assert (bench.network.raw_frames, bench.network.guard, bench.network.is_gateway) == (False, "socket-factory", False)
    assert not {"Capture", "Link"} & set(bench.instruments)
    with Guard.for_bench(bench, [bench.place.device]) as guard:
        assert guard.kind == "socket-factory"


def test_the_declaration_is_for_loopback(lab: VirtualLab, tmp_path: Path) -> None:
    """Address, authorisation and ports are those of the device where it really stands, another for each folder."""
    declaration = load_declaration(lab.declaration("good", tmp_path / "one"))

    place = on_loopback(tmp_path / "one")
    assert declaration.main_sample.ipv4 == (place.device,)
    assert {port.number for port in declaration.ports if port.transport == "tcp"} >= {20_443, 20_022}
    assert place.device != on_loopback(tmp_path / "two").device


def test_a_declaration_for_a_wire_is_refused(lab: VirtualLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit that was declared for another kind of bench is not booted under a false address."""
    monkeypatch.setattr("hoshitori_lab.network.lab_mode", lambda: Standing(mode=Mode.ROOT, inside=True))
    lab.declaration("good", tmp_path)
    monkeypatch.setattr("hoshitori_lab.network.lab_mode", lambda: Standing(mode=Mode.LOOPBACK, inside=True))

    with pytest.raises(BenchError, match=r"does not stand at 127\."):
        lab.up("good", tmp_path)


def test_a_killed_holder_leaves_no_device(tmp_path: Path) -> None:
    """SIGKILL of the process that holds the bench ends the device's whole group."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    group = int(json.loads(holder.stdout.readline()))
    descriptor = os.pidfd_open(group)

    holder.send_signal(signal.SIGKILL)
    holder.wait()

    assert select.select([descriptor], [], [], PATIENCE_SECONDS)[0], "the device lives on"
    os.close(descriptor)
    holder.stdin.close()
    holder.stdout.close()
