"""A device with power in a network namespace of its own, and one neighbour on its wire."""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import itertools
import json
import os
import select
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from hoshitori.run.watch import FolderWatch
from hoshitori_lab.device.boot import command

ADDRESS = "10.77.0.10"
PATIENCE_SECONDS = 120
"""How long what is sure to come may take on a machine that has other things to do."""
_CLONE_NEWNET = 0x40000000
_NUMBERS = itertools.count()
_T = TypeVar("_T")


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, timeout=PATIENCE_SECONDS)


@dataclass
class Bench:
    """One wire: the device's end in one namespace, ours in another."""

    folder: Path
    twin: str
    name: str
    options: tuple[str, ...] = ()
    _process: subprocess.Popen[bytes] | None = None
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _cookie: str = ""

    def __post_init__(self) -> None:
        ours, device = f"{self.name}a", f"{self.name}b"
        for namespace in (ours, device):
            _run("ip", "netns", "add", namespace)
            _run("ip", "-n", namespace, "link", "set", "lo", "up")
        _run("ip", "-n", ours, "link", "add", "wire0", "type", "veth", "peer", "name", "eth0", "netns", device)
        _run("ip", "-n", ours, "addr", "add", "10.77.0.1/24", "dev", "wire0")
        _run("ip", "-n", ours, "link", "set", "wire0", "up")
        self.here(lambda: _enter(f"/run/netns/{ours}"))

    def here(self, work: Callable[[], _T]) -> _T:
        """Do something in the neighbour's namespace."""
        return self._worker.submit(work).result(timeout=PATIENCE_SECONDS * 2)

    def part(self, name: str) -> Path:
        """One of the device's folders."""
        return self.folder / name

    def power_on(self) -> dict[str, Any]:
        """Give power, wait until everything answers; what the device announced."""
        reads, writes = os.pipe()
        for name in ("data", "keys", "run", "application"):
            self.part(name).mkdir(parents=True, exist_ok=True)
        boot = command(
            twin=self.twin,
            data=self.part("data"),
            keys=self.part("keys"),
            run=self.part("run"),
            application=self.part("application"),
            options=("--ready-fd", str(writes), "--icmp-unlimited", *self.options),
        )
        with (self.folder / "boot.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["ip", "netns", "exec", f"{self.name}b", *boot], stdout=log, stderr=log, pass_fds=(writes,)
            )
        os.close(writes)
        with os.fdopen(reads, "rb") as ready:
            assert select.select([ready], [], [], PATIENCE_SECONDS)[0], (self.folder / "boot.log").read_text()
            line = ready.readline()
        assert line, (self.folder / "boot.log").read_text()
        announced: dict[str, Any] = json.loads(line)
        return announced

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the device's PID 1."""
        os.kill(int(self.part("run").joinpath("init.pid").read_text()), number)

    def power_cut(self) -> None:
        """Take the power away; returns when nothing of the device runs any more."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.signal(signal.SIGKILL)
            self._process.wait(PATIENCE_SECONDS)
            self._process = None

    def await_console(self, text: str, times: int = 1) -> None:
        """Wait until the device's console has said something that often."""
        console = self.part("run") / "console.log"
        with FolderWatch(console.parent) as watch:
            seen = watch.until(
                lambda: console.read_text(encoding="utf-8").count(text) >= times, milliseconds=PATIENCE_SECONDS * 1_000
            )
        assert seen, console.read_text(encoding="utf-8")

    def await_gone(self, name: str) -> None:
        """Wait until the data folder holds no document of that name."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (self.part("data") / name).exists():
            assert time.monotonic() < deadline, f"{name} is still there"
            time.sleep(0.02)

    def ask(self, method: str, path: str, document: object = None, body: bytes | None = None) -> tuple[int, Any]:
        """One request over TLS with the maker's authority checked; sessions are kept as a browser does."""

        def work() -> tuple[int, Any]:
            context = ssl.create_default_context(cafile=str(self.part("keys") / "maker" / "device-authority.pem"))
            connection = http.client.HTTPSConnection(ADDRESS, timeout=PATIENCE_SECONDS, context=context)
            try:
                content = json.dumps(document).encode() if document is not None else body
                connection.request(method, path, content, {"Cookie": self._cookie} if self._cookie else {})
                answer = connection.getresponse()
                for value in answer.headers.get_all("Set-Cookie", []):
                    if value.startswith("session="):
                        self._cookie = value.partition(";")[0]
                content = answer.read()
                kind = answer.headers.get_content_type()
                return answer.status, json.loads(content) if kind == "application/json" else content
            finally:
                connection.close()

        return self.here(work)

    def connects(self, port: int) -> bool:
        """Whether a TCP port takes connections."""

        def work() -> bool:
            try:
                socket.create_connection((ADDRESS, port), timeout=PATIENCE_SECONDS).close()
            except OSError:
                return False
            return True

        return self.here(work)

    def close(self) -> None:
        """Leave nothing behind."""
        self.power_cut()
        self._worker.shutdown()
        for end in "ab":
            _run("ip", "netns", "del", f"{self.name}{end}")


def _enter(namespace: str) -> None:
    with Path(namespace).open("rb") as handle:
        if ctypes.CDLL(None, use_errno=True).setns(handle.fileno(), _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")


@contextlib.contextmanager
def bench(folder: Path, twin: str, *options: str) -> Generator[Bench]:
    """A bench for one twin, its power off."""
    made = Bench(folder=folder, twin=twin, name=f"hdv{os.getpid()}x{next(_NUMBERS)}", options=options)
    try:
        yield made
    finally:
        made.close()
