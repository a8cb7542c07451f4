"""Text from a device, a bundle or a declaration, made fit to be shown: one line, bounded, nothing invisible in it."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST: Final = 1_000
"""Characters shown of any one text that somebody else wrote."""

LONGEST_LIST: Final = 16_000
"""Characters shown of a list of such texts."""

_STACKED: Final = 4
_BLANKS: Final = frozenset(" \u3000")
_INVISIBLE_LETTERS: Final = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800\u00ad\u034f")


def visible(text: str, *, longest: int = LONGEST) -> str:
    """Return text whose control, direction and invisible characters are spelled out, cut at `longest`.

    Marks that pile up on one letter are spelled out from the fifth on, so that no text runs over its neighbours.
    """
    shown: list[str] = []
    stacked = 0
    for character in text[:longest]:
        stacked = stacked + 1 if unicodedata.combining(character) else 0
        hidden = character in _INVISIBLE_LETTERS or stacked > _STACKED
        printable = character in _BLANKS or (character.isprintable() and not hidden)
        shown.append(character if printable else f"\\u{ord(character):04x}")
    return "".join(shown) + ("…" if len(text) > longest else "")
