"""The supervisor: starts programs, sees when their sockets are open and when one ends, restarts nothing in silence."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from hoshitori_lab.device.daemons import Daemon

_LISTEN: Final = "0A"
_LOOK_SECONDS: Final = 0.004
_KILL_SECONDS: Final = 60.0
_ENVIRONMENT: Final = {"PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), "LANG": "C.UTF-8"}


class Supervisor:
    """The running programs of the device, by process id."""

    def __init__(self, bench: Path, *, own_sessions: bool = True) -> None:
        self._bench = bench
        self._own_sessions = own_sessions
        (bench / "log").mkdir(exist_ok=True)
        self._running: dict[int, str] = {}
        self._ended: dict[str, int] = {}
        self._started = time.monotonic()

    def say(self, text: str) -> None:
        """Write a line to the console."""
        with (self._bench / "console.log").open("a", encoding="utf-8") as console:
            console.write(
                f"{time.strftime('%H:%M:%S', time.gmtime())} [{time.monotonic() - self._started:8.3f}] {text}\n"
            )

    def start(self, name: str, command: Sequence[str], pass_fds: Sequence[int] = ()) -> None:
        """Start a program; its output goes to a log of its own.

        Raises:
            OSError: there is no such program.
        """
        with (self._bench / "log" / f"{name}.log").open("ab") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=tuple(pass_fds),
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=self._own_sessions,
            )
        self._running[process.pid] = name
        process.returncode = 0  # reaped here, not by Popen

    def running(self, name: str) -> bool:
        """Whether the program runs, as far as has been reaped."""
        return name in self._running.values()

    def reap(self) -> None:
        """Take leave of what has ended, and remember it until it is asked for."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            name = self._running.pop(pid, None)
            if name is not None:
                code = os.waitstatus_to_exitcode(status)
                self.say(f"{name} ended with {code}")
                self._ended[name] = code

    def take_ended(self) -> dict[str, int]:
        """What ended since this was last asked, with its exit code (negative: killed by that signal)."""
        self.reap()
        ended, self._ended = self._ended, {}
        return ended

    def stop(self, names: Iterable[str], patience_seconds: float = 1.0) -> None:
        """End programs, kindly first."""
        wanted = set(names)
        for sign, patience in ((signal.SIGTERM, patience_seconds), (signal.SIGKILL, _KILL_SECONDS)):
            for pid, name in self._running.items():
                if name in wanted:
                    os.kill(pid, sign)
            deadline = time.monotonic() + patience
            while wanted & set(self._running.values()) and time.monotonic() < deadline:
                self.reap()
                time.sleep(_LOOK_SECONDS)
        for name in wanted:
            self._ended.pop(name, None)

    def stop_all(self) -> None:
        """End every program."""
        self.stop(set(self._running.values()))

    def await_sockets(self, programs: Iterable[Daemon], deadline_seconds: float) -> list[str]:
        """Wait until every program listens; answers the names of those that do not in time."""
        waiting = {program.name: program for program in programs if program.tcp or program.udp}
        deadline = time.monotonic() + deadline_seconds
        while waiting and time.monotonic() < deadline:
            tcp, udp = _open_ports("tcp"), _open_ports("udp")
            for name, program in list(waiting.items()):
                if tcp.issuperset(program.tcp) and udp.issuperset(program.udp):
                    del waiting[name]
                elif not self.running(name):
                    return sorted(waiting)
            self.reap()
            time.sleep(_LOOK_SECONDS if waiting else 0)
        return sorted(waiting)


def _open_ports(protocol: str) -> set[int]:
    ports: set[int] = set()
    for table in (f"/proc/net/{protocol}", f"/proc/net/{protocol}6"):
        path = Path(table)
        if not path.exists():
            continue
        for line in path.read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if protocol == "udp" or fields[3] == _LISTEN:
                ports.add(int(fields[1].rpartition(":")[2], 16))
    return ports
