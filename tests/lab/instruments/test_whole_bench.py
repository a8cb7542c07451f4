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
from tests.lab.instruments.conftest import bench_of

pytestmark = pytest.mark.netns

SCRIPT = """
import json, sys
from pathlib import Path
from tests.lab.instruments.conftest import bench_of
bench = bench_of("good", Path(sys.argv[1]))
bench.operator.set_up()
updates = bench.instruments["UpdateDelivery"]
outcome = updates.offer("7-UpdMech/UM-upload", updates.image("7-UpdMech/UM-upload", "genuine"), "1.5.0")
print(json.dumps([list(bench.preflight()), outcome.settled, bench.outlet.announced()["version"]]), flush=True)
sys.stdin.read()
bench.close()
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
    process.communicate(timeout=30)
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
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8")

    process.send_signal(number)
    process.wait(timeout=30)

    _await_end(descriptor)
    os.close(descriptor)
    _await_nobody(tmp_path)
    assert Path("/proc/self/mountinfo").read_text(encoding="utf-8") == mounts
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


def test_a_bench_that_does_not_come_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last step of bringing a bench up fails, the steps before are taken back."""

    def fails(*_: object) -> None:
        raise RuntimeError("no power on this bench")

    monkeypatch.setattr("hoshitori_lab.instruments.outlet.Outlet.restore", fails)
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(RuntimeError, match="no power"):
        bench_of("good", tmp_path)

    _await_nobody(tmp_path)
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors


def _await_end(descriptor: int) -> None:
    assert select.select([descriptor], [], [], 10)[0], "a process of the bench lives on"


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
