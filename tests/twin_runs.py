"""Runs of the lab's twins by the program itself, several at a time, shared by every test that looks at one."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("hoshitori"))
AT_ONCE = int(os.environ.get("HOSHITORI_TWINS_AT_ONCE", "8"))
SECONDS = 1_200


@dataclass(frozen=True, slots=True)
class Ran:
    """How a twin's demo ended, and where it left what it left."""

    folder: Path
    exit_code: int
    output: str
    told: str
    verified: int
    judged_again: int


class TwinRuns:
    """Each twin at most once."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._folder: Path | None = None
        self._runs: dict[str, Future[Ran]] = {}
        self._programs: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def start(self, twins: Iterable[str]) -> None:
        """Start these twins, as far as they were not started yet; the sound device first."""
        for twin in sorted(set(twins), key=lambda one: (one != "good", one)):
            self._start(twin)

    def of(self, twin: str) -> Ran:
        """Return how a twin's run ended, running it now if nobody did."""
        return self._start(twin).result(timeout=SECONDS * 3)

    def close(self) -> None:
        """End what still runs."""
        self._closed = True
        with self._lock:
            for program in self._programs:
                program.terminate()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, twin: str) -> Future[Ran]:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(AT_ONCE)
                self._folder = Path(tempfile.mkdtemp(prefix="hoshitori-twins-"))
            if twin not in self._runs:
                self._runs[twin] = self._pool.submit(self._run, twin)
            return self._runs[twin]

    def _run(self, twin: str) -> Ran:
        assert self._folder is not None
        out = self._folder / twin
        code, output, told = self._call("demo", "--quiet", "--twin", twin, "--out", str(out))
        bundle = out / "evidence.hoshi"
        if not bundle.exists():
            return Ran(out, code, output, told, -1, -1)
        verified, *_ = self._call("verify", str(bundle), "--trust", str(out / "trust.json"))
        again, *_ = self._call("rejudge", str(bundle))
        return Ran(out, code, output, told, verified, again)

    def _call(self, *words: str) -> tuple[int, str, str]:
        with subprocess.Popen([PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
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
