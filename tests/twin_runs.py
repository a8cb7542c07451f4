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
"""As many as end with the other tests on two processors."""
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


class TwinRuns:
    """Each twin at most once, whatever the number of processes that run the tests."""

    def __init__(self) -> None:
        self._environment = dict(os.environ)  # tests that run meanwhile alter the process's own
        self._first = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
        self._pool: ThreadPoolExecutor | None = None
        self._runs: dict[str, Future[Ran]] = {}
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
            for twin in sorted(set(parts), reverse=True):  # updates and throttles, late in the alphabet, take longest
                self._start(twin, whole=False)

    def of(self, twin: str) -> Ran:
        """Return how a twin's run ended, running it now if nobody did."""
        return self._ended(twin, whole=True)

    def part_of(self, twin: str) -> Ran:
        """Return how a twin's run over some of the cases ended; its output is what came of them."""
        return self._ended(twin, whole=False)

    def _ended(self, twin: str, *, whole: bool) -> Ran:
        if self._first:
            return self._start(twin, whole=whole).result(timeout=SECONDS * 3)
        ended = self._folder() / f"{_name(twin, whole=whole)}.json"
        with FolderWatch(ended.parent) as watch:
            assert watch.until(ended.exists, milliseconds=SECONDS * 3_000), f"nobody ran {twin}"
        return msgspec.json.decode(ended.read_bytes(), type=Ran)

    def finish(self) -> None:
        """Wait for what still runs: other processes may want it."""
        wait(self._runs.values())

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

    def _start(self, twin: str, *, whole: bool = True) -> Future[Ran]:
        name = _name(twin, whole=whole)
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(AT_ONCE)
            if name not in self._runs:
                self._runs[name] = self._pool.submit(self._run, twin, whole=whole)
            return self._runs[name]

    def _run(self, twin: str, *, whole: bool) -> Ran:
        out = self._folder() / _name(twin, whole=whole)
        verified = again = -1
        if whole:
            code, output, told = self._call(PROGRAM, "demo", "--quiet", "--twin", twin, "--out", str(out))
            bundle = out / "evidence.hoshi"
            if bundle.exists():
                verified, *_ = self._call(PROGRAM, "verify", str(bundle), "--trust", str(out / "trust.json"))
                again, *_ = self._call(PROGRAM, "rejudge", str(bundle))
        else:
            code, output, told = self._call(sys.executable, "-m", "tests.lab.part_of_a_run", twin, str(out))
            shutil.rmtree(out, ignore_errors=True)
        ran = Ran(str(out), code, output, told, verified, again)
        written = out.with_suffix(".part")
        written.write_bytes(msgspec.json.encode(ran))
        written.rename(out.with_suffix(".json"))
        return ran

    def _call(self, *words: str) -> tuple[int, str, str]:
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=self._environment
        ) as program:
            with self._lock:
                self._programs.add(program)
                if self._closed:
                    program.terminate()
            try:
                output, errors = program.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                program.terminate()
                output, errors = program.communicate()
            with self._lock:
                self._programs.discard(program)
        return program.returncode, output, output + errors


def _name(twin: str, *, whole: bool) -> str:
    return twin if whole else f"{twin}, in part"


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
