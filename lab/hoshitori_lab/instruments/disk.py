"""The device's persistent storage seen from outside: kept, brought back and read with the device's power off."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from hoshitori.model.errors import BenchError
from hoshitori_lab.instruments.outlet import Folders, Outlet

LARGEST_FILE: Final = 16 * 1024 * 1024
"""Bytes of one file that are handed out."""

_PARTS: Final = ("data", "application")
_MOST_FILES: Final = 10_000


class FolderDisk:
    """A disk that is a folder on this machine: the data part and the application part with its two slots."""

    def __init__(self, folders: Folders, outlet: Outlet, forget: Callable[[], None]) -> None:
        """Work on `folders`; `forget` is called when the storage became another one."""
        self._folders = folders
        self._outlet = outlet
        self._forget = forget

    def snapshot(self, name: str) -> None:
        """Keep the state of the storage under a name, in place of an earlier one of that name."""
        kept = self._kept(name)
        with _Off(self._outlet):
            shutil.rmtree(kept, ignore_errors=True)
            for part in _PARTS:
                shutil.copytree(self._folders.part(part), kept / part, symlinks=True)

    def restore(self, name: str) -> None:
        """Bring the storage back, and see by digest that it is as it was kept.

        Raises:
            BenchError: if nothing was kept under that name, or what was brought back differs from it.
        """
        kept = self._kept(name)
        if not kept.is_dir():
            raise BenchError(f"no state of the storage is kept as {name!a}", where="Disk.restore")
        with _Off(self._outlet):
            for part in _PARTS:
                folder = self._folders.part(part)
                shutil.rmtree(folder)
                shutil.copytree(kept / part, folder, symlinks=True)
            differs = [part for part in _PARTS if tree_digest(kept / part) != tree_digest(self._folders.part(part))]
            self._forget()
            if differs:
                raise BenchError(f"what was brought back differs in {', '.join(differs)}", where="Disk.restore")

    def files(self) -> Sequence[str]:
        """Return the paths of the regular files, each beginning with its part (`data/users.json`)."""
        found: list[str] = []
        for part in _PARTS:
            top = self._folders.part(part)
            found += (f"{part}/{path.relative_to(top)}" for path in _files(top))
        return sorted(found)[:_MOST_FILES]

    def content(self, path: str) -> bytes:
        """Return a file's bytes, at most `LARGEST_FILE`.

        Raises:
            BenchError: if there is no regular file of that path on the storage.
        """
        part, _, rest = path.partition("/")
        if part not in _PARTS:
            raise BenchError(f"no part {part[:40]!a} on the storage", where="Disk.content")
        top = self._folders.part(part).resolve()
        file = (top / rest).resolve()
        if not file.is_relative_to(top):
            raise BenchError(f"{path[:100]!a} leads out of the storage", where="Disk.content")
        try:
            with file.open("rb") as stream:
                return stream.read(LARGEST_FILE)
        except OSError as error:
            raise BenchError(f"{path[:100]!a}: {error.strerror}", where="Disk.content") from error

    def _kept(self, name: str) -> Path:
        if not name or not all(one.isalnum() or one in "-_" for one in name):
            raise BenchError(f"{name[:40]!a} cannot name a state of the storage", where="Disk")
        return self._folders.bench / "kept" / name


class _Off:
    """A device without power for as long as the block lasts, and as it was before afterwards."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._was_on = False

    def __enter__(self) -> None:
        self._was_on = self._outlet.is_on
        self._outlet.cut()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            self._outlet.restore()


def tree_digest(top: Path) -> str:
    """Return a digest over names, kinds, modes, link targets and contents of everything below a folder."""
    digest = hashlib.sha256()
    for folder, names, files in os.walk(top):
        names.sort()
        links = [name for name in names if Path(folder, name).is_symlink()]
        for name in sorted((*files, *names)):
            path = Path(folder, name)
            status = path.lstat()
            line = f"{path.relative_to(top)}\0{stat.S_IFMT(status.st_mode):o}\0{stat.S_IMODE(status.st_mode):o}\0"
            digest.update(line.encode(errors="surrogateescape"))
            if path.is_symlink():
                digest.update(os.fsencode(path.readlink()))
            elif name in files and stat.S_ISREG(status.st_mode):
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        for link in links:
            names.remove(link)
    return digest.hexdigest()


def _files(top: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(top):
        for name in names:
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield path
