"""An image of unknown form: bytes, altered where they carry information."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

_PLACES_PERCENT: Final = (10, 30, 50, 70, 95)
_WINDOW: Final = 16
_DISTINCT: Final = 8
_SEARCH: Final = 4_096


def flip(data: bytes, position: int) -> bytes:
    """Return the bytes with the lowest bit changed at one place."""
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


def flips(image: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (place, image) with one bit changed, at several places that do not look like padding."""
    for percent in _PLACES_PERCENT:
        position = _informative(image, len(image) * percent // 100)
        if position is not None:
            yield f"{percent}-percent", flip(image, position)


def cuts(image: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (length, image) cut short; what is cut off is never mere padding at the end."""
    filled = len(image.rstrip(image[-1:])) if image else 0
    for name, length in (("half", len(image) // 2), ("90-percent", len(image) * 9 // 10), ("last-bytes", filled - 1)):
        if 0 < length < filled:
            yield name, image[:length]


def _informative(image: bytes, wanted: int) -> int | None:
    """Return the nearest place from `wanted` on, then before it, whose neighbourhood is no padding."""
    onward, back = range(wanted, min(wanted + _SEARCH, len(image))), range(wanted, max(wanted - _SEARCH, 0), -1)
    for position in itertools.chain(onward, back):
        around = image[max(0, position - _WINDOW // 2) : position + _WINDOW // 2]
        if len(set(around)) >= _DISTINCT:
            return position
    return None
