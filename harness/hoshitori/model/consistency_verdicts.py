"""Whether a report's verdicts can follow from what it says they rest on (the laws of DESIGN §4, as far as they show).

The recount against the profile's catalogue goes further; these hold for every profile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_results import CaseRecord, RequirementRecord
from hoshitori.model.verdict import Decision, Verdict, all_of


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a report contradicts itself."""

    code: str
    where: str
    detail: str


def verdict_faults(report: ConformityReport) -> Iterator[Fault]:
    """Yield every verdict that cannot be what it says."""
    yield from _summary_faults(report)
    by_requirement: dict[str, list[CaseRecord]] = {}
    for result in report.results:
        by_requirement.setdefault(result.requirement, []).append(result)
        yield from _case_faults(result, report)
    for requirement in report.requirements:
        yield from _requirement_faults(requirement, report, by_requirement.get(requirement.requirement, []))
    known = {one.requirement for one in report.requirements}
    for name in sorted(({one.requirement for one in report.evaluation} | by_requirement.keys()) - known):
        yield Fault("E_RECOUNT", "requirements", f"{name} has results and no verdict")


def _summary_faults(report: ConformityReport) -> Iterator[Fault]:
    counted = Counter(one.verdict for one in report.requirements)
    summary = report.summary
    stated = {
        Verdict.PASS: summary.passed,
        Verdict.FAIL: summary.failed,
        Verdict.INCONCLUSIVE: summary.inconclusive,
        Verdict.NOT_APPLICABLE: summary.not_applicable,
    }
    decided = len(report.requirements) - counted[Verdict.INCONCLUSIVE]
    overall = all_of(Decision(one.verdict, one.cause) for one in report.requirements).verdict
    if any(counted[verdict] != number for verdict, number in stated.items()):
        yield Fault("E_RECOUNT", "summary", "the counts are not those of the requirements")
    if (summary.decided, summary.of) != (decided, len(report.requirements)):
        yield Fault("E_RECOUNT", "summary", f"{decided} of {len(report.requirements)} are decided")
    if summary.overall is not overall:
        yield Fault(
            "E_RECOUNT", "summary", f"overall is {summary.overall.value}, the requirements make it {overall.value}"
        )


def _requirement_faults(
    requirement: RequirementRecord, report: ConformityReport, results: list[CaseRecord]
) -> Iterator[Fault]:
    where = f"requirements {requirement.requirement}"
    items = [one for one in report.evaluation if one.requirement == requirement.requirement]
    base = all_of(Decision(one.verdict, one.cause) for one in items).verdict
    counter = {one.verdict for one in results if one.role == "counter-evidence"}
    absent = any(one.role == "absence" and one.verdict is Verdict.PASS for one in results)
    match requirement.verdict:
        case Verdict.PASS if base is not Verdict.PASS or Verdict.FAIL in counter:
            yield Fault("E_RECOUNT", where, f"PASS, where its items make {base.value}")
        case Verdict.NOT_APPLICABLE if base is not Verdict.NOT_APPLICABLE and not absent:
            yield Fault("E_RECOUNT", where, "NOT_APPLICABLE without an absence case that says so")
        case Verdict.INCONCLUSIVE if base is Verdict.FAIL or Verdict.FAIL in counter:
            yield Fault("E_RECOUNT", where, "INCONCLUSIVE, where something failed")
        case _:
            pass


def _case_faults(result: CaseRecord, report: ConformityReport) -> Iterator[Fault]:
    where = f"results {result.case} {result.subject}"
    broken = [one for one in result.expectations if not one.held]
    if broken and result.verdict is not Verdict.FAIL:
        yield Fault("E_VERDICT", where, f"{result.verdict.value}, although an expectation did not hold")
    if result.verdict is not Verdict.PASS:
        return
    observations = {one.id: one for one in report.observations}
    cited = [observations.get(name) for one in result.expectations for name in one.observations]
    if not cited or not all(one.observations for one in result.expectations):
        yield Fault("E_VERDICT", where, "PASS without an observation behind each expectation")
    if any(one is not None and (not one.available or one.controlled is False) for one in cited):
        yield Fault("E_VERDICT", where, "PASS on an observation that was unavailable or without its positive control")
    set_aside = {(one.round, one.case, one.subject) for one in report.set_aside}
    for attempt in result.attempts:
        keys = {(attempt.round, "", ""), (attempt.round, result.case, ""), (attempt.round, result.case, result.subject)}
        if attempt.verdict is Verdict.FAIL and not keys & set_aside:
            yield Fault("E_VERDICT", where, f"PASS over a FAIL in round {attempt.round} that nobody set aside")
