"""Ports as they stand in a report: short, in order, nothing hidden without saying so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori_profiles.jc_star_1.ports import listed


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [((), "{}"), ((443, 22), "{22, 443}"), ((3, 1, 2), "{1-3}"), ((5, 1, 2), "{1-2, 5}"), ((7, 7), "{7}")],
)
def test_ports_are_listed_in_order(numbers: tuple[int, ...], shown: str) -> None:
    """Neighbours become a range, the rest stands by itself."""
    assert listed(numbers) == shown


def test_a_long_list_says_that_it_goes_on() -> None:
    """Of very many ports the first are shown."""
    assert listed(range(1, 1_000, 2)).endswith(", …}")


@given(st.sets(st.integers(1, 65_535), max_size=40))
def test_few_ports_are_all_told(numbers: set[int]) -> None:
    """Whatever is listed without an ellipsis names each port and no other."""
    told: set[int] = set()
    for part in listed(numbers).strip("{}").split(", "):
        first, _, last = part.partition("-")
        told |= set(range(int(first), int(last or first) + 1)) if first else set()

    assert told == numbers
