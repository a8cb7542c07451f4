"""Lines on a terminal keep to their width, in cells, and lose no letter."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hoshitori.report.layout import pad, wrap

WORDS = st.text(st.sampled_from("ab c、。「」漢字かな100%-"), max_size=200)


@given(WORDS, st.integers(10, 60))
def test_lines_keep_to_their_width(text: str, width: int) -> None:
    """No line is wider than asked, but for a mark that must not begin the next."""
    for line in wrap(text, first="· ", rest="  ", width=width):
        assert cell_len(line) <= width + 4 * 2


@given(WORDS, st.integers(10, 60))
def test_no_letter_is_lost(text: str, width: int) -> None:
    """The lines together hold the text's letters, in order."""
    lines = wrap(text, width=width)

    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_line_begins_with_no_closing_mark() -> None:
    """A full stop stays with its sentence."""
    assert all(not line.startswith(("。", "、", "」")) for line in wrap("これは見本です。" * 9, width=16))


def test_columns_count_cells() -> None:
    """A column is as wide in kanji as in Latin letters."""
    assert cell_len(pad("判定", 10)) == cell_len(pad("verdict", 10)) == 10
