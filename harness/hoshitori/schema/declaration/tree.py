"""Careful walks over a tree that may be of any shape, beside its schema."""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, cast

from hoshitori.model.declaration_ixit import IXIT_TABLES, SINGLE_RECORD_TABLES
from hoshitori.model.json_value import Json
from hoshitori.schema.declaration.phrases import Phrase
from hoshitori.schema.declaration.place import Path, Places, key_text
from hoshitori.schema.declaration.problem import Problem, Severity

NAMED_LISTS: Final = (
    "sample",
    "authorisation",
    "asset",
    "access_path",
    "service",
    "document",
    "vulnerability_report",
    "vulnerability_feed",
)
"""The lists of tables, IXIT aside, whose entries have an id."""


@functools.cache
def schema() -> Mapping[str, Json]:
    """Return the JSON Schema of `dut.toml` that this release ships."""
    text = importlib.resources.files("hoshitori.schema").joinpath("dut.schema.json").read_text("utf-8")
    return cast("Mapping[str, Json]", json.loads(text))


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of the file: where it stands, and its keys."""

    path: Path
    keys: Mapping[str, Json]

    def text(self, key: str) -> str:
        """Return a key's text, or nothing where it is absent or no text."""
        value = self.keys.get(key)
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a key's texts, or none where it is absent or no list."""
        return tuple(text for _, text in self.indexed(key))

    def indexed(self, key: str) -> tuple[tuple[int, str], ...]:
        """Return a key's texts, each with its index in the list."""
        value = self.keys.get(key)
        if not isinstance(value, list):
            return ()
        return tuple((index, text) for index, text in enumerate(value) if isinstance(text, str))

    def table(self, key: str) -> Entry | None:
        """Return a table inside this one, or nothing."""
        value = self.keys.get(key)
        return Entry((*self.path, key), value) if isinstance(value, dict) else None

    def tables(self, key: str) -> Iterator[Entry]:
        """Yield the tables of a list inside this one."""
        value = self.keys.get(key)
        for index, member in enumerate(value if isinstance(value, list) else []):
            if isinstance(member, dict):
                yield Entry((*self.path, key, index), member)


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole file as plain values, with its places."""

    root: Entry
    places: Places
    names: Mapping[Path, str]

    @classmethod
    def of(cls, values: Mapping[str, Json], places: Places) -> Tree:
        """Return the tree of a file's values."""
        root = Entry((), values)
        bare = cls(root, places, {})
        names = {entry.path: entry.text("id") for entry in bare.named() if entry.text("id")}
        return cls(root, places, names)

    def ixit(self, table: str) -> Iterator[Entry]:
        """Yield the rows of an IXIT table."""
        tables = self.root.table("ixit")
        if tables is None:
            return
        if table in SINGLE_RECORD_TABLES:
            if (single := tables.table(table)) is not None:
                yield single
        else:
            yield from tables.tables(table)

    def named(self) -> Iterator[Entry]:
        """Yield every entry that has an id of its own."""
        for key in NAMED_LISTS:
            yield from self.root.tables(key)
        for table in IXIT_TABLES:
            if table not in SINGLE_RECORD_TABLES:
                yield from self.ixit(table)
        if (assessment := self.root.table("assessment")) is not None:
            yield from assessment.tables("equipment")

    def problem(
        self, code: str, path: Path, expected: Phrase, found: Phrase, severity: Severity = Severity.ERROR
    ) -> Problem:
        """Return a problem at `path`."""
        return Problem(
            code=code,
            position=self.places.of(path),
            key=key_text(path, self.names),
            expected=expected,
            found=found,
            severity=severity,
        )
