"""Verdicts from a record: the same code for the end of a run and for a re-judgement years later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Observation, ObservationKey
from hoshitori.model.plan import Plan, PlannedCase
from hoshitori.model.result import CaseResult
from hoshitori.model.subject import Subject
from hoshitori.model.verdict import FAIL, NOT_APPLICABLE, Cause, inconclusive
from hoshitori.run.combine import Outcome, combine, worst_rounds
from hoshitori.run.judge import judge_round
from hoshitori.run.judge_wire import JudgeEnvironment
from hoshitori.run.subjects import UnresolvedSelectorError, select
from hoshitori.schema.installed import LoadedProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedCase:
    """What a case's selector came to in a round."""

    case: str
    subjects: tuple[str, ...]
    unresolved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The sheet, and everything it was computed from.

    Attributes:
        counted: the result that counts for each case and subject (law 8).
        rounds: every round's results.
    """

    outcome: Outcome
    counted: tuple[CaseResult, ...]
    rounds: Mapping[int, tuple[CaseResult, ...]]
    resolved: Mapping[int, tuple[ResolvedCase, ...]]
    environment: JudgeEnvironment


def counting(observations: Sequence[Observation]) -> dict[str, Observation]:
    """Return, of the observations of one round, the one that counts under each key: the last not aborted one.

    A fact once taken is never displaced by a later attempt.
    """
    chosen: dict[str, Observation] = {}
    for observation in observations:
        before = chosen.get(observation.key.text)
        if before is not None and before.fact is not None:
            continue
        if observation.missing is not None and observation.missing.cause is Cause.ABORTED and before is not None:
            continue
        chosen[observation.key.text] = observation
    return chosen


def evaluate(
    profile: LoadedProfile,
    declaration: Declaration,
    plan: Plan,
    observations: Sequence[Observation],
    *,
    closed: Sequence[int],
    set_aside: frozenset[str] = frozenset(),
) -> Evaluation:
    """Judge every round and combine.

    Args:
        closed: numbers of the rounds that were taken to their end.
        set_aside: ids of observations that somebody other than the operator set aside (law 8).
    """
    numbers = sorted({o.round for o in observations} | set(closed)) or [1]
    rounds: dict[int, tuple[CaseResult, ...]] = {}
    resolved: dict[int, tuple[ResolvedCase, ...]] = {}
    environment: JudgeEnvironment | None = None
    for number in numbers:
        taken = [o for o in observations if o.round == number and o.id not in set_aside]
        rounds[number], resolved[number], environment = _judge_one(profile, declaration, plan, taken)
    if environment is None:  # numbers is never empty
        raise AssertionError
    counted = _counted(rounds, closed)
    return Evaluation(
        outcome=combine(profile.catalogue, declaration, counted),
        counted=counted,
        rounds=rounds,
        resolved=resolved,
        environment=environment,
    )


def _judge_one(
    profile: LoadedProfile, declaration: Declaration, plan: Plan, observations: Sequence[Observation]
) -> tuple[tuple[CaseResult, ...], tuple[ResolvedCase, ...], JudgeEnvironment]:
    chosen = counting(observations)

    def lookup(key: ObservationKey) -> Observation | None:
        return chosen.get(key.text)

    calls: list[tuple[str, Subject]] = []
    open_ones: list[CaseResult] = []
    resolved: list[ResolvedCase] = []
    for planned in plan.cases:
        subjects, why = _subjects(planned, declaration, plan, lookup)
        resolved.append(
            ResolvedCase(case=planned.case.id, subjects=tuple(subject.id for subject in subjects), unresolved=why)
        )
        calls += [(planned.case.id, subject) for subject in subjects]
        if not subjects:
            open_ones.append(_uncalled(planned, why))
    results, environment = judge_round(
        profile, declaration, calls, chosen.values(), sample=plan.sample, firmware=plan.firmware
    )
    return (*results, *open_ones), tuple(resolved), environment


def _uncalled(planned: PlannedCase, why: str) -> CaseResult:
    """Return what a case without any subject comes to: nobody looked, so INCONCLUSIVE (law 3).

    What a profile marks as `if_any` and is no criterion does not apply where nothing is declared that it is about
    (ADR 0009).
    """
    beside = planned.case.selector.optional and planned.role in {"counter-evidence", "note"}
    decision = NOT_APPLICABLE if beside else inconclusive(Cause.UNAVAILABLE)
    nothing = "nothing is declared that this case is about" if beside else "there is nothing this case could be about"
    return CaseResult(case=planned.case.id, subject="", decision=decision, rationale=why or nothing)


def _subjects(
    planned: PlannedCase, declaration: Declaration, plan: Plan, lookup: object
) -> tuple[tuple[Subject, ...], str]:
    try:
        found = select(
            planned.case.selector,
            declaration,
            lookup,  # type: ignore[arg-type]  # the closure above
            sample=plan.sample,
            firmware=plan.firmware,
        )
    except UnresolvedSelectorError as waiting:
        observation = waiting.observation
        missing = observation.missing if observation else None
        return (), f"discovery ({waiting.key.fact}): {missing.reason if missing else 'not on record'}"
    return found, ""


def _counted(rounds: Mapping[int, Sequence[CaseResult]], closed: Sequence[int]) -> tuple[CaseResult, ...]:
    """Return the results that count; without a closed round everything but a FAIL is INCONCLUSIVE `aborted`."""
    if closed:
        return worst_rounds(rounds, closed)
    last = rounds[max(rounds)]
    fails = {(r.case, r.subject): r for results in rounds.values() for r in results if r.decision == FAIL}
    counted = [fails.get((r.case, r.subject), _aborted(r)) for r in last]
    elsewhere = fails.keys() - {(r.case, r.subject) for r in last}
    return (*counted, *(fails[key] for key in sorted(elsewhere)))


def _aborted(result: CaseResult) -> CaseResult:
    if not result.decision.decided:
        return result
    return CaseResult(
        case=result.case,
        subject=result.subject,
        decision=inconclusive(Cause.ABORTED),
        rationale="the run was not taken to its end",
        observations=result.observations,
    )
