"""The keeper: first process of the bench's PID namespace, whose life hangs on a pipe that this process holds.

When the holder ends, for whatever reason and by whatever signal, the pipe closes, the keeper ends, and the kernel
kills everything that was started in its namespace: servers, the capture, devices. So a killed run leaves nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hoshitori.model.errors import BenchError
from hoshitori.run.namespace import Namespace, program_environment
from hoshitori.run.pipes import copy_to_file

_START_SECONDS: Final = 10.0
_STOP_SECONDS: Final = 2.0
# what was killed has ended as soon as the kernel comes to it
_KILL_SECONDS: Final = 60.0
# a program's own children may hold its pipes for as long as they live
_COPY_SECONDS: Final = 1.0
# the shell itself reads /proc/self/stat, so this is its process id as the holder sees it; exec keeps it
_TELL_ID: Final = 'read -r id rest </proc/self/stat; echo "$id"; '


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program started in the keeper's PID namespace."""

    name: str
    id: int
    entrance: subprocess.Popen[bytes]
    copiers: tuple[threading.Thread, ...] = ()

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.entrance.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; one that has ended gets none."""
        if self.running:
            os.kill(self.id, number)

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended and what it wrote is in its log; return whether it has ended."""
        try:
            self.entrance.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        for copier in self.copiers:
            copier.join(_COPY_SECONDS)
        return True

    def stop(self) -> None:
        """End it, kindly first."""
        for number, patience in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, _KILL_SECONDS)):
            self.signal(number)
            if self.wait(patience):
                return


class Keeper:
    """Holds one bench's processes together."""

    def __init__(self) -> None:
        """Start the keeper.

        Raises:
            BenchError: if no PID namespace can be made.
        """
        self._process = subprocess.Popen(
            ["unshare", "--pid", "--fork", "--kill-child", "sh", "-c", _TELL_ID + "exec cat >/dev/null"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=program_environment(),
            start_new_session=True,
        )
        self._id = _read_id(self._process, "keeper")
        self._programs: list[Program] = []

    @property
    def alive(self) -> bool:
        """Whether everything that was started may still be running."""
        return self._process.poll() is None

    def start(
        self, name: str, argv: Sequence[str], *, log: Path, network: Namespace, output: Path | None = None
    ) -> Program:
        """Start a program in a network namespace.

        What it writes goes to `log`, or its standard output to `output` and only the rest to `log`. It writes into
        pipes: a program that AppArmor confines may not write to files it was handed.

        Raises:
            BenchError: if it cannot be started.
        """
        command = ["nsenter", f"--pid=/proc/{self._id}/ns/pid", "--"]
        command += network.command(["sh", "-c", _TELL_ID + 'exec "$@"', "sh", *argv])
        entrance = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=program_environment(),
            start_new_session=True,
        )
        id_ = _read_id(entrance, name)
        copiers = [
            copy_to_file(stream, file)
            for stream, file in ((entrance.stdout, output or log), (entrance.stderr, log))
            if stream is not None
        ]
        program = Program(name=name, id=id_, entrance=entrance, copiers=tuple(copiers))
        self._programs.append(program)
        return program

    def close(self) -> None:
        """End everything that was started, the keeper last; a second call does nothing."""
        for program in reversed(self._programs):
            program.stop()
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for copier in (one for program in self._programs for one in program.copiers):
            copier.join(_STOP_SECONDS)
        for process in (self._process, *(program.entrance for program in self._programs)):
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
        self._programs.clear()


def _read_id(process: subprocess.Popen[bytes], name: str) -> int:
    """Return the process id that the shell told; it is there as soon as the program's namespaces are."""
    line = process.stdout.readline(32) if process.stdout is not None else b""
    if line.strip().isdigit():
        return int(line)
    process.kill()
    _, told = process.communicate(timeout=_START_SECONDS)
    raise BenchError(f"{name} cannot be started: {told[-300:].decode(errors='replace').strip()}", where="lab")
