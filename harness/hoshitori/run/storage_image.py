"""The device's storage as a person or a command reads it out: an image file, or a reader's block device."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from hoshitori.model.errors import BenchError
from hoshitori.run.bench_description import ReadOutWay
from hoshitori.run.bench_hands import run_command
from hoshitori.run.person import Person

LARGEST_PIECE: Final = 16 * 1024 * 1024
"""Bytes that are handed out at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOutImage:
    """An image that is read out anew whenever it is asked for; nothing here writes to it.

    Attributes:
        folder: the bench file's, from which the image's path is seen.
    """

    way: ReadOutWay
    folder: Path
    person: Person

    def read_out(self) -> int:
        """Have the storage read out anew; return its size in bytes.

        Raises:
            BenchError: if that cannot be done, or what was read out is empty.
        """
        before = self._stamp()
        if self.way.how == "automatic":
            run_command(self.way.command)
        else:
            self.person.do(
                f"Switch the device off, read its whole storage out into {self._file} (write nothing to the device),"
                " and put the device into operation again."
            )
        if self._file.is_file() and self._stamp() == before:
            raise BenchError(
                "the image is the one of before: it was not read out anew",
                where=str(self._file),
                remedy="read the storage out again, over the old file",
            )
        with self._opened() as descriptor:
            size = os.lseek(descriptor.number, 0, os.SEEK_END)
        if not size:
            raise BenchError(
                "the image is empty",
                where=str(self._file),
                remedy="see whether the reader was connected and had room for it",
            )
        return size

    def piece(self, offset: int, count: int) -> bytes:
        """Return bytes of the image.

        Raises:
            BenchError: if it cannot be read there.
        """
        with self._opened() as descriptor:
            try:
                return os.pread(descriptor.number, min(count, LARGEST_PIECE), max(0, offset))
            except OSError as error:
                raise BenchError(f"byte {offset}: {error.strerror}", where=str(self._file)) from error

    @property
    def _file(self) -> Path:
        return self.folder / self.way.image

    def _stamp(self) -> tuple[int, int, int] | None:
        """Return what tells one state of a file from another; nothing where there is none."""
        try:
            status = self._file.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_ctime_ns

    def _opened(self) -> _Descriptor:
        try:
            return _Descriptor(os.open(self._file, os.O_RDONLY | os.O_CLOEXEC))
        except OSError as error:
            raise BenchError(f"the image cannot be read: {error.strerror}", where=str(self._file)) from error


@dataclass(frozen=True, slots=True)
class _Descriptor:
    """An open file, closed with its block."""

    number: int

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.number)
