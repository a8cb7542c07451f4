"""Whatever a report can say, it can say in Japanese and in English."""

import re
import string
from enum import Enum
from pathlib import Path

import pytest

from hoshitori import report
from hoshitori.model.catalogue import Text
from hoshitori.model.findings import Aspect, State
from hoshitori.model.observation import Impact, Vantage
from hoshitori.model.observation import State as DeviceState
from hoshitori.model.predicate_evidence import GuardKind, ItemClass, LabMode
from hoshitori.model.predicate_parties import FirmwareLink, Kind, PersonRole, SampleRole, Source
from hoshitori.model.verdict import Cause, Verdict
from hoshitori.report import wording
from hoshitori.report.words import WORDS

ROOM = Path(report.__file__).parent
SOURCES = [*ROOM.glob("*.py"), *(ROOM / "templates").iterdir(), ROOM.parent / "cli" / "progress.py"]
TABLES: tuple[tuple[object, type[Enum]], ...] = (
    (wording.VERDICTS, Verdict),
    (wording.VERDICT_MARKS, Verdict),
    (wording.OVERALL, Verdict),
    (wording.CAUSES, Cause),
    (wording.ACTIONS, Cause),
    (wording.KINDS, Kind),
    (wording.SHORT_KINDS, Kind),
    (wording.PERSONS, PersonRole),
    (wording.SAMPLES, SampleRole),
    (wording.LINKS, FirmwareLink),
    (wording.SOURCES, Source),
    (wording.MODES, LabMode),
    (wording.GUARDS, GuardKind),
    (wording.ITEM_CLASSES, ItemClass),
    (wording.QUESTIONS, Aspect),
    (wording.FINDING_MARKS, State),
)


def blanks(text: str) -> set[str]:
    """The names of a text's placeholders."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", sorted(WORDS))
def test_each_word_has_both_languages(key: str) -> None:
    """No word lacks a language, and both have the same blanks."""
    text = WORDS[key]

    assert text.ja.strip()
    assert text.en.strip()
    assert blanks(text.ja) == blanks(text.en)


@pytest.mark.parametrize("key", sorted(WORDS))
def test_each_word_is_used(key: str) -> None:
    """No word is left over that nobody says."""
    defining = {"words.py", "words_page.py", "words_selfproof.py", "words_verify.py"}
    said = re.compile(rf"""["']{re.escape(key)}["']""")

    assert any(said.search(path.read_text()) for path in SOURCES if path.name not in defining)


def test_japanese_is_japanese() -> None:
    """Every word's Japanese form is written in Japanese, marks and layout apart."""
    layout = {
        *("list-separator", "title-separator", "and-separator", "brackets", "recorded-at"),
        *("judge-line", "opinion", "evidence-items", "adapter", "seen-of", "pair"),
    }
    foreign = {k for k, t in WORDS.items() if not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", t.ja)} - layout

    assert foreign == set()


@pytest.mark.parametrize(("table", "members"), TABLES)
def test_each_value_has_a_name(table: dict[Enum, object], members: type[Enum]) -> None:
    """Whatever value the predicate allows, the report has a name for it."""
    assert set(table) == set(members)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (wording.STATES, {state.value for state in DeviceState}),
        (wording.VANTAGES, {vantage.value for vantage in Vantage}),
        (wording.IMPACTS, {impact.value for impact in Impact}),
        (wording.SUPPLIER_QUESTIONS, set(wording.SUPPLIER_TOPICS)),
    ],
)
def test_each_spelled_value_has_a_name(table: dict[str, Text], values: set[str]) -> None:
    """Likewise for values that the predicate spells out."""
    assert set(table) == values
