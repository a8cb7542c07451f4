"""Sources and units of the shipped profile are told in Japanese."""

from __future__ import annotations

import re

import pytest

from hoshitori.report.sources import source_in_words
from tests.profiles.support import catalogue

CATALOGUE = catalogue()
NAMES = re.compile(r"https?://\S+?(?=[（）；、]|$)|\([^)]*\)|（[^（）]*）")
ENGLISH = re.compile(r"\b[a-z]{3,} [a-z]{2,}")
TOLD = sorted(
    {one.source for one in CATALOGUE.requirements}
    | {item.source for one in CATALOGUE.requirements for item in one.items}
    | {text for one in CATALOGUE.thresholds.values() for text in (one.source, one.unit)}
)


@pytest.mark.parametrize("text", TOLD)
def test_no_english_is_left(text: str) -> None:
    """No two English words follow each other where a Japanese reader reads."""
    assert not ENGLISH.search(NAMES.sub("", source_in_words(text, "ja")))


def test_english_stands() -> None:
    """In English a source stands as the catalogue has it; another profile's stands in both."""
    assert source_in_words("ours: a month", "en") == "ours: a month"
    assert source_in_words("a guide", "ja") == "a guide"
