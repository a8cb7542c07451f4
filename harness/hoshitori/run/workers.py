"""The run's side of its workers: has them started inside the bench's namespace, and ends them."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from hoshitori.run.nursery import PID_BYTES

_ENVIRONMENT: Final = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}
_START_SECONDS: Final = 60
_LEAVING_SECONDS: Final = 0.2


class NoWorkerError(Exception):
    """No worker could be started; its text says what was said about it."""


class Worker:
    """A worker process of one probe.

    Attributes:
        probe: reference of the probe.
        pid: number of the process, and of the group and session it leads.
        jobs: what is written here the worker reads.
        told: what the worker tells is read here.
    """

    def __init__(self, probe: str, start: Callable[[tuple[int, int, int]], int]) -> None:
        """Have a worker started.

        Args:
            start: makes a process of three standard streams and returns its number.

        Raises:
            NoWorkerError: if there is none.
        """
        self.probe = probe
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # closed by end()
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        self.jobs: BinaryIO = open(ours_in, "wb", buffering=0)  # noqa: SIM115, PTH123  # a descriptor, closed by end()
        self.told: BinaryIO = open(ours_out, "rb", buffering=0)  # noqa: SIM115, PTH123  # likewise
        try:
            self.pid = start((theirs_in, theirs_out, self._errors.fileno()))
            self._descriptor = os.pidfd_open(self.pid)
        except (NoWorkerError, OSError):
            self._close()
            raise
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def end(self) -> str:
        """End it and whatever it started, its whole process group; return the end of what it said on standard error."""
        self._hang_up()
        self._ended(_LEAVING_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, 0)  # once it is buried, its number may be a stranger's
            os.killpg(self.pid, signal.SIGKILL)
        self._ended(None)
        os.close(self._descriptor)
        self._errors.seek(0)
        tail = self._errors.read()[-400:].decode(errors="replace").strip()
        self._errors.close()
        return tail

    def _ended(self, seconds: float | None) -> None:
        """Wait for its end, no longer than this."""
        ending = select.poll()
        ending.register(self._descriptor, select.POLLIN)
        ending.poll(None if seconds is None else seconds * 1000)

    def _hang_up(self) -> None:
        for stream in (self.jobs, self.told):
            with contextlib.suppress(OSError):
                stream.close()

    def _close(self) -> None:
        self._hang_up()
        self._errors.close()


class Workers:
    """Starts the workers of one bench, each a process of its own, out of one that has loaded what all of them need."""

    def __init__(self, namespace: Path | None) -> None:
        """Start workers in this network namespace; in the run's own where there is none."""
        begin = [sys.executable, "-I", "-B", "-m", "hoshitori.run.nursery"]
        self._command = ["nsenter", f"--net={namespace}", "--", *begin] if namespace else begin
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: BinaryIO | None = None

    def start(self, probe: str) -> Worker:
        """Return a new worker for a probe.

        Raises:
            NoWorkerError: if it cannot be started; the next call tries anew.
        """
        try:
            return Worker(probe, self._start)
        except (NoWorkerError, OSError) as error:
            said = self.close()
            raise NoWorkerError(f"{error} {said}".strip()) from error

    def close(self) -> str:
        """Start no more of them; return the end of what was said on standard error."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            try:
                self._process.wait(timeout=_START_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        said = ""
        if self._errors is not None:
            self._errors.seek(0)
            said = self._errors.read()[-400:].decode(errors="replace").strip()
            self._errors.close()
        self._line = self._process = self._errors = None
        return said

    def _start(self, streams: tuple[int, int, int]) -> int:
        line = self._line or self._open()
        socket.send_fds(line, [b"w"], streams)
        pid = line.recv(PID_BYTES)
        if len(pid) != PID_BYTES:
            raise NoWorkerError("no process for it was started:")
        return int.from_bytes(pid, "big")

    def _open(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(_START_SECONDS)
        self._line = ours
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # closed by close()
        with theirs:
            self._process = subprocess.Popen(
                self._command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env=_ENVIRONMENT,
                start_new_session=True,
            )
        return ours
