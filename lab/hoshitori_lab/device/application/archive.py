"""The outer form of a firmware image: a cpio archive (newc with checksums) whose order SWUpdate fixed.

``sw-description`` first, its CMS signature second, then a digest of both, then the payloads. The sound device takes
only the one canonical spelling of an archive, so that not even a header's unused bits can be altered unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

DESCRIPTION: Final = "sw-description"
SIGNATURE: Final = "sw-description.sig"
DIGEST: Final = "sw-description.sha256"
_TRAILER: Final = "TRAILER!!!"
_MAGIC: Final = b"070702"
_HEADER_BYTES: Final = 110
_BLOCK_BYTES: Final = 512
_MOST_MEMBERS: Final = 16


class Malformed(ValueError):  # noqa: N818  (named after what the image is)
    """An archive that is not a firmware image; the message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of the archive."""

    name: str
    content: bytes


def pack(members: Sequence[Member]) -> bytes:
    """Spell an archive canonically."""
    parts = [_entry(index, member) for index, member in enumerate(members, start=1)]
    parts.append(_entry(0, Member(name=_TRAILER, content=b"")))
    archive = b"".join(parts)
    return archive + bytes(-len(archive) % _BLOCK_BYTES)


def unpack(archive: bytes) -> tuple[Member, ...]:
    """Take an archive apart.

    Raises:
        Malformed: it is cut short, a checksum is wrong, or its spelling is not the canonical one.
    """
    members = tuple(_read(archive, strict=True))
    if pack(members) != archive:
        raise Malformed("更新ファイルの形式が正しくありません（正規の並びではありません）。")
    return members


def salvage(archive: bytes) -> tuple[Member, ...]:
    """Take out of an archive whatever can be read: how a careless device does it."""
    return tuple(_read(archive, strict=False))


def _entry(inode: int, member: Member) -> bytes:
    name = member.name.encode("latin-1") + b"\0"
    mode = 0o100644 if inode else 0
    fields = (inode, mode, 0, 0, 1, 0, len(member.content), 0, 0, 0, 0, len(name), sum(member.content) & 0xFFFFFFFF)
    header = _MAGIC + b"".join(b"%08X" % field for field in fields)
    return b"".join(
        (header, name, bytes(-(len(header) + len(name)) % 4), member.content, bytes(-len(member.content) % 4))
    )


def _read(archive: bytes, *, strict: bool) -> Iterable[Member]:
    position = 0
    for _ in range(_MOST_MEMBERS):
        header = archive[position : position + _HEADER_BYTES]
        size, name_size = _number(header[54:62]), _number(header[94:102])
        if len(header) < _HEADER_BYTES or not 0 < name_size <= 256 or size < 0:  # noqa: PLR2004
            if strict:
                raise Malformed("更新ファイルが途中で切れているか、形式が正しくありません。")
            return
        start = position + _HEADER_BYTES
        name = archive[start : start + name_size - 1].decode("latin-1")
        if name == _TRAILER:
            return
        start += name_size + -(_HEADER_BYTES + name_size) % 4
        content = archive[start : start + size]
        if strict and (len(content) < size or sum(content) & 0xFFFFFFFF != _number(header[102:110])):
            raise Malformed("更新ファイルが途中で切れているか、検査和が一致しません。")
        yield Member(name=name, content=content)
        position = start + size + -size % 4
    if strict:
        raise Malformed("更新ファイルに含まれるファイルが多すぎます。")


def _number(field: bytes) -> int:
    """Return a header field's number; -1 where it is none."""
    try:
        return int(field, 16)
    except ValueError:
        return -1
