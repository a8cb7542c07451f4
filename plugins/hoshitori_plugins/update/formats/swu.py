"""SWUpdate's container: a cpio archive (newc) of a description, its signature and the payloads.

After an alteration the archive's own checksums (`070702`) are mended: they guard against a bad line, not against
anybody, and a device that refuses because of them has not looked at the software.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hoshitori_plugins.update.formats.generic import flip

DESCRIPTION: Final = "sw-description"
SIGNATURE: Final = "sw-description.sig"
_PLAIN, _CHECKED = b"070701", b"070702"
_HEADER_BYTES: Final = 110
_FIELDS: Final = 13
_SIZE, _NAME_SIZE, _CHECK = 6, 11, 12
_TRAILER: Final = "TRAILER!!!"
_MOST_MEMBERS: Final = 1_000
_LONGEST_NAME: Final = 4_096
_DIGEST: Final = re.compile(rb"[0-9a-fA-F]{64}")
_INTO_THE_VALUE: Final = 24
"""Bytes from the end: within the value of an RSA, ECDSA or EdDSA signature."""
_MOST_OTHERS: Final = 8
"""Payloads that are flipped beside the largest and the last one; each is an update to be offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an archive, with the header's fields as they were."""

    name: str
    content: bytes
    magic: bytes
    fields: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A whole archive; `tail` is what follows the trailer's name (padding to a block)."""

    members: tuple[Member, ...]
    trailer: Member
    tail: bytes

    def written(self) -> bytes:
        """Return it written out, sizes and checksums right."""
        return b"".join(_entry(member) for member in (*self.members, self.trailer)) + self.tail

    def find(self, name: str) -> Member | None:
        """Return the member of that name, or nothing."""
        return next((member for member in self.members if member.name == name), None)

    def with_content(self, name: str, content: bytes) -> Archive:
        """Return the archive with another content of one member."""
        members = tuple(replace(one, content=content) if one.name == name else one for one in self.members)
        return replace(self, members=members)

    def without(self, name: str) -> Archive:
        """Return the archive without one member."""
        return replace(self, members=tuple(one for one in self.members if one.name != name))

    @property
    def payloads(self) -> tuple[Member, ...]:
        """The members that are software: not the description, nor what comes with it under its name."""
        return tuple(one for one in self.members if not one.name.startswith(DESCRIPTION) and one.content)


def parse(image: bytes) -> Archive | None:
    """Return the archive an image is; nothing where it is none that can be written back byte for byte."""
    members: list[Member] = []
    position = 0
    for _ in range(_MOST_MEMBERS):
        read = _read(image, position)
        if read is None:
            return None
        member, position = read
        if member.name == _TRAILER:
            archive = Archive(members=tuple(members), trailer=member, tail=image[position:])
            first = members[0].name if members else ""
            return archive if first == DESCRIPTION and archive.written() == image else None
        members.append(member)
    return None


def flips(image: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (place, image) with one bit changed in payloads, description and signature."""
    archive = parse(image)
    if archive is None:
        return
    largest = max(archive.payloads, key=lambda one: len(one.content), default=None)
    if largest is not None:
        yield "payload", _flipped(archive, largest, len(largest.content) // 2)
        last = archive.payloads[-1]
        yield "payload-end", _flipped(archive, last, len(last.content) - 1)
        for number, one in _others(archive)[:_MOST_OTHERS]:
            yield f"payload-{number}", _flipped(archive, one, len(one.content) // 2)
    description = archive.find(DESCRIPTION)
    if description is not None and description.content:
        found = _DIGEST.search(description.content)
        # A hexadecimal digit stays one when its lowest bit changes, but for 9 and a: the digest itself is altered.
        digits = [at for at in range(*found.span()) if description.content[at : at + 1] not in b"9aA"] if found else []
        yield "description", _flipped(archive, description, digits[0] if digits else len(description.content) // 2)
    signature = archive.find(SIGNATURE)
    if signature is not None and signature.content:
        size = len(signature.content)
        # The value stands last in a CMS signature (RFC 5652 §5.3), behind certificates that a check may not need.
        yield "signature", _flipped(archive, signature, max(size - _INTO_THE_VALUE, size // 2))


def left_unflipped(image: bytes) -> int:
    """Return how many payloads `flips` leaves as they are."""
    archive = parse(image)
    return max(0, len(_others(archive)) - _MOST_OTHERS) if archive is not None else 0


def cuts(image: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (length, image) cut short: in the middle, one byte before the software's end, before all software."""
    archive = parse(image)
    if archive is None or not archive.payloads:
        return
    yield "half", image[: len(image) // 2]
    yield "last-byte", image[: _end_of(archive, archive.payloads[-1]) - 1]
    yield "no-payload", image[: _start_of(archive, archive.payloads[0])]


def resealed(image: bytes) -> bytes | None:
    """Return the image with a changed payload and every digest mended, so that the signature alone is stale."""
    archive = parse(image)
    if archive is None or not archive.payloads:
        return None
    payload = max(archive.payloads, key=lambda one: len(one.content))
    content = flip(payload.content, len(payload.content) // 2)
    description = archive.find(DESCRIPTION)
    if description is None:
        return None
    old, new = (hashlib.sha256(one).hexdigest().encode() for one in (payload.content, content))
    text = description.content.replace(old, new).replace(old.upper(), new.upper())
    mended = archive.with_content(payload.name, content).with_content(DESCRIPTION, text)
    return _mend_digests(archive, mended).written()


def unsigned(image: bytes) -> bytes | None:
    """Return the image without its signature, digests mended; nothing where it has none."""
    archive = parse(image)
    if archive is None or archive.find(SIGNATURE) is None:
        return None
    return _mend_digests(archive, archive.without(SIGNATURE)).written()


def _others(archive: Archive) -> Sequence[tuple[int, Member]]:
    """The payloads between the largest and the last one, each with its number in the archive, from 1."""
    numbered = list(enumerate(archive.payloads, 1))
    largest = max(numbered, key=lambda one: len(one[1].content), default=None)
    return [one for one in numbered[:-1] if one is not largest]


def _mend_digests(before: Archive, after: Archive) -> Archive:
    """Mend members that are nothing but the SHA-256 of description, or of description and signature."""
    covered_before, covered_after = _covered(before), _covered(after)
    for member in before.members:
        for number, content in enumerate(covered_before):
            if member.content.strip().lower() == hashlib.sha256(content).hexdigest().encode():
                digest = hashlib.sha256(covered_after[number]).hexdigest().encode()
                after = after.with_content(member.name, member.content.replace(member.content.strip(), digest))
                break
    return after


def _covered(archive: Archive) -> Sequence[bytes]:
    description, signature = archive.find(DESCRIPTION), archive.find(SIGNATURE)
    text = description.content if description else b""
    return text, text + (signature.content if signature else b"")


def _flipped(archive: Archive, member: Member, position: int) -> bytes:
    return archive.with_content(member.name, flip(member.content, position)).written()


def _start_of(archive: Archive, wanted: Member) -> int:
    position = 0
    for member in archive.members:
        if member is wanted:
            break
        position += len(_entry(member))
    return position


def _end_of(archive: Archive, member: Member) -> int:
    """Where the content of a member ends, padding not counted."""
    return _start_of(archive, member) + _content_at(member) + len(member.content)


def _content_at(member: Member) -> int:
    named = _HEADER_BYTES + len(member.name.encode()) + 1
    return named + -named % 4


def _entry(member: Member) -> bytes:
    name = member.name.encode() + b"\0"
    fields = list(member.fields)
    fields[_SIZE], fields[_NAME_SIZE] = len(member.content), len(name)
    fields[_CHECK] = sum(member.content) & 0xFFFFFFFF if member.magic == _CHECKED else fields[_CHECK]
    head = member.magic + b"".join(b"%08X" % one for one in fields) + name
    return head + bytes(-len(head) % 4) + member.content + bytes(-len(member.content) % 4)


def _read(image: bytes, position: int) -> tuple[Member, int] | None:
    header = image[position : position + _HEADER_BYTES]
    if len(header) < _HEADER_BYTES or header[:6] not in {_PLAIN, _CHECKED}:
        return None
    try:
        fields = tuple(int(header[6 + 8 * at : 14 + 8 * at], 16) for at in range(_FIELDS))
    except ValueError:
        return None
    size, name_size = fields[_SIZE], fields[_NAME_SIZE]
    start = position + _HEADER_BYTES
    name = image[start : start + name_size - 1]
    start += name_size
    start += -(start - position) % 4
    if not 0 < name_size <= _LONGEST_NAME or start + size > len(image) or not name.isascii():
        return None
    member = Member(name=name.decode("ascii"), content=image[start : start + size], magic=header[:6], fields=fields)
    return member, start + size + -size % 4
