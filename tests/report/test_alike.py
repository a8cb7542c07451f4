"""What came out alike stands in one row; what differs in anything that matters never does."""

from __future__ import annotations

import dataclasses

import pytest

from hoshitori.model.predicate_results import CaseRecord, Expectation, ItemRecord
from hoshitori.model.verdict import Cause, Verdict
from hoshitori.report.alike import MOST_VALUES, common, grouped, merged, of_kind, told
from hoshitori.report.html import render_html
from hoshitori.report.speaker import Speaker
from tests.report import example
from tests.report.page_reader import PageReader

SPEAKER = Speaker("en", example.CATALOGUE)


def on(subject: str, verdict: Verdict = Verdict.PASS, **changes: object) -> CaseRecord:
    """The same case on some subject."""
    return example.case("fast_case", example.PASSED, verdict, subject=subject, **changes)


def refused(image: str, *, observed: str = "as seen", held: bool = True) -> Expectation:
    """An expectation about an image."""
    return Expectation(
        expected="refused", observed=observed, held=held, observations=("o-0001",), values={"image": image}
    )


def test_the_same_result_on_several_subjects_is_one_group() -> None:
    """Cases that passed alike stand together, in the place of the first, each of them kept."""
    cases = [on("a"), on("b"), on("c")]

    assert grouped(cases) == [tuple(cases)]


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.INCONCLUSIVE])
def test_what_failed_or_is_open_stands_alone(verdict: Verdict) -> None:
    """A FAIL or an undecided case is put together with nothing, not even with its like."""
    cause = Cause.UNAVAILABLE if verdict is Verdict.INCONCLUSIVE else None
    cases = [on("a", verdict, cause=cause), on("b"), on("c", verdict, cause=cause)]

    assert grouped(cases) == [(case,) for case in cases]


@pytest.mark.parametrize(
    "change",
    [
        {"role": "note"},
        {"simulated": True},
        {"limits": ("one-vantage",)},
        {"rationale": "no-answer"},
        {"expectations": (refused("x"),)},
        {"impossible_adapter": "power"},
    ],
)
def test_what_differs_is_kept_apart(change: dict[str, object]) -> None:
    """Another role, another limit, a simulated answer, another expectation: another row."""
    assert len(grouped([on("a"), dataclasses.replace(on("b"), **change)])) == 2  # type: ignore[arg-type]  # fields of a CaseRecord


def test_a_record_is_shared_only_where_everything_is_the_same() -> None:
    """In the annex another observation, another threshold or another effort makes another row."""
    seen = on("b", expectations=(dataclasses.replace(on("b").expectations[0], observed="otherwise"),))

    assert len(grouped([on("a"), on("b")], told)) == 1
    assert len(grouped([on("a"), seen], told)) == 2
    assert len(grouped([on("a"), on("b", effort={"tries": 2})], told)) == 2
    assert len(grouped([on("a"), on("b", thresholds=("least",))], told)) == 2


def test_each_value_of_a_kind_is_named() -> None:
    """Expectations of one kind become one that names every value; what did not hold is not among them."""
    ones = [refused("a"), refused("b", held=False), refused("c")]
    kinds = of_kind(ones)

    assert kinds == [[ones[0], ones[2]], [ones[1]]]
    assert SPEAKER.expected(merged(kinds[0], SPEAKER)) == "a, c is refused (en)"
    assert SPEAKER.expected(common(kinds[0])) == "… is refused (en)"


def test_many_values_are_counted_in_a_line_and_named_in_the_record() -> None:
    """A line says how many more there are; the record has them all."""
    ones = [refused(f"image-{number}") for number in range(MOST_VALUES + 3)]

    assert "and 3 more" in SPEAKER.expected(merged(ones, SPEAKER))
    assert all(f"image-{number}" in merged(ones, SPEAKER, most=None).values["image"] for number in range(len(ones)))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_names_every_subject_and_every_fault(language: str) -> None:
    """Three rows that passed alike are one row with three names; the one that failed has a row of its own."""
    plain = example.report()
    names = [f"7-UpdMech/UM-{number}" for number in range(1, 5)]
    verdicts = [Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.FAIL]
    cases = [on(name, verdict, alternative="quick") for name, verdict in zip(names, verdicts, strict=True)]
    items = [
        ItemRecord(requirement=example.PASSED, item="1", subject=name, verdict=verdict, claimed=("quick",))
        for name, verdict in zip(names, verdicts, strict=True)
    ]
    others = [case for case in plain.results if case.requirement != example.PASSED]
    rest = [item for item in plain.evaluation if item.requirement != example.PASSED]
    report = dataclasses.replace(plain, results=(*cases, *others), evaluation=(*items, *rest))
    page = PageReader(render_html(example.view(told=report), language))
    heads = [e.text for e in page.all("th", language) if e.attributes.get("scope") == "row" and "UM-" in e.text]
    together = [text for text in heads if "UM-1" in text]

    assert together
    assert all("UM-2" in text and "UM-3" in text and "UM-4" not in text for text in together)
    assert any("UM-4" in text for text in heads)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_on_record_is_left_out(language: str) -> None:
    """Every case, every subject, everything that was seen, each observation and item stands somewhere on the page."""
    plain = example.report()
    many = tuple(refused(f"image-{number}", observed=f"seen of {number // 2}") for number in range(40))
    results = (*plain.results, on("tcp/8883", expectations=many), on("tcp/443", expectations=many[:20]))
    half = PageReader(render_html(example.view(told=dataclasses.replace(plain, results=results)), language)).half(
        language
    )

    for case in results:
        assert case.case in half
        assert case.subject == "device" or case.subject in half
        for one in case.expectations:
            assert one.observed in half
            assert all(value in half for value in one.values.values())
    identifiers = [*(one.id for one in plain.observations), *(one.id for one in plain.items)]
    assert all(identifier in half for identifier in identifiers)


@pytest.mark.parametrize(
    ("language", "why"),
    [("ja", "この試験の対象となるものが申告されていない"), ("en", "nothing is declared that this case is about")],
)
def test_a_test_that_does_not_apply_says_why(language: str, why: str) -> None:
    """Counter-evidence without anything to be about stands beside the items with its reason."""
    plain = example.report()
    absent = on(
        "",
        Verdict.NOT_APPLICABLE,
        role="counter-evidence",
        rationale="nothing is declared that this case is about",
        expectations=(),
        observations=(),
    )
    report = dataclasses.replace(plain, results=(*plain.results, absent))
    page = PageReader(render_html(example.view(told=report), language))
    rows = [e.text for e in page.all("tr", language) if "fast_case" in e.text and why in e.text]

    assert rows
