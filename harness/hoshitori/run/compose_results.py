"""The results part of a report: case by case, item by item, requirement by requirement."""

from __future__ import annotations

from collections.abc import Iterator

from hoshitori.model.catalogue import Basis, Catalogue, Item, Proof, Requirement
from hoshitori.model.observation import Observation
from hoshitori.model.predicate_results import (
    Attempt,
    CaseRecord,
    CaseRole,
    Counts,
    Expectation,
    ItemRecord,
    Limit,
    RequirementRecord,
    ThresholdUsed,
)
from hoshitori.model.result import CaseResult
from hoshitori.model.verdict import FAIL, Verdict
from hoshitori.run.combine import RequirementOutcome
from hoshitori.run.evaluate import Evaluation
from hoshitori.run.folder import RunContents

ABSENCE_ITEM = "absence"
"""What stands for the item where a whole requirement is claimed not to apply."""

_BASIS_ORDER: tuple[Basis, ...] = ("official", "secondary", "assumed")


def case_records(evaluation: Evaluation, catalogue: Catalogue, contents: RunContents) -> tuple[CaseRecord, ...]:
    """Return a record for each part that each case plays, on each of its subjects."""
    by_case: dict[str, list[CaseResult]] = {}
    for result in evaluation.counted:
        by_case.setdefault(result.case, []).append(result)
    observations = {observation.id: observation for observation in contents.observations}
    absent = contents.plan.not_applicable
    claimed = _claimed(evaluation)
    frozen = contents.plan.frozen_at
    starts = dict.fromkeys(evaluation.rounds, frozen) | {
        int(b["round"]): str(b["at"]) for b in contents.bodies("round")
    }
    records: list[CaseRecord] = []
    for requirement in catalogue.requirements:
        for name, role, item, alternative in _parts(requirement, absent.get(requirement.id)):
            if role == "criterion" and item and (requirement.id, item.id, alternative) not in claimed:
                continue
            records += [
                _record(
                    result,
                    evaluation,
                    catalogue,
                    observations,
                    requirement,
                    (role, item, alternative),
                    contents.plan.sample,
                    starts,
                )
                for result in by_case.get(name, [])
            ]
    return tuple(records)


def _claimed(evaluation: Evaluation) -> set[tuple[str, str, str]]:
    """Return the alternatives that some row claims; the cases of others have no part in the report."""
    return {
        (outcome.requirement.id, item.item.id, alternative)
        for outcome in evaluation.outcome.requirements
        for item in outcome.items
        for row in item.rows
        for alternative in row.claimed
    }


def _parts(requirement: Requirement, claim: str | None) -> Iterator[tuple[str, CaseRole, Item | None, str]]:
    if claim is not None:
        for condition in requirement.not_applicable:
            if condition.claim == claim and condition.absence:
                yield condition.absence, "absence", None, ""
        return
    for item in requirement.items:
        for alternative in item.alternatives:
            for case in alternative.cases:
                yield case, "criterion", item, alternative.id
        for case in item.counter_evidence:
            yield case, "counter-evidence", item, ""
        for case in item.notes:
            yield case, "note", item, ""


def _record(
    result: CaseResult,
    evaluation: Evaluation,
    catalogue: Catalogue,
    observations: dict[str, Observation],
    requirement: Requirement,
    part: tuple[CaseRole, Item | None, str],
    sample: str,
    starts: dict[int, str],
) -> CaseRecord:
    role, item, alternative = part
    return CaseRecord(
        case=result.case,
        requirement=requirement.id,
        item=item.id if item else ABSENCE_ITEM,
        subject=result.subject,
        role=role,
        proof=_proof(role, item, alternative),
        verdict=result.decision.verdict,
        rationale=result.rationale,
        alternative=alternative,
        cause=result.decision.cause,
        subject_fields=result.subject_fields,
        sample=sample,
        observations=result.observations,
        impossible_adapter=result.impossible_adapter,
        simulated=result.simulated,
        basis=_bases(result, item, catalogue),
        thresholds=result.thresholds,
        limits=result.limits,
        effort=result.effort,
        expectations=tuple(
            Expectation(
                expected=one.expected,
                observed=one.observed,
                held=one.held,
                observations=one.observations,
                values=one.values,
            )
            for one in result.expectations
        ),
        attempts=tuple(_attempts(result, evaluation, observations, starts)),
    )


def _proof(role: CaseRole, item: Item | None, alternative: str) -> Proof:
    if item is None or role != "criterion":
        return "device"
    chosen: Proof | None = next((one.proof for one in item.alternatives if one.id == alternative), None)
    return item.proof if chosen is None else chosen


def _bases(result: CaseResult, item: Item | None, catalogue: Catalogue) -> tuple[Basis, ...]:
    found = {catalogue.thresholds[name].basis for name in result.thresholds}
    found |= {item.basis} if item else set()
    return tuple(basis for basis in _BASIS_ORDER if basis in found)


def _attempts(
    result: CaseResult, evaluation: Evaluation, observations: dict[str, Observation], starts: dict[int, str]
) -> Iterator[Attempt]:
    number = 0
    for round_number, results in sorted(evaluation.rounds.items()):
        for one in results:
            if (one.case, one.subject) != (result.case, result.subject):
                continue
            number += 1
            taken = [observations[name] for name in one.observations]
            yield Attempt(
                number=number,
                round=round_number,
                verdict=one.decision.verdict,
                started_at=min((o.started_at for o in taken), default=starts[round_number]),
                ended_at=max((o.ended_at for o in taken), default=starts[round_number]),
                observations=one.observations,
                cause=one.decision.cause,
                rationale=one.rationale,
            )


def item_records(evaluation: Evaluation) -> tuple[ItemRecord, ...]:
    """Return the verdict of every item on every row; an item without a row stands with the rows it asks for."""
    records: list[ItemRecord] = []
    for outcome in evaluation.outcome.requirements:
        for item in outcome.items:
            records += [
                ItemRecord(
                    requirement=outcome.requirement.id,
                    item=item.item.id,
                    subject=row.subject,
                    verdict=row.decision.verdict,
                    cause=row.decision.cause,
                    claimed=row.claimed,
                    failed=row.failed,
                    reason=row.reason,
                )
                for row in item.rows
            ]
            if not item.rows:
                records.append(
                    ItemRecord(
                        requirement=outcome.requirement.id,
                        item=item.item.id,
                        subject=item.item.per,
                        verdict=item.decision.verdict,
                        cause=item.decision.cause,
                        reason=f"no row of {item.item.per} is declared",
                    )
                )
    return tuple(records)


def requirement_records(evaluation: Evaluation, catalogue: Catalogue) -> tuple[RequirementRecord, ...]:
    """Return the verdict of every requirement, with what stands on its line."""
    failed = {result.case for result in evaluation.counted if result.decision == FAIL}
    return tuple(
        RequirementRecord(
            requirement=outcome.requirement.id,
            verdict=outcome.decision.verdict,
            cause=outcome.decision.cause,
            document_only=outcome.decision.verdict is Verdict.PASS and outcome.document_only,
            reason=outcome.reason,
            remarks=_remarks(outcome, catalogue, failed),
        )
        for outcome in evaluation.outcome.requirements
    )


def _remarks(outcome: RequirementOutcome, catalogue: Catalogue, failed: set[str]) -> tuple[str, ...]:
    notes = [case for item in outcome.requirement.items for case in item.notes if case in failed]
    return tuple(dict.fromkeys(catalogue.sheet_remarks[case] for case in notes if case in catalogue.sheet_remarks))


def counts(evaluation: Evaluation) -> Counts:
    """Return how the requirements came out; the denominator belongs to the verdict (law 6)."""
    outcome = evaluation.outcome
    return Counts(
        passed=outcome.count(Verdict.PASS),
        failed=outcome.count(Verdict.FAIL),
        inconclusive=outcome.count(Verdict.INCONCLUSIVE),
        not_applicable=outcome.count(Verdict.NOT_APPLICABLE),
        decided=outcome.decided,
        of=len(outcome.requirements),
        overall=outcome.overall.verdict,
    )


def thresholds(evaluation: Evaluation, catalogue: Catalogue) -> tuple[ThresholdUsed, ...]:
    """Return every threshold some verdict rests on, with its basis."""
    used = dict.fromkeys(name for result in evaluation.counted for name in result.thresholds)
    return tuple(
        ThresholdUsed(
            name=name,
            value=catalogue.thresholds[name].value,
            unit=catalogue.thresholds[name].unit,
            basis=catalogue.thresholds[name].basis,
            source=catalogue.thresholds[name].source,
        )
        for name in used
    )


def limits(evaluation: Evaluation) -> tuple[Limit, ...]:
    """Return what the verdicts do not show, each sentence once for each requirement and subject."""
    found: dict[tuple[str, str, str], None] = {}
    by_case = {result.case: result for result in evaluation.counted}
    for outcome in evaluation.outcome.requirements:
        named = [case for item in outcome.requirement.items for a in item.alternatives for case in a.cases]
        for case in named:
            if case in by_case:
                found.update(((text, outcome.requirement.id, ""), None) for text in by_case[case].limits)
    return tuple(Limit(text=text, requirement=requirement, subject=subject) for text, requirement, subject in found)
