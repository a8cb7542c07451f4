"""A network namespace made and held open by this process: it is gone when the process and all in it are gone."""

from __future__ import annotations

import ctypes
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hoshitori.model.errors import BenchError
from hoshitori.run.namespace import Namespace

_CLONE_NEWNET: Final = 0x40000000
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldNamespace:
    """A network namespace without a name; nothing of it is on any disk, so nothing of it can be left behind."""

    descriptor: int
    namespace: Namespace

    @property
    def file(self) -> Path:
        """The path by which programs started from here, and observers, enter it."""
        return Path(f"/proc/{os.getpid()}/fd/{self.descriptor}")

    def close(self) -> None:
        """Let go of it."""
        os.close(self.descriptor)


def make_namespace() -> HeldNamespace:
    """Make a network namespace with nothing in it but a loopback interface that is down.

    Raises:
        BenchError: if this process may not.
    """
    made: list[int] = []

    def make() -> None:
        # the namespace belongs to this thread alone, which ends here and leaves the descriptor behind
        if _LIBC.unshare(_CLONE_NEWNET) == 0:
            made.append(os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC))
        else:
            made.append(-ctypes.get_errno())

    thread = threading.Thread(target=make, name="make-namespace")
    thread.start()
    thread.join()
    if not made or made[0] < 0:
        told = os.strerror(-made[0]) if made else "the thread failed"
        raise BenchError(f"no network namespace can be made: {told}", where="lab", remedy="run as root, or rootless")
    path = Path(f"/proc/{os.getpid()}/fd/{made[0]}")
    return HeldNamespace(descriptor=made[0], namespace=Namespace(file=path))
