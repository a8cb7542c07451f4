"""A bench as a whole: without root, several at once, and gone without a trace however it ends."""

import json
import os
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hoshitori_lab.bench import VirtualBench
from tests.lab.instruments.conftest import PATIENCE_SECONDS, bench_of

pytestmark = pytest.mark.netns

SCRIPT = """
import json, signal, sys
from pathlib import Path
# a shell that starts the tests in the background has Ctrl-C ignored by all that it starts
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.lab.instruments.conftest import bench_of
bench = bench_of("good", Path(sys.argv[1]))
bench.operator.set_up()
updates = bench.instruments["UpdateDelivery"]
outcome = updates.offer("7-UpdMech/UM-upload", updates.image("7-UpdMech/UM-upload", "genuine"), "1.5.0")
print(json.dumps([list(bench.preflight()), outcome.settled, bench.outlet.announced()["version"]]), flush=True)
sys.stdin.read()
bench.close()
"""

# in a process of its own, where nobody else opens and closes anything meanwhile
WITHOUT_POWER = """
import os, sys
from pathlib import Path
from hoshitori_lab.instruments.outlet import Outlet
from tests.lab.instruments.conftest import bench_of
def fails(_):
    raise RuntimeError("no power on this bench")
Outlet.restore = fails
print(len(os.listdir("/proc/self/fd")))
try:
    bench_of("good", Path(sys.argv[1]))
except RuntimeError as error:
    print(error)
print(len(os.listdir("/proc/self/fd")))
"""


def started(folder: Path, *before: str) -> subprocess.Popen[str]:
    """Start a process that holds a bench."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", SCRIPT, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def map_everybody(process: subprocess.Popen[str]) -> None:
    """Give the user namespace of a process that waits for it the same ids as this one's, then let it go on."""
    assert process.stdin is not None
    assert process.stdout is not None
    number = process.stdout.readline().strip()
    for kind in ("uid", "gid"):
        Path(f"/proc/{number}/{kind}_map").write_text("0 0 65536\n", encoding="ascii")
    process.stdin.write("go on\n")
    process.stdin.flush()


def told(process: subprocess.Popen[str]) -> list[object]:
    """Return what a holder says once its bench stands."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "the bench did not come up"
    return list(json.loads(line))


def ended(process: subprocess.Popen[str]) -> int:
    """Let a holder end by itself."""
    process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode


def test_a_user_namespace_is_enough(tmp_path: Path) -> None:
    """As root of a user namespace only, the bench comes up sound and an update is installed."""
    wait = 'echo $$; read -r go; exec unshare --mount "$@"'
    process = started(tmp_path, "unshare", "--user", "sh", "-c", wait, "sh")
    map_everybody(process)

    assert told(process) == [[], True, "1.5.0"]
    assert ended(process) == 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_nothing_is_left_of_a_bench_that_is_killed(tmp_path: Path, number: signal.Signals) -> None:
    """However the holder ends, its device and servers are gone, and the next bench starts from the same folder."""
    process = started(tmp_path)
    told(process)
    device = int((tmp_path / "run" / "init.pid").read_text(encoding="ascii"))
    descriptor = os.pidfd_open(device)
    mounts = mount_points()

    process.send_signal(number)
    process.wait(timeout=PATIENCE_SECONDS)

    _await_end(descriptor)
    os.close(descriptor)
    _await_nobody(tmp_path)
    assert mount_points() == mounts
    for stream in (process.stdin, process.stdout):
        assert stream is not None
        stream.close()
    again = bench_of("good", tmp_path)
    assert again.operator.log_in()
    again.close()


def test_eight_benches_stand_at_once(tmp_path: Path) -> None:
    """Eight devices of the same address live side by side, each sound and each behind its own guard."""

    def boot(number: int) -> VirtualBench:
        return bench_of("good", tmp_path / str(number))

    with ThreadPoolExecutor(8) as pool:
        benches = list(pool.map(boot, range(8)))
        try:
            assert list(pool.map(VirtualBench.preflight, benches)) == [()] * 8
            assert len({bench.outlet.announced()["serial"] for bench in benches}) == 1
        finally:
            list(pool.map(VirtualBench.close, benches))
    _await_nobody(tmp_path)


def test_a_bench_that_does_not_come_up_leaves_nothing(tmp_path: Path) -> None:
    """When the last step of bringing a bench up fails, the steps before are taken back, to the last descriptor."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_POWER, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        timeout=PATIENCE_SECONDS,
    )

    before, complaint, after = done.stdout.splitlines()
    assert (complaint, after) == ("no power on this bench", before)
    _await_nobody(tmp_path)


def mount_points() -> list[str]:
    """Return what is mounted here, but for the named namespaces, which other tests make and delete meanwhile."""
    points = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()]
    return [point for point in points if not point.startswith("/run/netns")]


def _await_end(descriptor: int) -> None:
    assert select.select([descriptor], [], [], PATIENCE_SECONDS)[0], "a process of the bench lives on"


def _await_nobody(folder: Path) -> None:
    """Wait until no process is left that was started with a file below a folder on its command line."""
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        number = int(one.parent.name)
        try:
            if number == os.getpid() or bytes(folder) not in one.read_bytes():
                continue
            descriptor = os.pidfd_open(number)
        except OSError:
            continue
        _await_end(descriptor)
        os.close(descriptor)
