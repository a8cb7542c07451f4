"""From the verdicts of cases to those of rows, items and requirements: a pure function of catalogue and declaration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hoshitori.model.catalogue import Alternative, Catalogue, Item, NotApplicable, Requirement
from hoshitori.model.claims import DEVICE_ROW, claimed_alternatives, rows_of
from hoshitori.model.declaration import Claim, Declaration
from hoshitori.model.result import CaseResult
from hoshitori.model.verdict import (
    FAIL,
    Cause,
    Decision,
    Verdict,
    all_of,
    any_of,
    counter_evidence,
    inconclusive,
    not_applicable,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """What an evaluation item came to on one row, or on the device.

    Attributes:
        claimed: alternatives claimed; `failed`: those of them that failed, shown even where another passed.
    """

    subject: str
    decision: Decision
    claimed: tuple[str, ...]
    failed: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOutcome:
    """What an evaluation item came to over all its rows."""

    item: Item
    decision: Decision
    rows: tuple[RowOutcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementOutcome:
    """What a requirement came to.

    Attributes:
        reason: the declared reason of a NOT_APPLICABLE, or what the absence case found.
        impossible: adapters declared impossible whose counter-evidence was therefore left out.
        document_only: whether no device test stands behind a PASS.
    """

    requirement: Requirement
    decision: Decision
    items: tuple[ItemOutcome, ...]
    reason: str = ""
    impossible: tuple[str, ...] = ()
    document_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The whole sheet."""

    requirements: tuple[RequirementOutcome, ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many requirements have a verdict."""
        return sum(outcome.decision.verdict is verdict for outcome in self.requirements)

    @property
    def decided(self) -> int:
        """How many requirements are decided; NOT_APPLICABLE counts."""
        return sum(outcome.decision.decided for outcome in self.requirements)

    @property
    def overall(self) -> Decision:
        """All requirements together."""
        return all_of(outcome.decision for outcome in self.requirements)


class _Results:
    """Case results by case, and by case and subject."""

    def __init__(self, results: Iterable[CaseResult]) -> None:
        self._by_case: dict[str, list[CaseResult]] = {}
        for result in results:
            self._by_case.setdefault(result.case, []).append(result)

    def of(self, case: str) -> list[CaseResult]:
        return self._by_case.get(case, [])

    def decision(self, case: str) -> Decision:
        """Return a case's verdict over all its subjects; none planned or judged is INCONCLUSIVE `not-run`."""
        results = self.of(case)
        return all_of(result.decision for result in results) if results else inconclusive(Cause.NOT_RUN)

    def decision_on(self, case: str, row: str) -> Decision:
        """Return a case's verdict for a row: its result on that row, or over the device if it knows no rows."""
        results = self.of(case)
        on_row = [result for result in results if result.subject == row]
        if on_row:
            return all_of(result.decision for result in on_row)
        table = row.partition("/")[0]
        if any(result.subject.partition("/")[0] == table for result in results):
            return inconclusive(Cause.UNAVAILABLE)
        return self.decision(case)


def combine(catalogue: Catalogue, declaration: Declaration, results: Sequence[CaseResult]) -> Outcome:
    """Combine case results by the laws of DESIGN §4."""
    found = _Results(results)
    return Outcome(
        requirements=tuple(_requirement(requirement, declaration, found) for requirement in catalogue.requirements)
    )


def _requirement(requirement: Requirement, declaration: Declaration, results: _Results) -> RequirementOutcome:
    for condition in requirement.not_applicable:
        answer = declaration.answer(condition.claim)
        if answer is not None and answer.claim is Claim.CLAIMED:
            return _claimed_away(requirement, condition, answer.reason, results)
    items = tuple(_item(item, requirement.id, declaration, results) for item in requirement.items)
    evidence, impossible = _evidence(requirement.items, results)
    base = all_of(item.decision for item in items)
    return RequirementOutcome(
        requirement=requirement,
        decision=counter_evidence(base, evidence),
        items=items,
        impossible=impossible,
        document_only=all(item.proof == "document" and not item.counter_evidence for item in requirement.items),
    )


def _claimed_away(
    requirement: Requirement, condition: NotApplicable, reason: str, results: _Results
) -> RequirementOutcome:
    """Judge a "does not apply" by its absence case; one without a case cannot be checked."""
    absence = results.decision(condition.absence) if condition.absence else inconclusive(Cause.UNAVAILABLE)
    return RequirementOutcome(requirement=requirement, decision=not_applicable(absence), items=(), reason=reason)


def _evidence(items: Iterable[Item], results: _Results) -> tuple[list[Decision], tuple[str, ...]]:
    """Return what counter-evidence came to, leaving out what this bench declared impossible (law 7)."""
    decisions: list[Decision] = []
    impossible: dict[str, None] = {}
    for item in items:
        for case in item.counter_evidence:
            members = results.of(case)
            counted = [m for m in members if m.decision.decided or not m.impossible_adapter]
            impossible.update((m.impossible_adapter, None) for m in members if m not in counted)
            if counted or not members:
                decisions.append(all_of(m.decision for m in counted) if counted else inconclusive(Cause.NOT_RUN))
    return decisions, tuple(impossible)


def _item(item: Item, requirement: str, declaration: Declaration, results: _Results) -> ItemOutcome:
    rows = tuple(
        _row(item, row, claimed_alternatives(item, requirement, row, declaration), results)
        for row in rows_of(item, declaration)
    )
    return ItemOutcome(item=item, decision=all_of(row.decision for row in rows), rows=rows)


def _row(item: Item, row: str, claimed: tuple[str, ...], results: _Results) -> RowOutcome:
    known = {alternative.id: alternative for alternative in item.alternatives}
    decisions = {name: _alternative(known[name], row, results) for name in claimed if name in known}
    return RowOutcome(
        subject=row,
        decision=any_of(decisions.values()),
        claimed=claimed,
        failed=tuple(name for name, decision in decisions.items() if decision == FAIL),
        reason="" if decisions else "no alternative is claimed",
    )


def _alternative(alternative: Alternative, row: str, results: _Results) -> Decision:
    if row == DEVICE_ROW:
        return all_of(results.decision(case) for case in alternative.cases)
    return all_of(results.decision_on(case, row) for case in alternative.cases)


def worst_rounds(rounds: Mapping[int, Sequence[CaseResult]], closed: Iterable[int]) -> tuple[CaseResult, ...]:
    """Return the result that counts for each case and subject: the worst closed round, and any FAIL (law 8)."""
    finished = set(closed)
    chosen: dict[tuple[str, str], CaseResult] = {}
    for number, results in rounds.items():
        for result in results:
            key = (result.case, result.subject)
            if number not in finished and result.decision != FAIL:
                continue
            chosen[key] = _worse(chosen.get(key), result)
    return tuple(chosen.values())


_SEVERITY = {Verdict.FAIL: 3, Verdict.INCONCLUSIVE: 2, Verdict.PASS: 1, Verdict.NOT_APPLICABLE: 0}


def _worse(first: CaseResult | None, second: CaseResult) -> CaseResult:
    if first is None or _SEVERITY[second.decision.verdict] > _SEVERITY[first.decision.verdict]:
        return second
    return first
