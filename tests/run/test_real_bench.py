"""A real bench is what its file says, closed but for the device, and says what is wrong with it."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoshitori.model.declaration import Declaration
from hoshitori.model.errors import BenchError
from hoshitori.run.bench_file import open_bench
from hoshitori.run.guard import Guard
from hoshitori.run.real_bench import RealBench, remove_leftovers
from hoshitori.schema.declaration import parse_declaration
from tests.run.stranger import DECLARATION, DEVICE, OBSERVER, PATIENCE_SECONDS, SECOND, Stranger, stranger

pytestmark = pytest.mark.netns


@pytest.fixture(scope="module", name="device")
def _device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    with stranger(tmp_path_factory.mktemp("stranger")) as device:
        yield device


def declared() -> Declaration:
    """Return the device's declaration."""
    return parse_declaration(DECLARATION.encode())


def opened(device: Stranger, *lines: str) -> RealBench:
    """Return the bench of a file."""
    bench = open_bench(device.bench_file(*lines), declared())
    assert isinstance(bench, RealBench)
    return bench


def test_the_bench_is_what_its_file_and_interface_say(device: Stranger) -> None:
    """Addresses are read off the interface; what the file does not name is impossible."""
    bench = opened(device, "[equipment]", '"Cable" = "blue, 2 m"')
    try:
        network = bench.network
        assert (network.interface, network.address, network.second_address) == ("wire0", OBSERVER, SECOND)
        assert (network.guard, network.raw_frames, network.is_gateway) == ("kernel", True, True)
        assert bench.device_address("s-1") == DEVICE
        assert dict(bench.adapters) == {"Capture": "automatic", "Assessor": "operator-prompted"}
        assert set(bench.instruments) == {"Capture", "Assessor"}
        assert bench.equipment["Cable"] == "blue, 2 m"
        assert bench.alive("s-1")
    finally:
        bench.close()


def test_preflight_finds_a_sound_bench_sound(device: Stranger) -> None:
    """Behind its guard the bench has nothing to say against itself; the guard is gone afterwards."""
    bench = opened(device)
    try:
        with Guard.for_bench(bench, [DEVICE]) as guard:
            assert bench.preflight() == ()
            assert guard.dropped() == 1
    finally:
        bench.close()
    assert device.bench.namespace.run(["nft", "list", "ruleset"]) == b""


def test_preflight_names_what_is_missing(device: Stranger) -> None:
    """Without the guard, without the device and with the cable out, each fault is told."""
    bench = opened(device)
    try:
        assert any("guard" in fault for fault in bench.preflight())
        with Guard.for_bench(bench, ["192.168.77.99"]):
            assert any("does not answer" in fault for fault in bench.preflight())
        bench.place.run(["ip", "link", "set", "wire0", "down"])
        with Guard.for_bench(bench, [DEVICE]):
            faults = bench.preflight()
        assert any("is down" in fault for fault in faults)
    finally:
        bench.place.run(["ip", "-batch", "-"], data=b"link set wire0 up\nroute replace local 10.78.0.0/16 dev lo\n")
        bench.close()


def test_power_by_commands(device: Stranger, tmp_path: Path) -> None:
    """An automatic adapter runs its commands, and one that fails is an error with what it said."""
    mark = tmp_path / "switched"
    bench = opened(
        device,
        "[power]",
        'how = "automatic"',
        f'off = ["sh", "-c", "echo off >>{mark}"]',
        f'on = ["sh", "-c", "echo on >>{mark}"]',
        "[link]",
        'how = "automatic"',
        'off = ["sh", "-c", "echo no switch here >&2; exit 3"]',
        'on = ["/nonexistent/switch"]',
    )
    try:
        assert bench.adapters["Power"] == bench.adapters["Link"] == "automatic"
        power, link = bench.instruments["Power"], bench.instruments["Link"]
        power.cut()  # type: ignore[attr-defined]
        power.restore()  # type: ignore[attr-defined]
        assert mark.read_text() == "off\non\n"
        with pytest.raises(BenchError, match="ended with 3: no switch here"):
            link.cut()  # type: ignore[attr-defined]
        with pytest.raises(BenchError, match="failed"):
            link.restore()  # type: ignore[attr-defined]
    finally:
        bench.close()


def test_the_capture_sees_the_device(device: Stranger) -> None:
    """What the device says is in the capture at once."""
    bench = opened(device)
    try:
        assert bench.capture is not None
        with bench.place.connect(DEVICE, 22, timeout_ms=PATIENCE_SECONDS * 1_000) as connection:
            banner = connection.recv(64)
        assert banner.startswith(b"SSH-2.0-OpenSSH")
        assert banner in bench.capture.read()
        assert bench.capture.dropped() == 0
    finally:
        bench.close()
    assert not bench.capture.program.running


def test_the_capture_ends_with_a_bench_that_is_killed(device: Stranger) -> None:
    """Nobody records on once the program is gone, whether or not anything moves on the wire."""
    command = [sys.executable, "-m", "tests.run.killed_bench", str(device.bench_file())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as bench:
        assert bench.stdout is not None
        recorder = int(bench.stdout.readline())
        assert Path("/proc", str(recorder), "comm").read_text().strip() == "tcpdump"
        watched = os.pidfd_open(recorder)
        try:
            bench.send_signal(signal.SIGKILL)
            ended, _, _ = select.select([watched], [], [], PATIENCE_SECONDS)
        finally:
            os.close(watched)
    assert ended


def test_a_namespace_that_is_not_there_is_told(device: Stranger) -> None:
    """A wrong namespace or interface is an error that names it."""
    file = device.bench_file()
    right = file.read_text()
    file.write_text(right.replace(str(device.bench.file), "no-such-namespace"))
    with pytest.raises(BenchError, match="no such network namespace"):
        open_bench(file, declared())
    file.write_text(right.replace("wire0", "wire9"))
    with pytest.raises(BenchError, match="no interface 'wire9'"):
        open_bench(file, declared())


def test_without_a_namespace_there_is_no_kernel_guard(device: Stranger) -> None:
    """On the host's own network raw frames and other programs are not to be had, and the report says so."""
    file = device.bench_file()
    loopback = file.read_text().replace(f'namespace = "{device.bench.file}"\n', "").replace("wire0", "lo")
    file.write_text(loopback.replace('[capture]\nhow = "automatic"', ""))
    bench = open_bench(file, declared())
    network = bench.network
    bench.close()

    assert (network.guard, network.raw_frames) == ("socket-factory", False)
    with Guard.for_bench(bench, [DEVICE]) as guard:
        assert "no external programs" in guard.describe()


def test_the_host_is_no_bench(device: Stranger) -> None:
    """The host's own namespace is refused as a bench: no guard may close it."""
    file = device.bench_file()
    file.write_text(file.read_text().replace(str(device.bench.file), "/proc/self/ns/net"))

    with pytest.raises(BenchError, match="host's own network"):
        open_bench(file, declared())


def test_nothing_leaves_for_anybody_else(device: Stranger) -> None:
    """Behind the guard of a real bench a frame to another host does not reach the wire."""
    bench = opened(device)
    try:
        with (
            Guard.for_bench(bench, [DEVICE]),
            device.device.make_socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as witness,
        ):
            witness.settimeout(PATIENCE_SECONDS)
            with bench.place.make_socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.sendto(b"astray", ("192.168.77.99", 9))
                sock.sendto(b"the last", (DEVICE, 9))
            seen: list[bytes] = []
            while b"the last" not in (one := witness.recv(65_536)):
                seen.append(one)
    finally:
        bench.close()

    assert [one for one in seen if b"astray" in one or socket.inet_aton("192.168.77.99") in one] == []


def test_leftovers_of_killed_benches_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A capture folder whose process is gone is removed; those of living processes and of others stay."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen(["true"])
    ended.wait()
    names = [f"hoshitori-bench-{ended.pid}-x", f"hoshitori-bench-{os.getpid()}-y", "hoshitori-bench-z", "another-1-x"]
    for name in names:
        (tmp_path / name).mkdir()

    remove_leftovers()

    assert {one.name for one in tmp_path.iterdir()} == set(names[1:])
