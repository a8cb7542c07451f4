"""Workers come quickly out of one process, know nothing of each other, and leave nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoshitori.run.messages import PipeClosedError, receive, send
from hoshitori.run.workers import NoWorkerError, Worker, Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    """Where workers come from, in this process's own namespace."""
    started = Workers(None)
    yield started
    started.close()


def group_of(worker: Worker) -> list[int]:
    """Return the processes that are in a worker's group, the ended ones too."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                group = os.getpgid(int(entry.name))
            except ProcessLookupError:
                continue
            found += [int(entry.name)] * (group == worker.pid)
    return found


def parent_of(worker: Worker) -> int:
    """Return the process that a worker was forked from."""
    return int(Path(f"/proc/{worker.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])


def test_a_job_is_answered(workers: Workers) -> None:
    """A worker takes a job and tells what came of it, here that the job is malformed."""
    worker = workers.start("a:b")
    send(worker.jobs, {"memory": 1 << 30, "probe": "no_such_module:probe"})

    answer = receive(worker.told)
    worker.end()

    assert answer["type"] == "missing"
    assert "ModuleNotFoundError" in answer["reason"]


def test_each_worker_is_a_process_and_a_session_of_its_own(workers: Workers) -> None:
    """Two workers come from the same process, and each leads its own session, so that ending one ends it alone."""
    one, other = workers.start("a:b"), workers.start("a:c")

    sessions = [os.getsid(one.pid), os.getsid(other.pid)]
    parents = {parent_of(one), parent_of(other)}
    one.end()
    send(other.jobs, {"memory": 1 << 30, "probe": "no_such_module:probe"})
    still = receive(other.told)["type"]
    other.end()

    assert sessions == [one.pid, other.pid]
    assert len(parents) == 1
    assert os.getpid() not in parents
    assert still == "missing"


def test_nothing_of_a_plug_in_is_loaded_ahead() -> None:
    """What workers come from has loaded no plug-in, no scapy and no nmap: no probe finds what another one left."""
    code = (
        "import importlib, sys\n"
        "from hoshitori.run import nursery\n"
        "for name in nursery.LOADED_AHEAD: importlib.import_module(name)\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )

    loaded = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True, text=True).stdout

    assert "cryptography" in loaded.split()
    assert not {"scapy", "nmap", "hoshitori_plugins", "hoshitori_profiles", "hoshitori_lab"} & set(loaded.split())


def test_the_end_of_a_worker_is_the_end_of_its_group(workers: Workers) -> None:
    """A worker that does not leave when the run hangs up is ended, and nothing of its group is left."""
    worker = workers.start("a:b")
    os.kill(worker.pid, signal.SIGSTOP)

    worker.end()
    workers.close()

    assert group_of(worker) == []


def test_a_worker_that_dies_closes_its_pipe(workers: Workers) -> None:
    """Whoever waits for a worker that was killed is told so at once."""
    worker = workers.start("a:b")
    os.kill(worker.pid, signal.SIGKILL)

    with pytest.raises(PipeClosedError):
        receive(worker.told)
    worker.end()


def test_what_a_worker_said_last_is_returned(workers: Workers) -> None:
    """Whatever a probe printed is kept off the pipe, and its end comes back when the worker is ended."""
    worker = workers.start("a:b")
    send(worker.jobs, {"memory": 1 << 30, "probe": "this:is_a_module_that_prints"})

    answer = receive(worker.told)

    assert answer["type"] == "missing"
    assert worker.end().endswith("let's do more of those!")


def test_workers_come_again_after_their_source_was_killed(workers: Workers) -> None:
    """Where the process that workers come from is killed, one observation is lost and the next has its worker."""
    first = workers.start("a:b")
    source = parent_of(first)
    first.end()
    os.kill(source, signal.SIGKILL)

    with pytest.raises(NoWorkerError):
        workers.start("a:b")

    worker = workers.start("a:b")
    assert parent_of(worker) != source
    worker.end()


def test_a_namespace_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Where the bench's namespace is gone, the reason tells which one."""
    workers = Workers(tmp_path / "gone")

    with pytest.raises(NoWorkerError, match="gone"):
        workers.start("a:b")
