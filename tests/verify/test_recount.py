"""Counting again under the catalogue: nothing may be left out, nothing may come out better (attack class 43)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.catalogue import Alternative, Catalogue
from hoshitori.model.declaration import AlternativeClaim, Claim, Declaration, IcsAnswer, Row
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_results import CaseRecord, ItemRecord, RequirementRecord
from hoshitori.model.verdict import (
    FAIL,
    NOT_APPLICABLE,
    PASS,
    Cause,
    Decision,
    Verdict,
    all_of,
    any_of,
    counter_evidence,
    inconclusive,
)
from hoshitori.verify.recount import recount
from tests.bundle.sample import CATALOGUE, DECLARED, item, passed, report, requirement, text


def told(changed: ConformityReport, catalogue: Catalogue = CATALOGUE, declaration: Declaration = DECLARED) -> str:
    """Everything that counting again finds."""
    return "; ".join(f"{fault.where} {fault.detail}" for fault in recount(catalogue, declaration, changed))


def test_the_sample_adds_up() -> None:
    """The sample report is what its catalogue makes of its results."""
    assert told(report()) == ""


def case(name: str, decision: Decision, *, subject: str = "device", **more: Any) -> CaseRecord:  # noqa: ANN401 — fields of a dataclass
    """A case's result."""
    return dataclasses.replace(
        passed(name, "R"), subject=subject, verdict=decision.verdict, cause=decision.cause, **more
    )


def states(
    decision: Decision, *, of: str = "R", subject: str = "device", claimed: tuple[str, ...] = ("a",)
) -> ItemRecord:
    """What a report says of an item."""
    return ItemRecord(
        requirement=of, item="1", subject=subject, verdict=decision.verdict, cause=decision.cause, claimed=claimed
    )


def says(decision: Decision, *, name: str = "R") -> RequirementRecord:
    """What a report says of a requirement."""
    return RequirementRecord(requirement=name, verdict=decision.verdict, cause=decision.cause)


def small(results: tuple[CaseRecord, ...], evaluation: tuple[ItemRecord, ...], stated: Decision) -> ConformityReport:
    """A report on the one requirement R."""
    return dataclasses.replace(report(), results=results, evaluation=evaluation, requirements=(says(stated),))


def catalogue(*alternatives: Alternative, per: str = "device", counter: tuple[str, ...] = ()) -> Catalogue:
    """A catalogue of the one requirement R with one item."""
    return dataclasses.replace(
        CATALOGUE, requirements=(requirement("R", item("1", *alternatives, per=per, counter=counter)),)
    )


def way(name: str, *cases: str) -> Alternative:
    """An alternative."""
    return Alternative(id=name, title=text(name), cases=cases)


def declared(*rows: str, claims: tuple[str, ...] = (), away: bool = False) -> Declaration:
    """A declaration with rows of 7-UpdMech, claims for R's item, and whether updates are said not to exist."""
    return dataclasses.replace(
        DECLARED,
        ixit=tuple(Row(table="7-UpdMech", id=row) for row in rows) or DECLARED.ixit,
        alternatives=(AlternativeClaim(item="R/1", claimed=claims),) if claims else (),
        ics=(IcsAnswer(id="no-update", claim=Claim.CLAIMED if away else Claim.NOT_CLAIMED),),
    )


UNDECIDED = inconclusive(Cause.EFFORT)
DECISIONS = st.sampled_from([PASS, FAIL, UNDECIDED, inconclusive(Cause.HARNESS)])


@given(st.lists(DECISIONS, min_size=4, max_size=4), DECISIONS, DECISIONS)
def test_only_the_laws_add_up(cases: list[Decision], counter: Decision, stated: Decision) -> None:
    """Of two alternatives of two cases each, and counter-evidence, only the verdict by the laws is accepted."""
    chosen = catalogue(way("a", "a1", "a2"), way("b", "b1", "b2"), counter=("c",))
    results = tuple(case(name, one) for name, one in zip(("a1", "a2", "b1", "b2"), cases, strict=True))
    row = any_of([all_of(cases[:2]), all_of(cases[2:])])
    right = counter_evidence(row, [counter])
    both = declared(claims=("a", "b"))
    found = told(small((*results, case("c", counter)), (states(row, claimed=("a", "b")),), stated), chosen, both)

    assert (found == "") == (stated.verdict is right.verdict)
    wrong = FAIL if row is not FAIL else PASS
    assert "R/1 device" in told(
        small((*results, case("c", counter)), (states(wrong, claimed=("a", "b")),), right), chosen, both
    )


@given(DECISIONS, DECISIONS)
def test_every_row_counts(first: Decision, second: Decision) -> None:
    """An item judged for rows is all-of its rows; a row without a result of its own is nobody's PASS."""
    chosen = catalogue(way("a", "a1"), per="7-UpdMech")
    results = (case("a1", first, subject="7-UpdMech/1"), case("a1", second, subject="7-UpdMech/2"))
    rows = (states(first, subject="7-UpdMech/1"), states(second, subject="7-UpdMech/2"))
    right, two = all_of([first, second]), declared("1", "2")

    assert told(small(results, rows, right), chosen, two) == ""
    assert ("R " in told(small(results, rows, PASS), chosen, two)) == (right != PASS)
    lonely = small(results[:1], (rows[0], states(PASS, subject="7-UpdMech/2")), right)
    assert "INCONCLUSIVE" in told(lonely, chosen, two)
    assert "for each of its rows" in told(small(results[:1], rows[:1], first), chosen, two), "a row left out"
    assert "for each of its rows" in told(small(results, rows, right), chosen, declared("1")), "a row too many"


def test_a_case_over_the_device_counts_for_every_row() -> None:
    """A case that knows no rows decides each of them."""
    chosen = catalogue(way("a", "a1"), per="7-UpdMech")

    assert told(small((case("a1", PASS),), (states(PASS, subject="7-UpdMech/1"),), PASS), chosen, declared("1")) == ""


def test_an_item_without_a_row_is_open() -> None:
    """Where the declaration has no row for an item, nothing was judged, and that is no PASS."""
    chosen = catalogue(way("a", "a1"), per="7-UpdMech")

    assert told(small((), (), inconclusive(Cause.UNAVAILABLE)), chosen) == ""
    open_one = states(inconclusive(Cause.UNAVAILABLE), subject="7-UpdMech")
    assert told(small((), (open_one,), inconclusive(Cause.UNAVAILABLE)), chosen) == "", "said in the report"
    for stray in ((open_one, open_one), (states(PASS, subject="7-UpdMech"),), (states(PASS, subject="7-UpdMech/9"),)):
        assert "though it has no row" in told(small((), stray, inconclusive(Cause.UNAVAILABLE)), chosen)
    assert "counted again INCONCLUSIVE" in told(small((), (), PASS), chosen)


Change = Callable[[ConformityReport], ConformityReport]
OMISSIONS: list[tuple[Change, str]] = [
    (lambda good: dataclasses.replace(good, requirements=good.requirements[:2]), "R-3 is in the catalogue"),
    (
        lambda good: dataclasses.replace(good, requirements=(*good.requirements, says(PASS, name="R-4"))),
        "R-4 is in the catalogue or in the report",
    ),
    (
        lambda good: dataclasses.replace(good, evaluation=good.evaluation[1:]),
        "R-1/1 is not judged for each of its rows",
    ),
    (lambda good: dataclasses.replace(good, results=good.results[1:]), "R-1/1 11-SecComMech/C-1 PASS"),
    (lambda good: dataclasses.replace(good, results=good.results[:2]), "R-2 PASS, counted again INCONCLUSIVE"),
    (
        lambda good: dataclasses.replace(good, evaluation=(*good.evaluation, states(PASS, of="R-9"))),
        "R-9/1 is an item that is not judged",
    ),
    (
        lambda good: dataclasses.replace(
            good, evaluation=(*good.evaluation, states(PASS, of="R-2", subject="7-UpdMech/1"))
        ),
        "R-2/1 is not judged for each of its rows, once",
    ),
    (
        lambda good: dataclasses.replace(good, results=(*good.results, case("made_up", PASS))),
        "made_up is a case that the catalogue does not have",
    ),
    (
        lambda good: dataclasses.replace(
            good, evaluation=(good.evaluation[0], states(PASS, of="R-2", claimed=("z",)), good.evaluation[2])
        ),
        "the declaration claims ('a',)",
    ),
    (
        lambda good: dataclasses.replace(
            good, evaluation=(good.evaluation[0], states(PASS, of="R-2", claimed=()), good.evaluation[2])
        ),
        "judged for (), the declaration claims",
    ),
]


@pytest.mark.parametrize(("change", "reason"), OMISSIONS)
def test_nothing_can_be_left_out_or_added(change: Change, reason: str) -> None:
    """A missing requirement, item, row, case or claim, and one too many, are found."""
    assert reason in told(change(report()))


def test_not_applicable_is_judged() -> None:
    """What is said not to apply needs the claim and its absence case, and what that came to is what counts."""
    good = report()

    def with_absence(decision: Decision | None, stated: Decision, *, away: bool = True) -> str:
        absence = () if decision is None else (case("no_update", decision, requirement="R-3", role="absence"),)
        changed = dataclasses.replace(
            good,
            evaluation=good.evaluation[:2],
            results=(*good.results, *absence),
            requirements=(*good.requirements[:2], says(stated, name="R-3")),
        )
        return told(changed, declaration=declared(away=away))

    assert with_absence(PASS, NOT_APPLICABLE) == ""
    assert with_absence(FAIL, FAIL) == ""
    assert "counted again FAIL" in with_absence(FAIL, NOT_APPLICABLE)
    assert "counted again INCONCLUSIVE" in with_absence(UNDECIDED, NOT_APPLICABLE)
    assert "R-3 NOT_APPLICABLE, counted again INCONCLUSIVE" in with_absence(None, NOT_APPLICABLE)
    assert "R-3 NOT_APPLICABLE, counted again INCONCLUSIVE" in with_absence(PASS, NOT_APPLICABLE, away=False)
    assert "R-3/1 is an item that is not judged" in told(good, declaration=declared(away=True))


def test_a_claim_that_nothing_checks() -> None:
    """A "does not apply" without an absence case leaves its requirement open."""
    third = CATALOGUE.requirements[2]
    unchecked = dataclasses.replace(third.not_applicable[0], absence="")
    third = dataclasses.replace(third, not_applicable=(unchecked,))
    chosen = dataclasses.replace(CATALOGUE, requirements=(*CATALOGUE.requirements[:2], third))
    changed = dataclasses.replace(report(), evaluation=report().evaluation[:2])

    assert told(changed, chosen, declared(away=True)) == ""


def test_what_a_bench_cannot_do_is_left_out() -> None:
    """Undecided counter-evidence whose adapter is declared impossible does not lower; a FAIL always does (law 7)."""
    chosen = catalogue(way("a", "a1"), counter=("c",))

    def lowered(decision: Decision, adapter: str) -> Verdict:
        results = (case("a1", PASS), case("c", decision, impossible_adapter=adapter))
        for stated in (PASS, FAIL, UNDECIDED):
            if told(small(results, (states(PASS),), stated), chosen) == "":
                return stated.verdict
        raise AssertionError("no verdict adds up")

    assert lowered(UNDECIDED, "power") is Verdict.PASS
    assert lowered(UNDECIDED, "") is Verdict.INCONCLUSIVE
    assert lowered(FAIL, "power") is Verdict.FAIL
