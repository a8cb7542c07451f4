"""Lines for a terminal: cells counted, not characters, and broken where Japanese and English may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, set_cell_size

WIDTH: Final = 78
"""Cells of a line: with a mark that must not begin the next, it fits a terminal of 80."""

_NEVER_FIRST: Final = frozenset("、。，．）」』】〕・：；！？ー…)]},.;:!?%”’")
_NEVER_LAST: Final = frozenset("（「『【〔([{“‘")
_WIDE: Final = 2


def pad(text: str, cells: int) -> str:
    """Return text filled up with blanks to a number of cells."""
    return text + " " * max(0, cells - cell_len(text))


def cut(text: str, cells: int) -> str:
    """Return as much of a text's beginning as fits a number of cells."""
    return set_cell_size(text, cells).rstrip() if cell_len(text) > cells else text


def wrap(text: str, *, first: str = "", rest: str = "", width: int = WIDTH) -> list[str]:
    """Return text as lines of at most `width` cells, the first and the others indented as given."""
    lines: list[str] = []
    line = first
    bare = True
    for word in _words(text):
        fits = cell_len(line) + cell_len(word.rstrip()) <= width
        if not fits and not bare:
            lines.append(line.rstrip())
            line, bare = rest, True
            word = word.lstrip()  # noqa: PLW2901  # a line does not begin with the blank it was broken at
        for piece in _pieces(word, width - cell_len(line)):
            if not bare and cell_len(line) + cell_len(piece.rstrip()) > width:
                lines.append(line.rstrip())
                line = rest
            line += piece
            bare = False
    lines.append(line.rstrip())
    return lines


def _words(text: str) -> Iterator[str]:
    """Split text where a line may break, each word with the blank after it."""
    word = ""
    for character in text:
        wide = cell_len(character) == _WIDE
        may_break = bool(word) and (
            word[-1].isspace() or (wide and word[-1] not in _NEVER_LAST) or cell_len(word[-1]) == _WIDE
        )
        if may_break and character not in _NEVER_FIRST and not character.isspace() and word[-1] not in _NEVER_LAST:
            yield word
            word = ""
        word += character
    if word:
        yield word


def _pieces(word: str, width: int) -> Iterator[str]:
    """Cut a word that is longer than a line."""
    piece = ""
    for character in word:
        if cell_len(piece) + cell_len(character) > max(width, _WIDE) and not character.isspace():
            yield piece
            piece = ""
        piece += character
    yield piece
