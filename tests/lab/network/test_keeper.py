"""What a bench starts ends with it, and with the process that holds it, whatever ends that."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hoshitori.model.errors import BenchError
from hoshitori.run.namespace import Namespace
from hoshitori_lab.topology.held import make_namespace
from hoshitori_lab.topology.keeper import Keeper
from tests.lab.network.stand_in import PATIENCE_SECONDS

pytestmark = pytest.mark.netns

HOLDER = """
import sys
from pathlib import Path
from hoshitori_lab.topology.held import make_namespace
from hoshitori_lab.topology.keeper import Keeper
held, keeper = make_namespace(), Keeper()
log = Path(sys.argv[1])
hidden = ["sh", "-c", "setsid sleep 600 & trap '' TERM INT HUP; wait"]
programs = [keeper.start("one", ["sleep", "600"], log=log, network=held.namespace),
            keeper.start("two", hidden, log=log, network=held.namespace)]
print(*(program.id for program in programs), flush=True)
sys.stdin.read()
"""


def test_a_killed_holder_leaves_no_process(tmp_path: Path) -> None:
    """SIGKILL of the process that holds the bench ends everything in it, what hides in a session of its own too."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "log")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    first, second = (int(one) for one in holder.stdout.readline().split())
    network = Path(f"/proc/{first}/ns/net").stat().st_ino
    descriptors = [os.pidfd_open(one) for one in (first, second)]

    holder.send_signal(signal.SIGKILL)
    holder.wait()

    for descriptor in descriptors:
        _await_end(descriptor)
        os.close(descriptor)
    assert _processes_in(network) == []
    holder.stdin.close()
    holder.stdout.close()


def test_closing_ends_everything(tmp_path: Path) -> None:
    """A program that ignores every kind request is gone after `close`."""
    held, keeper = make_namespace(), Keeper()
    program = keeper.start(
        "deaf", ["sh", "-c", "trap '' TERM; echo deaf; sleep 600"], log=tmp_path / "log", network=held.namespace
    )
    assert Path(f"/proc/{program.id}").exists()

    keeper.close()
    held.close()

    assert not program.running
    assert not Path(f"/proc/{program.id}").exists()
    keeper.close()


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    """What cannot be executed says so in its log and does not run."""
    held, keeper = make_namespace(), Keeper()
    try:
        program = keeper.start("nothing", ["/nonexistent"], log=tmp_path / "log", network=held.namespace)
        assert program.wait(PATIENCE_SECONDS)
        assert b"not found" in (tmp_path / "log").read_bytes()
    finally:
        keeper.close()
        held.close()


def test_a_lost_namespace_is_an_error() -> None:
    """A namespace that is gone gives an error that says so, for programs and for sockets."""
    lost = Namespace(file=Path("/proc/self/fd/9999"))

    with pytest.raises(BenchError, match="No such file"):
        lost.run(["true"])
    with pytest.raises(BenchError, match="gone"):
        lost.make_socket(2, 1)


def _await_end(descriptor: int) -> None:
    assert select.select([descriptor], [], [], PATIENCE_SECONDS)[0], "the process lives on"


def _processes_in(network: int) -> list[str]:
    """Return the processes in a network namespace, known by its inode."""
    found: list[str] = []
    for one in Path("/proc").glob("[0-9]*/ns/net"):
        try:
            if one.stat().st_ino == network:
                found.append(one.parts[2])
        except OSError:
            continue
    return found
