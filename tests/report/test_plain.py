"""Whatever somebody else wrote is shown as one bounded line in which nothing hides."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.report.plain import LONGEST, visible

ANY = st.text(st.characters(exclude_categories=()), max_size=300)


@given(ANY)
def test_nothing_hides(text: str) -> None:
    """No control, direction, surrogate or unassigned character is left, and no line ends."""
    shown = visible(text)

    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for c in shown)


@given(ANY)
def test_what_is_plain_stays(text: str) -> None:
    """Showing what was already shown changes nothing."""
    once = visible(text)

    assert visible(once, longest=10 * LONGEST) == once


def test_japanese_stays() -> None:
    """Japanese with its full-width blank is not spelled out."""
    assert visible("型番　HDC-100（試作）") == "型番　HDC-100（試作）"


@pytest.mark.parametrize("hidden", ["\x1b[2J", "a\u202eb", "\u200b", "\u2066x", "\n", "\x00", "\u3164", "\ud800"])
def test_what_hides_is_spelled_out(hidden: str) -> None:
    """Escapes, direction marks, blanks without width and stray halves are spelled out."""
    assert f"\\u{next(ord(c) for c in hidden if c not in 'ab'):04x}" in visible(hidden)


def test_marks_do_not_pile_up() -> None:
    """A letter keeps at most four marks; it cannot run over other lines."""
    assert visible("a" + "\u0301" * 40).count("\u0301") == 4


def test_what_is_long_is_cut() -> None:
    """A megabyte of banner is shown as a line."""
    shown = visible("x" * 1_000_000)

    assert len(shown) == LONGEST + 1
    assert shown.endswith("…")
