"""What a page is made of: sections of paragraphs, lists, pairs and tables, all text still unescaped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "strong", "quiet", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of a line.

    Attributes:
        target: the id on this page that it leads to; empty where it leads nowhere.
        code: whether it is an id, a digest or the like, whose letters matter one by one.
        state: a verdict's or finding's name, for its colour.
    """

    text: str
    target: str = ""
    code: bool = False
    state: str = ""


Line = tuple[Span, ...]
"""One line of text."""


def line(*parts: str | Span) -> Line:
    """Return a line of plain text and spans; what is empty is left out."""
    spans = (Span(text=part) if isinstance(part, str) else part for part in parts)
    return tuple(span for span in spans if span.text)


def code(text: str, target: str = "") -> Span:
    """Return an id or a digest."""
    return Span(text=text, code=True, target=target)


def joined(spans: Iterable[Span], separator: str) -> Line:
    """Return spans as one line with something between them."""
    found: list[Span] = []
    for span in spans:
        found += [Span(text=separator), span] if found else [span]
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, with a heading of its own where it has one."""

    line: Line
    heading: str = ""
    tone: Tone = ""
    shape: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list."""

    lines: tuple[Line, ...]
    heading: str = ""
    shape: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Names and what they stand for."""

    pairs: tuple[tuple[str, Line], ...]
    heading: str = ""
    shape: Literal["pairs"] = "pairs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; its first cell names it. Each cell is one line or several."""

    cells: tuple[tuple[Line, ...], ...]
    id: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption, a head and rows.

    Attributes:
        spoken: whether the caption repeats a heading and is for screen readers alone.
        kind: what it holds, for the widths of its columns.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    spoken: bool = False
    kind: str = ""
    shape: Literal["table"] = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Something long that is opened when wanted, and printed in full."""

    summary: str
    blocks: tuple[Block, ...]
    id: str = ""
    shape: Literal["fold"] = "fold"


Block = Paragraph | Bullets | Pairs | Table | Fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the page with its heading; an annex holds detail and is printed small."""

    id: str
    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    mark: str = ""
    state: str = ""
    verdict: str = ""
    annex: bool = False


def row(*cells: Line | str | list[Line], identifier: str = "", state: str = "") -> Row:
    """Return a row; a cell is a text, a line, or a list of lines."""
    made: list[tuple[Line, ...]] = []
    for cell in cells:
        if isinstance(cell, str):
            made.append((line(cell),))
        elif isinstance(cell, list):
            made.append(tuple(cell))
        else:
            made.append((cell,))
    return Row(cells=tuple(made), id=identifier, state=state)
