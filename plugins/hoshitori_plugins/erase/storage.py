"""What stands on the storage at three moments of an erasure, where the bench can see it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from hoshitori.probe import Reach, Unavailable
from hoshitori_plugins.login.attempt import shown
from hoshitori_plugins.storage.search import Search, SearchScan, read
from hoshitori_plugins.storage.view import StorageView, storage_view

_MOST_PLACES: Final = 8
_MOST_LEFT: Final = 20
_SMALLEST: Final = 16
"""Bytes below which two files are alike by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at the storage.

    Attributes:
        places: name of a value → where it stands, and in what form.
        legible: files that some value stands in, packed or not.
        digests: place → SHA-256 of its content; of files only.
    """

    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    digests: Mapping[str, str] = field(default_factory=dict[str, str])
    legible: frozenset[str] = frozenset()


class ErasedStorage:
    """The storage of a device that is about to be erased; nothing where the bench does not see it."""

    def __init__(self, reach: Reach) -> None:
        """Find out how the bench sees it."""
        self._view: StorageView | None = None
        try:
            self._view = storage_view(reach)
        except Unavailable as missing:
            reach.remark(f"the storage is not looked at: {missing.reason}")

    @property
    def kind(self) -> str:
        """`FILES`, `IMAGE` or `NONE`."""
        return self._view.kind if self._view is not None else "NONE"

    @property
    def unread(self) -> tuple[str, ...]:
        """Places that could not be read to their end."""
        return tuple(shown(place) for place in dict.fromkeys(self._view.unread))[:_MOST_LEFT] if self._view else ()

    def look(self, values: Mapping[str, str]) -> Look:
        """Read all of it, looking for values by name."""
        if self._view is None:
            return Look()
        search = Search(values)
        places: dict[str, dict[str, None]] = {}
        digests: dict[str, str] = {}
        legible: set[str] = set()
        for place in self._view.places():
            meter, scan = _Meter(), SearchScan(search, place.name)
            read(meter.metered(place.pieces), (scan,), search.overlap)
            if self._view.kind == "FILES" and meter.size >= _SMALLEST and not place.unpacked:
                digests[place.file] = meter.digest.hexdigest()
            legible |= {place.file} if scan.hits else set()
            for hit in scan.hits:
                places.setdefault(hit.value, {})[shown(f"{hit.form} in {hit.place}")] = None
        found = {name: tuple(each)[:_MOST_PLACES] for name, each in places.items()}
        return Look(places=found, digests=digests, legible=frozenset(legible))


class _Meter:
    """What counts and digests a content while it is read."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.size = 0

    def metered(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Hand pieces on."""
        for piece in pieces:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece


def left_behind(before: Look, between: Look, after: Look) -> tuple[str, ...]:
    """Return files of the last look that were written between the first two, byte for byte, and tell nothing."""
    written = set(between.digests.values()) - set(before.digests.values())
    found = (place for place, digest in after.digests.items() if digest in written and place not in after.legible)
    return tuple(map(shown, found))[:_MOST_LEFT]
