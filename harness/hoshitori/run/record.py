"""The append-only record of a run: one hash-chained line of JSON per event, on disk before anything goes on."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self, cast

from hoshitori.model.errors import RecordError
from hoshitori.schema import strict_json

GENESIS = "0" * 64
"""What the first entry names as its predecessor."""

LINE_LIMIT = 32 * 1024 * 1024
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Record:
    """A run's record, open for appending by one process at a time.

    Each line is `{"body": …, "digest": …, "previous": …, "sequence": …, "type": …}`; `digest` is the SHA-256 of the
    line without it. A line that was cut short by a crash was never acknowledged: it is moved to `record.torn` and the
    record goes on after the last whole line.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the record at `path`, check its chain and take its lock.

        Raises:
            RecordError: if it is damaged, held by another run, or cannot be opened.
        """
        self._path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise RecordError(f"cannot open the record: {error.strerror}", where=str(path)) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise RecordError(
                "another run is writing to this folder", where=str(path), remedy="wait for it, or choose another --out"
            ) from error
        try:
            self._entries, self._end = _load(path)
            self._repair()
        except BaseException:
            os.close(self._file)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the lock back."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    @property
    def entries(self) -> tuple[Mapping[str, Any], ...]:
        """Every entry, in order."""
        return tuple(self._entries)

    def of_type(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """Yield the bodies of the entries of one type, in order."""
        return (entry["body"] for entry in self._entries if entry["type"] == kind)

    @property
    def head(self) -> str:
        """The digest of the last entry, which stands for the whole record."""
        return str(self._entries[-1]["digest"]) if self._entries else GENESIS

    def append(self, kind: str, body: Mapping[str, Any]) -> None:
        """Put an event on record; when this returns it is on disk.

        Raises:
            RecordError: if the disk is full or failing; what was on record before still is.
        """
        entry = {"sequence": len(self._entries) + 1, "previous": self.head, "type": kind, "body": dict(body)}
        entry["digest"] = _digest(entry)
        line = strict_json.dumps(entry) + b"\n"
        if len(line) > LINE_LIMIT:
            raise RecordError(f"an entry of {len(line)} bytes is too large", where=str(self._path))
        try:
            _write_all(self._file, line)
            os.fsync(self._file)
        except OSError as error:
            os.ftruncate(self._file, self._end)
            raise _disk_error(error, self._path) from error
        self._end += len(line)
        self._entries.append(cast("Mapping[str, Any]", strict_json.parse(line[:-1])))

    def _repair(self) -> None:
        size = os.fstat(self._file).st_size
        if size > self._end:
            torn = os.pread(self._file, size - self._end, self._end)
            keep = self._path.with_suffix(".torn")
            with keep.open("ab") as file:
                file.write(torn)
            os.ftruncate(self._file, self._end)
            os.fsync(self._file)


def read_record(path: Path) -> tuple[Mapping[str, Any], ...]:
    """Return the entries of a record without touching it.

    Raises:
        RecordError: if it is damaged or cannot be read.
    """
    return tuple(_load(path)[0])


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _disk_error(error: OSError, path: Path) -> RecordError:
    if error.errno in _DISK:
        return RecordError(
            "the disk is full; everything recorded so far is kept",
            where=str(path),
            remedy="free some space and go on with --resume",
        )
    return RecordError(f"cannot write: {error.strerror}", where=str(path), remedy="check the disk, then --resume")


def _digest(entry: Mapping[str, Any]) -> str:
    return hashlib.sha256(strict_json.dumps({k: v for k, v in entry.items() if k != "digest"})).hexdigest()


def _load(path: Path) -> tuple[list[Mapping[str, Any]], int]:
    """Return the entries and the offset behind the last whole line."""
    entries: list[Mapping[str, Any]] = []
    end = 0
    try:
        with path.open("rb") as file:
            while line := file.readline(LINE_LIMIT):
                if not line.endswith(b"\n"):
                    break
                entries.append(_entry(line[:-1], len(entries) + 1, entries, path))
                end += len(line)
    except OSError as error:
        raise RecordError(f"cannot read: {error.strerror}", where=str(path)) from error
    return entries, end


def _entry(line: bytes, number: int, before: list[Mapping[str, Any]], path: Path) -> Mapping[str, Any]:
    where = f"{path}, line {number}"
    entry = strict_json.parse(line, limits=strict_json.Limits(size=LINE_LIMIT), where=where)
    previous = before[-1]["digest"] if before else GENESIS
    sound = (
        isinstance(entry, dict)
        and entry.keys() == {"sequence", "previous", "type", "body", "digest"}
        and entry["sequence"] == number
        and entry["previous"] == previous
        and entry["digest"] == _digest(entry)
        and isinstance(entry["body"], dict)
    )
    if not sound:
        raise RecordError(
            "the record was altered or lost a line",
            where=where,
            remedy="evidence before this line is intact; do not sign",
        )
    return cast("Mapping[str, Any]", entry)
