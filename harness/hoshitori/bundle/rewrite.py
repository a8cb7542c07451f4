"""Copies of a bundle: with sealed items withheld, or with a statement added. Every other entry stays byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hoshitori.bundle.companion import SignedCompanion
from hoshitori.bundle.container import MIMETYPE_NAME
from hoshitori.bundle.container_reader import Container
from hoshitori.bundle.container_writer import Content, write_container
from hoshitori.bundle.errors import SealError
from hoshitori.bundle.items import content_name, disclosure_name
from hoshitori.bundle.statement import statement_name


@dataclass(frozen=True, slots=True)
class _EntryContent:
    container: Container
    name: str

    def chunks(self) -> Iterator[bytes]:
        return self.container.stream(self.name)


def withhold(path: Path, items: Iterable[str], out: Path) -> None:
    """Write a copy of the bundle at `path` without the content of these sealed items.

    Signatures, time-stamps and every other item stay valid, because the report holds commitments only.

    Raises:
        SealError: if an item is not sealed, or withheld already.
        BundleError: if `path` is no bundle.
        OSError: if the disk refuses.
    """
    with Container.open(path) as container:
        entries = _entries(container)
        for item in items:
            halves = (disclosure_name(item), content_name(item))
            if not entries.keys() >= set(halves):
                raise SealError("there is no such sealed item in this copy", where=item)
            for name in halves:
                del entries[name]
        write_container(out, entries)


def attach(path: Path, companion: SignedCompanion, out: Path) -> None:
    """Write a copy of the bundle at `path` with one more statement.

    Raises:
        SealError: if the bundle has one of that role.
        BundleError: if `path` is no bundle.
        OSError: if the disk refuses.
    """
    with Container.open(path) as container:
        entries = _entries(container)
        if statement_name(companion.role) in entries:
            raise SealError("the bundle has such a statement already", where=companion.role.value)
        write_container(out, entries | companion.entries())


def _entries(container: Container) -> dict[str, Content]:
    return {name: _EntryContent(container, name) for name in container.entries if name != MIMETYPE_NAME}
