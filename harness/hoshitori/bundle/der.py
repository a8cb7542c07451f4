"""A writer of DER, as far as a time-stamp token needs it (ITU-T X.690 §8, §10)."""

from __future__ import annotations

from datetime import UTC, datetime

_LONG_FORM = 0x80


def tagged(tag: int, *contents: bytes) -> bytes:
    """Return a value of the given identifier octet with its length."""
    content = b"".join(contents)
    size = len(content)
    if size < _LONG_FORM:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, _LONG_FORM | len(length))) + length + content


def sequence(*members: bytes) -> bytes:
    """Return a SEQUENCE."""
    return tagged(0x30, *members)


def set_of(*members: bytes) -> bytes:
    """Return a SET OF, its members in DER's order."""
    return tagged(0x31, *sorted(members))


def integer(value: int) -> bytes:
    """Return an INTEGER of a number that is not negative."""
    return tagged(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def boolean(*, value: bool) -> bytes:
    """Return a BOOLEAN."""
    return tagged(0x01, b"\xff" if value else b"\x00")


def octets(value: bytes) -> bytes:
    """Return an OCTET STRING."""
    return tagged(0x04, value)


def null() -> bytes:
    """Return NULL."""
    return tagged(0x05)


def object_identifier(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER."""
    first, second, *others = map(int, dotted.split("."))
    return tagged(0x06, *map(_base_128, (first * 40 + second, *others)))


def generalized_time(instant: datetime) -> bytes:
    """Return a GeneralizedTime in UTC with whole seconds."""
    return tagged(0x18, instant.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def explicit(number: int, value: bytes) -> bytes:
    """Return `value` under a context tag of its own."""
    return tagged(0xA0 | number, value)


def _base_128(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))
