"""Runs of the lab's twins by the program itself, several at a time, shared by every test that looks at one.

Where the tests run in several processes, one of them runs the twins and the others read what they left.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hoshitori.run.watch import FolderWatch

PROGRAM = str(Path(sys.executable).with_name("hoshitori"))
AT_ONCE = int(os.environ.get("HOSHITORI_TWINS_AT_ONCE", "6"))
"""As many whole runs as end with the other tests on two processors."""
PARTS_AT_ONCE = 4
LONG_WAITS = ("busy-at-first", "busy-then-unchecked", "slow-line")
"""Twins that make whoever observes them wait: their parts start first."""
SHARED = "HOSHITORI_TWIN_RUNS"
"""Names, in the environment of the processes that share the runs, the folder they are in."""
SECONDS = 1_200
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a twin's demo ended, and where it left what it left."""

    out: str
    exit_code: int
    output: str
    told: str
    verified: int
    judged_again: int

    @property
    def folder(self) -> Path:
        """Where it left what it left."""
        return Path(self.out)

    def leave(self) -> None:
        """Leave it where every process that runs tests looks for it."""
        written = Path(f"{self.out}.part")
        written.write_bytes(msgspec.json.encode(self))
        written.rename(f"{self.out}.json")


def part_folder(folder: Path, twin: str) -> Path:
    """The folder of a twin's run over some of the cases."""
    return folder / f"{twin}, in part"


class TwinRuns:
    """Each twin at most once, whatever the number of processes that run the tests."""

    def __init__(self) -> None:
        self._environment = dict(os.environ)  # tests that run meanwhile alter the process's own
        self._first = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
        self._pool: ThreadPoolExecutor | None = None
        self._runs: dict[str, Future[Ran]] = {}
        self._parts: dict[str, Future[None]] = {}
        self._programs: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def start(self, twins: Iterable[str], parts: Iterable[str] = ()) -> None:
        """Start these twins, as far as they were not started yet; the sound device first, then others in whole.

        Args:
            parts: twins of which some cases alone are run (`part_of`).
        """
        if self._first:
            for twin in sorted(set(twins), key=lambda one: (one != "good", one)):
                self._start(twin)
            self._start_parts(sorted(set(parts), key=lambda one: (one not in LONG_WAITS, one)))

    def of(self, twin: str) -> Ran:
        """Return how a twin's run ended, running it now if nobody did."""
        return self._start(twin).result(timeout=SECONDS * 3) if self._first else self._ended(self._folder() / twin)

    def part_of(self, twin: str) -> Ran:
        """Return how a twin's run over some of the cases ended; its output is what came of them."""
        if self._first:
            self._start_parts([twin])
        return self._ended(part_folder(self._folder(), twin))

    @staticmethod
    def _ended(out: Path) -> Ran:
        left = Path(f"{out}.json")
        with FolderWatch(left.parent) as watch:
            assert watch.until(left.exists, milliseconds=SECONDS * 3_000), f"nobody ran {out.name}"
        return msgspec.json.decode(left.read_bytes(), type=Ran)

    def finish(self) -> None:
        """Wait for what still runs: other processes may want it."""
        wait(self._runs.values())
        wait(self._parts.values())

    def close(self) -> None:
        """End what still runs."""
        self._closed = True
        with self._lock:
            for program in self._programs:
                program.terminate()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _folder(self) -> Path:
        return Path(os.environ[SHARED])

    def _start(self, twin: str) -> Future[Ran]:
        with self._lock:
            if twin not in self._runs:
                self._runs[twin] = self._threads().submit(self._run, twin)
            return self._runs[twin]

    def _start_parts(self, twins: Iterable[str]) -> None:
        with self._lock:
            new = [twin for twin in twins if twin not in self._parts]
            if new:
                self._parts |= dict.fromkeys(new, self._threads().submit(self._run_parts, new))

    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(AT_ONCE)
        return self._pool

    def _run(self, twin: str) -> Ran:
        out = self._folder() / twin
        code, output, told = self._call(PROGRAM, "demo", "--quiet", "--twin", twin, "--out", str(out))
        bundle = out / "evidence.hoshi"
        verified = again = -1
        if bundle.exists():
            verified, *_ = self._call(PROGRAM, "verify", str(bundle), "--trust", str(out / "trust.json"))
            again, *_ = self._call(PROGRAM, "rejudge", str(bundle))
        ran = Ran(str(out), code, output, told, verified, again)
        ran.leave()
        return ran

    def _run_parts(self, twins: list[str]) -> None:
        words = (sys.executable, "-m", "tests.lab.part_of_a_run", str(self._folder()), str(PARTS_AT_ONCE), *twins)
        code, output, told = self._call(*words, seconds=SECONDS * 3)
        for twin in twins:
            out = part_folder(self._folder(), twin)
            if not Path(f"{out}.json").exists():
                Ran(str(out), code, output, told, -1, -1).leave()

    def _call(self, *words: str, seconds: int = SECONDS) -> tuple[int, str, str]:
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=self._environment
        ) as program:
            with self._lock:
                self._programs.add(program)
                if self._closed:
                    program.terminate()
            try:
                output, errors = program.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                program.terminate()
                output, errors = program.communicate()
            with self._lock:
                self._programs.discard(program)
        return program.returncode, output, output + errors


def make_room() -> Path | None:
    """Make the folder of the runs, for this process and those it starts; None where another one made it."""
    if SHARED in os.environ:
        return None
    folder = Path(tempfile.mkdtemp(prefix="hoshitori-twins-"))
    os.environ[SHARED] = str(folder)
    return folder


def clear(folder: Path) -> None:
    """Take the folder of the runs away."""
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(SHARED, None)
