"""What stands in a compressed file: a rotated log, a backup of the settings; opened once, and within bounds.

Of gzip (RFC 1952), bzip2, xz and zip, in up to five hundred portions. An archive within an archive is not opened, nor
is one under a password.
"""

from __future__ import annotations

import bz2
import contextlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Final, Protocol

MOST_BYTES: Final = 32 * 1024 * 1024
"""What is read of one file's contents, once unpacked; whatever comes behind it is not looked at."""
_MOST_MEMBERS: Final = 500
_MOST_MEMORY: Final = 128 * 1024 * 1024
_GZIP: Final = 31
"""zlib's word for a gzip header."""
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, ValueError, OverflowError,
)  # fmt: skip


class _Unpacker(Protocol):
    """A decompressor that stops where it is told to, and at the end of a stream."""

    @property
    def eof(self) -> bool:
        """Whether the stream is over."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What came behind its end."""
        ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Return at most so many bytes."""
        ...


def unpacked(content: bytes) -> bytes:
    """Return what a compressed content holds, as far as it can be read; nothing where it is not compressed."""
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    for magic, unpacker in _UNPACKERS.items():
        if content.startswith(magic):
            return _of_streams(content, unpacker)
    return b""


_UNPACKERS: Final[Mapping[bytes, Callable[[], _Unpacker]]] = {
    b"\x1f\x8b\x08": lambda: zlib.decompressobj(wbits=_GZIP),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_MOST_MEMORY),
}


def _of_streams(content: bytes, unpacker: Callable[[], _Unpacker]) -> bytes:
    """Return what streams one behind another hold: a log that was packed in portions."""
    found: list[bytes] = []
    left = MOST_BYTES
    with contextlib.suppress(OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, MemoryError):
        for _ in range(_MOST_MEMBERS):
            one = unpacker()
            found.append(one.decompress(content, left))
            left -= len(found[-1])
            content = one.unused_data
            if not (one.eof and content) or left <= 0:
                break
    return b"".join(found)


def _of_zip(content: bytes) -> bytes:
    found: list[bytes] = []
    left = MOST_BYTES
    with contextlib.suppress(*_BROKEN), zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist()[:_MOST_MEMBERS]:
            if member.compress_type not in _METHODS:
                continue
            # a member that is broken or under a password tells nothing
            with contextlib.suppress(*_BROKEN), archive.open(member) as stream:
                found.append(stream.read(left))
                left -= len(found[-1])
            if left <= 0:
                break
    return b"\0".join(found)
