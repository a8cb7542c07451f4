"""Reading a container: everything is checked against the one spelling before a byte of an entry is used."""

from __future__ import annotations

import itertools
import os
import stat
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from hoshitori.bundle import container
from hoshitori.bundle.container import Entry
from hoshitori.bundle.errors import ContainerError

_CHUNK = 1 << 20
_DIRECTORY_LIMIT = container.MAXIMUM_ENTRIES * (container.CENTRAL.size + 160)


class Container:
    """An open container, read through one file descriptor so that a swapped path changes nothing.

    Entries are streamed; each pass over one checks its CRC. Integrity against the signed report is the reader's
    and the verifier's business.
    """

    def __init__(self, descriptor: int, where: str) -> None:
        """Take over an open file descriptor and check the whole structure.

        Raises:
            ContainerError: at the first deviation from the one spelling.
        """
        self._descriptor = descriptor
        self._where = where
        self.entries: Mapping[str, Entry] = {entry.name: entry for entry in self._structure()}
        if self.read(container.MIMETYPE_NAME, limit=len(container.MIMETYPE)) != container.MIMETYPE:
            self._refuse("the media type is another one")

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the container at `path`.

        Raises:
            OSError: if the path cannot be read.
            ContainerError: if it is no regular file or no container.
        """
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            return cls(descriptor, path.name)
        except BaseException:
            os.close(descriptor)
            raise

    def close(self) -> None:
        """Close the file descriptor."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield an entry's bytes in pieces of at most 1 MiB.

        Raises:
            ContainerError: if there is no such entry, the file is cut short meanwhile, or the CRC does not fit.
        """
        entry = self.entries.get(name)
        if entry is None:
            self._refuse(f"no entry {name[:160]!a}")
        crc = 0
        for offset in range(0, entry.size, _CHUNK):
            piece = self._at(entry.offset + offset, min(_CHUNK, entry.size - offset))
            crc = zlib.crc32(piece, crc)
            yield piece
        if crc != entry.crc:
            self._refuse(f"the bytes of {name} do not fit their CRC")

    def read(self, name: str, *, limit: int) -> bytes:
        """Return an entry's bytes.

        Raises:
            ContainerError: as `stream`, or if it has more than `limit` bytes.
        """
        entry = self.entries.get(name)
        if entry is not None and entry.size > limit:
            self._refuse(f"{name} has {entry.size} bytes, at most {limit} allowed")
        return b"".join(self.stream(name))

    def _at(self, offset: int, size: int) -> bytes:
        """Read exactly `size` bytes; a short read is an error, never a short answer."""
        pieces: list[bytes] = []
        while size:
            piece = os.pread(self._descriptor, size, offset)
            if not piece:
                self._refuse("the file ends early")
            pieces.append(piece)
            offset, size = offset + len(piece), size - len(piece)
        return b"".join(pieces)

    def _structure(self) -> list[Entry]:
        status = os.fstat(self._descriptor)
        if not stat.S_ISREG(status.st_mode):
            self._refuse("not a regular file")
        total = status.st_size
        if not container.END.size <= total <= container.MAXIMUM_SIZE:
            self._refuse(f"{total} bytes cannot be a bundle")
        end_offset = total - container.END.size
        end = self._at(end_offset, container.END.size)
        _, _, _, count, _, directory_size, directory_offset, _ = container.END.unpack(end)
        if end != container.end_record(count, directory_size, directory_offset):
            self._refuse("the last 22 bytes are not a plain end record")
        if not 1 <= count <= container.MAXIMUM_ENTRIES or directory_size > _DIRECTORY_LIMIT:
            self._refuse(f"{count} entries in a directory of {directory_size} bytes")
        if directory_offset + directory_size != end_offset:
            self._refuse("the directory does not stand right before the end record")
        directory = self._at(directory_offset, directory_size)
        entries = self._entries(directory, count, directory_offset)
        self._check_order([entry.name for entry in entries])
        return entries

    def _entries(self, directory: bytes, count: int, directory_offset: int) -> list[Entry]:
        entries: list[Entry] = []
        position = offset = 0
        for _ in range(count):
            header = directory[position : position + container.CENTRAL.size]
            if len(header) < container.CENTRAL.size:
                self._refuse("the directory ends early")
            fields = container.CENTRAL.unpack(header)
            crc, size, name_length = fields[7], fields[8], fields[10]
            name = directory[position + container.CENTRAL.size :][:name_length]
            expected = container.central_header(name, size, crc, offset)
            if directory[position : position + len(expected)] != expected or len(name) != name_length:
                self._refuse(f"entry {len(entries)} of the directory is not a plain stored file in its place")
            local = container.local_header(name, size, crc)
            if offset + len(local) + size > directory_offset or self._at(offset, len(local)) != local:
                self._refuse(f"entry {len(entries)} and its own header differ")
            text = container.checked_name(name.decode("ascii", "backslashreplace"))
            entries.append(Entry(name=text, offset=offset + len(local), size=size, crc=crc))
            position, offset = position + len(expected), offset + len(local) + size
        if position != len(directory) or offset != directory_offset:
            self._refuse("bytes that belong to no entry")
        return entries

    def _check_order(self, names: list[str]) -> None:
        keys = [container.sort_key(name) for name in names]
        if any(later <= earlier for earlier, later in itertools.pairwise(keys)):
            self._refuse("entries are repeated or out of order")
        if names[0] != container.MIMETYPE_NAME:
            self._refuse("the first entry is not the media type")

    def _refuse(self, message: str) -> NoReturn:
        raise ContainerError(message, where=self._where)
