"""A network namespace as a place to open sockets and to start programs in, without moving the calling program there."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hoshitori.model.errors import BenchError

_CLONE_NEWNET: Final = 0x40000000
_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_SYSTEM_FOLDERS: Final = "/usr/sbin:/usr/bin:/sbin:/bin"


def program_environment() -> dict[str, str]:
    """Return the environment that programs of the bench are started with.

    Its PATH begins with this process's own, where setting up may have put programs that it did not install.
    """
    return {"PATH": f"{os.environ.get('PATH', '')}:{_SYSTEM_FOLDERS}".lstrip(":"), "LANG": "C.UTF-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """A network namespace by its file (`/proc/<pid>/ns/net`, `/run/netns/…`); without one, the caller's own."""

    file: Path | None = None

    def command(self, argv: Sequence[str]) -> list[str]:
        """Return the command that starts a program there; it takes CAP_SYS_ADMIN over the namespace."""
        return [*argv] if self.file is None else ["nsenter", f"--net={self.file}", "--", *argv]

    def run(self, argv: Sequence[str], *, data: bytes = b"", timeout_ms: int = 60_000) -> bytes:
        """Run a program there to its end and return what it wrote.

        Raises:
            BenchError: if it is missing, fails or does not end in time.
        """
        try:
            done = subprocess.run(
                self.command(argv),
                input=data,
                capture_output=True,
                check=False,
                timeout=timeout_ms / 1000,
                env=program_environment(),
            )
        except FileNotFoundError as error:
            raise BenchError(f"{error.filename} is not installed", remedy="install what `make demo` names") from error
        except subprocess.TimeoutExpired as error:
            raise BenchError(f"{argv[0]} did not end within {timeout_ms} ms") from error
        if done.returncode:
            told = done.stderr[-400:].decode(errors="replace").strip()
            raise BenchError(f"`{' '.join(argv)[:120]}` ended with {done.returncode}: {told}")
        return done.stdout

    def make_socket(self, family: int, kind: int, protocol: int = 0) -> socket.socket:
        """Return a socket that lives there, whichever thread uses it afterwards.

        Raises:
            BenchError: if the namespace is gone or may not be entered.
            OSError: if it gives no such socket.
        """
        if self.file is None:
            return socket.socket(family, kind, protocol)
        made: list[socket.socket | OSError | BenchError] = []

        def make() -> None:
            # a namespace is entered by one thread alone, and this one ends here
            try:
                self._enter()
                made.append(socket.socket(family, kind, protocol))
            except (OSError, BenchError) as error:
                made.append(error)

        thread = threading.Thread(target=make, name="namespace-socket")
        thread.start()
        thread.join()
        if isinstance(made[0], socket.socket):
            return made[0]
        raise made[0]

    def connect(self, address: str, port: int, *, timeout_ms: int, source: str = "") -> socket.socket:
        """Return a TCP connection made from there.

        Raises:
            OSError: if it is refused or silent.
        """
        sock = self.make_socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        try:
            sock.settimeout(timeout_ms / 1000)
            if source:
                sock.bind((source, 0))
            sock.connect((address, port))
        except OSError:
            sock.close()
            raise
        return sock

    def interfaces(self) -> tuple[str, ...]:
        """Return the names of its interfaces, loopback left out."""
        lines = self.run(["ip", "-o", "link", "show"]).decode(errors="replace").splitlines()
        names = [line.split(":")[1].strip().partition("@")[0] for line in lines if line.count(":") > 1]
        return tuple(name for name in names if name != "lo")

    def _enter(self) -> None:
        if self.file is None:
            return
        try:
            descriptor = os.open(self.file, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise BenchError(
                f"the network namespace is gone: {error.strerror}",
                where=str(self.file),
                remedy="make it anew (`ip netns list` names those that are there) and run again",
            ) from error
        try:
            if _LIBC.setns(descriptor, _CLONE_NEWNET) != 0:
                told = os.strerror(ctypes.get_errno())
                raise BenchError(f"the network namespace may not be entered: {told}", where=str(self.file))
        finally:
            os.close(descriptor)
