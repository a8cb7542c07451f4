"""What a catalogue asks of a declaration and of the cases beside it."""

import dataclasses

import pytest

from hoshitori.model.catalogue import Alternative, Item, NotApplicable, Text
from tests.report.example import CATALOGUE

TITLE = Text(ja="表題", en="title")


@pytest.mark.parametrize(("language", "words"), [("ja", "表題"), ("en", "title")])
def test_a_text_has_both_languages(language: str, words: str) -> None:
    """A reader gets the words of the language asked for."""
    assert TITLE.in_language(language) == words


def test_every_claim_and_case_named_is_asked_for() -> None:
    """Answers are asked to every condition, with or without an absence case; cases only where one is named."""
    conditions = (
        NotApplicable(claim="no-radio", absence="no_radio_seen", title=TITLE, basis="assumed"),
        NotApplicable(claim="no-update", title=TITLE, basis="assumed"),
    )
    item = Item(
        id="1",
        title=TITLE,
        proof="device",
        basis="assumed",
        source="",
        alternatives=(
            Alternative(id="a", title=TITLE, cases=("first", "second")),
            Alternative(id="b", title=TITLE, cases=("second",)),
            Alternative(id="c", title=TITLE),
        ),
        counter_evidence=("counter",),
        notes=("note",),
    )
    one = dataclasses.replace(CATALOGUE.requirements[0], items=(item,), not_applicable=conditions)
    catalogue = dataclasses.replace(CATALOGUE, requirements=(one,))

    assert catalogue.claims() == {"no-radio", "no-update"}
    assert catalogue.case_ids() == {"no_radio_seen", "first", "second", "counter", "note"}
