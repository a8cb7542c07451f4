"""What must be true of the catalogue of jc-star-1, whatever its cases say."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator

from hoshitori.model.catalogue import Text
from hoshitori.model.claims import claimed_alternatives, rows_of
from tests.architecture.test_claims import claims_in
from tests.profiles.support import FOLDER, camera, cases, catalogue

FIRST_LINE_JA = (
    "本書はJC-STAR適合ラベルではなく、IPAによる審査・認定を示しません。"
    "★1要件を参考にした試験結果です（公式本文と照合済み：0/16）。"
)
FIRST_LINE_EN = (
    "This is not a JC-STAR label and shows no review or certification by IPA. "
    "Results of tests modelled on the ★1 requirements (checked against the official text: 0 of 16)."
)
SHOWING = {"expect": 1, "undecided": 0, "limit": 0, "expect_judgement": 0}
"""Calls in a case that name texts, with the number of arguments before those that do."""


def every_text() -> Iterator[tuple[str, Text]]:
    """Every text of the catalogue with its place."""
    c = catalogue()
    yield from (("title", c.title), ("first_line", c.first_line), ("trademark", c.trademark))
    yield from c.texts.items()
    yield from ((name, threshold.title) for name, threshold in c.thresholds.items())
    for requirement in c.requirements:
        for field in ("title", "explanation", "shows", "does_not_show", "remedy"):
            yield f"{requirement.id}.{field}", getattr(requirement, field)
        yield from ((condition.claim, condition.title) for condition in requirement.not_applicable)
        for item in requirement.items:
            yield f"{requirement.id}/{item.id}", item.title
            yield from ((alternative.id, alternative.title) for alternative in item.alternatives)


def texts_named_in_cases() -> set[str]:
    """The ids of all texts that the code of the profile names: expectations, limits, reasons, questions, elements."""
    named: set[str] = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "TEXTS":
                assert isinstance(node.value, ast.Dict)
                named |= {text for value in node.value.values for text in literals(value)}
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in SHOWING:
                named |= {text for argument in node.args[SHOWING[name] :] for text in literals(argument)}
                named |= {
                    text
                    for keyword in node.keywords
                    if keyword.arg in {"expected", "reason"}
                    for text in literals(keyword.value)
                }
    for case in cases().values():
        for need in case.marked.spec.needs.values():
            for one in (need, *need.alternatives):
                named |= {str(value) for key, value in one.parameters.items() if key in {"question", "element"}}
    return named


def literals(node: ast.expr) -> set[str]:
    """The text constants in an expression that is no f-string."""
    if any(isinstance(inner, ast.JoinedStr) for inner in ast.walk(node)):
        return set()
    return {inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant) and isinstance(inner.value, str)}


def test_all_sixteen_requirements_are_named() -> None:
    """The catalogue names S1.1-01 to S1.1-16, each once and in order."""
    assert [requirement.id for requirement in catalogue().requirements] == [f"S1.1-{n:02d}" for n in range(1, 17)]


def test_the_first_line_is_the_fixed_one() -> None:
    """The line that stands first on every face is DESIGN's, word for word, in both languages."""
    line = catalogue().first_line

    assert line.ja.format(attested=0, total=16) == FIRST_LINE_JA
    assert line.en.format(attested=0, total=16) == FIRST_LINE_EN


def test_nothing_is_called_official() -> None:
    """Without the official text at hand the profile is a draft, and no criterion or threshold claims to be official."""
    c = catalogue()
    bases = {threshold.basis for threshold in c.thresholds.values()}
    for requirement in c.requirements:
        bases |= {requirement.basis, *(item.basis for item in requirement.items)}
        bases |= {condition.basis for condition in requirement.not_applicable}

    assert c.status == "draft"
    assert bases == {"secondary", "assumed"}


def test_every_text_speaks_both_languages() -> None:
    """Each text has Japanese in Japanese and English in English, with the same placeholders."""
    for place, text in every_text():
        assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text.ja), f"{place}: no Japanese"
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text.en), f"{place}: Japanese in the English text"
        fields = [{name for _, name, _, _ in string.Formatter().parse(words) if name} for words in (text.ja, text.en)]
        assert fields[0] == fields[1], f"{place}: placeholders differ"


def test_no_text_makes_a_forbidden_claim() -> None:
    """No text says of a device what nobody may say (DESIGN §7)."""
    assert [(place, claims_in(text.ja + text.en)) for place, text in every_text() if claims_in(text.ja + text.en)] == []


def test_cases_and_catalogue_name_each_other() -> None:
    """Every case has its part in the catalogue, and every case that the catalogue names exists."""
    assert set(cases()) == set(catalogue().case_ids())


def test_cases_belong_to_their_items() -> None:
    """A case says the item under which the catalogue has it, and its criterion cases fit the rows the item is for."""
    absences = {c.absence for r in catalogue().requirements for c in r.not_applicable}
    for requirement in catalogue().requirements:
        for item in requirement.items:
            members = [*item.counter_evidence, *item.notes, *(c for a in item.alternatives for c in a.cases)]
            for name in members:
                assert cases()[name].marked.spec.item == f"{requirement.id}/{item.id}", name
    for name in absences - {""}:
        assert cases()[name].marked.spec.item.partition("/")[0] in {
            requirement.id
            for requirement in catalogue().requirements
            for condition in requirement.not_applicable
            if condition.absence == name
        }, name


def test_row_items_have_row_cases() -> None:
    """A criterion of an item that is judged row by row is called on rows of that table."""
    for requirement in catalogue().requirements:
        for item in requirement.items:
            for name in {case for alternative in item.alternatives for case in alternative.cases}:
                selector = cases()[name].marked.spec.selector
                tables = {one.table for one in (selector, *selector.members)} - {""}
                assert tables == (set() if item.per == "device" else {item.per}), name


def test_every_text_that_a_case_names_exists() -> None:
    """Expectations, reasons, limits, questions and elements all have their texts."""
    assert texts_named_in_cases() - set(catalogue().texts) == set()


def test_no_text_is_left_over() -> None:
    """Each text is used by a case, by another text's place, on the sheet, or mends what a case expects."""
    named = texts_named_in_cases()
    mending = {f"mend-{name}" for name in (*named, *(case.replace("_", "-") for case in cases()))}
    used = named | set(catalogue().sheet_remarks.values()) | mending

    assert set(catalogue().texts) - used == set()


def test_thresholds_are_those_that_cases_ask_for() -> None:
    """Each threshold is used by a case, and each one used exists."""
    used = {
        str(node.args[0].value)
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "threshold"
        and isinstance(node.args[0], ast.Constant)
    }

    assert used == set(catalogue().thresholds)


def test_the_example_answers_every_claim() -> None:
    """The example declaration answers each question on what does not apply."""
    assert {answer.id for answer in camera().ics} == set(catalogue().claims())


def test_the_example_claims_an_alternative_for_every_row() -> None:
    """Wherever an item can be met in several ways, the example's columns or claims say in which."""
    open_rows = [
        f"{requirement.id}/{item.id} {subject}"
        for requirement in catalogue().requirements
        for item in requirement.items
        for subject in rows_of(item, camera())
        if not claimed_alternatives(item, requirement.id, subject, camera())
    ]

    assert open_rows == []
