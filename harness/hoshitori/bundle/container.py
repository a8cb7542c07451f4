"""The container: a ZIP with one spelling only (evidence bundle, `.hoshi`).

Stored entries, no flags, extras, comments, directories or Zip64; local headers contiguous from offset 0 in the order
of the central directory, which follows at once, then the end record as the last 22 bytes. Whatever two ZIP readers
could read differently is refused here (PKWARE APPNOTE 6.3.10 §4.3; CVE-2024-0450, CVE-2025-8291).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from hoshitori.bundle.errors import ContainerError

MIMETYPE_NAME = "mimetype"
MIMETYPE = b"application/vnd.hoshitori.evidence-bundle.v1+zip"

MAXIMUM_ENTRIES = 4_000
MAXIMUM_SIZE = 2**32 - 1
"""Bytes of a whole container; what is larger travels beside it."""

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
LOCAL_MAGIC, CENTRAL_MAGIC, END_MAGIC = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"

VERSION = 10
"""APPNOTE 4.4.3: 1.0, the version of a stored file."""
DOS_TIME = 0
DOS_DATE = 0x21
"""1980-01-01, the earliest date a ZIP can say."""

_SEGMENT = re.compile(r"[a-z0-9][a-z0-9._-]*(?<!\.)\Z")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\Z)")
_MAXIMUM_NAME = 160
_MAXIMUM_LEVELS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of a container.

    Attributes:
        offset: of its first byte within the container.
        size: bytes.
        crc: CRC-32 of its bytes.
    """

    name: str
    offset: int
    size: int
    crc: int


def checked_name(name: str) -> str:
    """Return `name` if a bundle may hold an entry of that name.

    Raises:
        ContainerError: unless it is up to four lower-case ASCII segments, safe on every file system.
    """
    segments = name.split("/")
    if (
        len(name) > _MAXIMUM_NAME
        or len(segments) > _MAXIMUM_LEVELS
        or not all(_SEGMENT.match(segment) for segment in segments)
        or any(_DEVICE.match(segment) for segment in segments)
    ):
        raise ContainerError("an entry's name is not allowed", where=ascii(name[:_MAXIMUM_NAME]))
    return name


def sort_key(name: str) -> tuple[bool, bytes]:
    """Return what entries are ordered by: the media type first, the rest by bytes."""
    return name != MIMETYPE_NAME, name.encode()


def local_header(name: bytes, size: int, crc: int) -> bytes:
    """Return the header that stands before an entry's bytes."""
    return LOCAL.pack(LOCAL_MAGIC, VERSION, 0, 0, DOS_TIME, DOS_DATE, crc, size, size, len(name), 0) + name


def central_header(name: bytes, size: int, crc: int, header_offset: int) -> bytes:
    """Return an entry's line in the directory at the end; every attribute field is zero."""
    return (
        CENTRAL.pack(
            CENTRAL_MAGIC, VERSION, VERSION, 0, 0, DOS_TIME, DOS_DATE, crc, size, size, len(name), 0, 0, 0, 0, 0,
            header_offset,
        )
        + name
    )  # fmt: skip


def end_record(entries: int, directory_size: int, directory_offset: int) -> bytes:
    """Return the last 22 bytes of a container."""
    return END.pack(END_MAGIC, 0, 0, entries, entries, directory_size, directory_offset, 0)
