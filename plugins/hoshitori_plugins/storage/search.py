"""A search for values in any spelling, over contents that are read in pieces: memory does not grow with the storage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from hoshitori_plugins.storage.spellings import Form, forms

MOST_HITS: Final = 40
_MOST_OF_A_FORM: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A value found: which, in what form, where."""

    value: str
    form: str
    place: str
    offset: int


class Search:
    """The spellings of some named values."""

    def __init__(self, values: Mapping[str, str]) -> None:
        """Look for values by name."""
        self.forms: dict[str, tuple[Form, ...]] = {name: forms(value) for name, value in values.items()}

    @property
    def overlap(self) -> int:
        """How many bytes two pieces of a content must share for nothing to be cut in two."""
        return max((len(form.data) for given in self.forms.values() for form in given), default=1)

    def look(self, place: str, pieces: Iterable[bytes]) -> list[Hit]:
        """Return where the values stand in a content."""
        scan = SearchScan(self, place)
        read(pieces, (scan,), self.overlap)
        return scan.hits


class Scan(Protocol):
    """Something that looks at a content window by window."""

    def feed(self, start: int, window: bytes) -> None:
        """Look at a window that begins at byte `start` of the content."""


class SearchScan:
    """The search in one content; each form of a value is told at most three times."""

    def __init__(self, search: Search, place: str) -> None:
        """Begin with a content."""
        self._forms = search.forms
        self._place = place
        self._seen: dict[tuple[str, str, int], Hit] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    @property
    def hits(self) -> list[Hit]:
        """What was found so far."""
        return list(self._seen.values())

    def feed(self, start: int, window: bytes) -> None:
        """Look at a window, once for each form."""
        for name, given in self._forms.items():
            for form in given:
                if self._counts[name, form.name] >= _MOST_OF_A_FORM:
                    continue
                at = window.find(form.data)
                if at < 0 or (name, form.name, start + at) in self._seen:
                    continue
                self._counts[name, form.name] += 1
                hit = Hit(value=name, form=form.name, place=self._place, offset=start + at)
                self._seen[name, form.name, start + at] = hit


def read(pieces: Iterable[bytes], scans: Sequence[Scan], overlap: int) -> None:
    """Read a content once, for all scans."""
    for start, window in windows(pieces, overlap):
        for scan in scans:
            scan.feed(start, window)


def windows(pieces: Iterable[bytes], overlap: int) -> Iterator[tuple[int, bytes]]:
    """Yield each piece behind the end of the one before it, `overlap` bytes long, with where that begins."""
    start, tail = 0, b""
    for piece in pieces:
        window = tail + piece
        yield start, window
        tail = window[-overlap:] if overlap else b""
        start += len(window) - len(tail)
