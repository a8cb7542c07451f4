"""The two places the firmware can stand in, and the one link that says which of them runs."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .checks import Release
from .disk import sync_folder, write_whole

SLOTS: Final = ("a", "b")
_CURRENT: Final = "current"
_SLOW_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Slots A and B below one folder; ``current`` is a symbolic link, replaced in one step."""

    folder: Path

    @property
    def active(self) -> str:
        """The slot that runs, or will run at the next start."""
        return (self.folder / _CURRENT).readlink().name

    @property
    def inactive(self) -> str:
        """The slot an update is written to."""
        return SLOTS[1 - SLOTS.index(self.active)]

    def path(self, slot: str) -> Path:
        """The folder of a slot."""
        return self.folder / slot

    def write(self, slot: str, release: Release) -> None:
        """Write a release to a slot, whole; until ``switch`` nothing else changes.

        Raises:
            OSError: the disk is full or gone.
        """
        target = self.folder / slot
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name, content in release.files.items():
            write_whole(target / name, content)
        write_whole(target / "version", release.version.encode() + b"\n")
        sync_folder(self.folder)

    def overwrite(self, slot: str, release: Release) -> None:
        """Write a release over what stands in a slot, as a careless device does: the old one goes first.

        Raises:
            OSError: the disk is full or gone.
        """
        target = self.folder / slot
        for name in release.files:
            (target / name).write_bytes(b"")
        threading.Event().wait(_SLOW_SECONDS)
        for name, content in release.files.items():
            write_whole(target / name, content)
        write_whole(target / "version", release.version.encode() + b"\n")

    def switch(self, slot: str) -> None:
        """Make a slot the one that runs from the next start on, in one step.

        Raises:
            OSError: the disk is full or gone; the old slot stays the active one.
        """
        link = self.folder / f".{_CURRENT}.new"
        link.unlink(missing_ok=True)
        link.symlink_to(slot)
        link.replace(self.folder / _CURRENT)
        sync_folder(self.folder)
