"""Demos of several twins at once, each a program of its own, ended with this one."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from hoshitori.cli.exits import DONE, FAILED, UNDECIDED

_SECONDS: Final = 3_600
_TOLD: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinEnd:
    """How a twin's demo ended.

    Attributes:
        bundle: what it left, be it there or not.
        trouble: what went wrong; empty where it ended in order, its bundle verifies and is judged the same again.
    """

    twin: str
    bundle: Path
    milliseconds: int
    trouble: str = ""


class TwinPrograms:
    """Runs demos, and ends those that are still under way when the block is left."""

    def __init__(self, folder: Path, *, at_once: int) -> None:
        """Leave each demo's folder under `folder`."""
        self._folder = folder
        self._pool = ThreadPoolExecutor(at_once)
        self._programs: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            for program in self._programs:
                program.terminate()
        self._pool.shutdown(cancel_futures=True)

    def run(self, twins: Sequence[str], began: Callable[[str], None]) -> Iterator[TwinEnd]:
        """Run each of the twins; yields them as they end."""
        pending: list[Future[TwinEnd]] = [self._pool.submit(self._demo, twin, began) for twin in twins]
        for future in as_completed(pending):
            yield future.result()

    def _demo(self, twin: str, began: Callable[[str], None]) -> TwinEnd:
        began(twin)
        started = time.monotonic()
        out = self._folder / twin
        bundle = out / "evidence.hoshi"
        code, told = self._call("demo", "--quiet", "--twin", twin, "--out", str(out))
        trouble = ""
        if code not in {DONE, FAILED, UNDECIDED} or not bundle.exists():
            trouble = f"demo ended with {code}: {told}"
        else:
            for command in (("verify", str(bundle), "--trust", str(out / "trust.json")), ("rejudge", str(bundle))):
                code, told = self._call(*command)
                if code != DONE and not trouble:
                    trouble = f"{command[0]} ended with {code}: {told}"
        milliseconds = int((time.monotonic() - started) * 1_000)
        return TwinEnd(twin=twin, bundle=bundle, milliseconds=milliseconds, trouble=trouble)

    def _call(self, *words: str) -> tuple[int, str]:
        """Run one of our own commands; return its exit code and the end of what it said."""
        with self._lock:
            if self._closed:
                return -1, "stopped"
            program = subprocess.Popen(  # noqa: S603  # our own command line
                ending_with_us([sys.executable, "-m", "hoshitori.cli", *words]),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
            self._programs.add(program)
        try:
            _, told = program.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            program.terminate()
            _, told = program.communicate()
            told += f" (no end within {_SECONDS} s)"
        finally:
            with self._lock, contextlib.suppress(KeyError):
                self._programs.remove(program)
        return program.returncode, told.strip()[-_TOLD:]


def ending_with_us(command: Sequence[str]) -> list[str]:
    """Return the command such that its program is ended in order (SIGTERM) when the thread that starts it is gone.

    The kernel sees to that (prctl(2), PR_SET_PDEATHSIG), so that no demo is left behind by a run that was killed.
    """
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--", *command] if setpriv else list(command)
