"""Writing a container: the same entries give the same bytes, and a bundle appears whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from hoshitori.bundle import container
from hoshitori.bundle.errors import ContainerError, SealError

_CHUNK = 1 << 20


class Content(Protocol):
    """Bytes that can be read as often as needed: each call starts anew."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in pieces."""
        ...


@dataclass(frozen=True, slots=True)
class BytesContent:
    """Bytes in memory."""

    data: bytes

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in pieces."""
        yield self.data


@dataclass(frozen=True, slots=True)
class FileContent:
    """Bytes of a file, read in pieces of 1 MiB."""

    path: Path

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in pieces.

        Raises:
            OSError: if the file cannot be read.
        """
        with self.path.open("rb") as file:
            while piece := file.read(_CHUNK):
                yield piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What one pass over a content found: size in bytes, CRC-32 and SHA-256 in hexadecimal."""

    size: int
    crc: int
    sha256: str


def measure(content: Content) -> Measure:
    """Return size and digests of a content."""
    size, crc, digest = 0, 0, hashlib.sha256()
    for piece in content.chunks():
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        digest.update(piece)
    return Measure(size=size, crc=crc, sha256=digest.hexdigest())


def write_container(path: Path, entries: Mapping[str, Content]) -> None:
    """Write a container with these entries, the media type added, in place of whatever is at `path`.

    The file is written beside `path`, flushed to disk and renamed, so that a full disk or a cut leaves what was there.

    Raises:
        ContainerError: if a name, the number of entries or the size does not fit.
        SealError: if a content changes while it is being written.
        OSError: if the disk refuses.
    """
    contents: dict[str, Content] = {**entries, container.MIMETYPE_NAME: BytesContent(container.MIMETYPE)}
    names = sorted(map(container.checked_name, contents), key=container.sort_key)
    if len(names) > container.MAXIMUM_ENTRIES:
        raise ContainerError(f"{len(names)} entries, at most {container.MAXIMUM_ENTRIES} fit")
    descriptor, temporary = tempfile.mkstemp(prefix=".hoshi-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _write(file, {name: contents[name] for name in names})
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _write(file: BinaryIO, contents: Mapping[str, Content]) -> None:
    directory = b""
    offset = 0
    for name, content in contents.items():
        expected = measure(content)
        if offset + expected.size + len(directory) + (1 << 16) > container.MAXIMUM_SIZE:
            raise ContainerError("more than 4 GiB; keep large captures beside the bundle", where=name)
        header = container.local_header(name.encode(), expected.size, expected.crc)
        directory += container.central_header(name.encode(), expected.size, expected.crc, offset)
        file.write(header)
        digest = hashlib.sha256()
        for piece in content.chunks():
            file.write(piece)
            digest.update(piece)
        if digest.hexdigest() != expected.sha256:
            raise SealError("changed while it was being written", where=name, remedy="end whatever writes it")
        offset += len(header) + expected.size
    file.write(directory + container.end_record(len(contents), len(directory), offset))


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
