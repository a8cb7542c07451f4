"""A folder watched through inotify(7): waiting for another program's file without asking again and again."""

from __future__ import annotations

import ctypes
import os
import select
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

_CHANGED: Final = 0x00000002 | 0x00000008 | 0x00000080 | 0x00000100  # IN_MODIFY, IN_CLOSE_WRITE, IN_MOVED_TO, IN_CREATE
_CLOEXEC: Final = 0o2000000
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


class FolderWatch:
    """Tells when something in a folder was written, made or moved there."""

    def __init__(self, folder: Path) -> None:
        """Begin to watch.

        Raises:
            OSError: if there is no such folder, or the system has no watch left to give.
        """
        self._descriptor = _LIBC.inotify_init1(_CLOEXEC)
        if self._descriptor < 0 or _LIBC.inotify_add_watch(self._descriptor, os.fsencode(folder), _CHANGED) < 0:
            raise OSError(ctypes.get_errno(), f"{folder} cannot be watched: {os.strerror(ctypes.get_errno())}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def until(self, condition: Callable[[], bool], *, milliseconds: int) -> bool:
        """Return whether the condition came true in time; it is asked after every change in the folder."""
        deadline = time.monotonic() + milliseconds / 1000
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            if select.select([self._descriptor], [], [], left)[0]:
                os.read(self._descriptor, 65_536)
        return True
