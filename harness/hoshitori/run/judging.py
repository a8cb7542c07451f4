"""The verdict of one case on one subject, by the laws of DESIGN §4; no pytest, no input or output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, cast

from hoshitori.facts.base import FactShapeError, decode
from hoshitori.model.case import NeedSpec
from hoshitori.model.catalogue import Threshold
from hoshitori.model.declaration import Declaration
from hoshitori.model.observation import Observation
from hoshitori.model.result import CaseResult, Expectation
from hoshitori.model.subject import Subject
from hoshitori.model.verdict import CAUSE_ORDER, FAIL, PASS, Cause, Decision, inconclusive
from hoshitori.profile import MarkedCase
from hoshitori.run.subjects import Lookup, need_key

TEXT_LIMIT = 600
"""Characters kept of what a case says it observed."""


class NeedUnavailable(Exception):  # noqa: N818  # not an error of the body: it read a fact that does not exist
    """Raised out of a case body where it first reads a fact that could not be observed."""


class _MisuseError(Exception):
    """A body that breaks the rules of the case API; the verdict becomes INCONCLUSIVE `harness`."""


class MissingFact:
    """What stands for a fact that could not be observed: any use of it raises `NeedUnavailable`."""

    def __init__(self, reason: str) -> None:
        object.__setattr__(self, "_MissingFact__reason", reason)

    def __getattribute__(self, name: str) -> NoReturn:
        raise NeedUnavailable(object.__getattribute__(self, "_MissingFact__reason"))

    def __bool__(self) -> NoReturn:
        raise NeedUnavailable("read as a condition")

    def __iter__(self) -> NoReturn:
        raise NeedUnavailable("iterated over")

    def __len__(self) -> NoReturn:
        raise NeedUnavailable("counted")

    def __contains__(self, _: object) -> NoReturn:
        raise NeedUnavailable("searched")

    def __getitem__(self, _: object) -> NoReturn:
        raise NeedUnavailable("indexed")

    def __eq__(self, _: object) -> NoReturn:
        raise NeedUnavailable("compared")

    __hash__ = None  # type: ignore[assignment]  # comparing is refused, so hashing is


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A reason why a need forbids PASS."""

    cause: Cause
    reason: str
    impossible_adapter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a need came to: the value the body gets, the observation behind it, and what is wrong with it."""

    value: object
    observation: Observation | None
    flaw: Flaw | None = None


def resolve(
    need: NeedSpec, types: Sequence[type], subject: Subject, lookup: Lookup, *, sample: str, firmware: str
) -> Resolved:
    """Resolve a need of a case on a subject against the record."""
    candidates = [
        _resolve_one(spec, cls, subject, lookup, sample, firmware)
        for spec, cls in zip(need.alternatives or (need,), types, strict=True)
    ]
    best = min(candidates, key=_quality)
    if need.optional and best.observation is None:
        return Resolved(value=None, observation=None)
    if need.optional and best.observation is not None and best.observation.fact is None:
        return Resolved(value=None, observation=best.observation)
    return best


def _quality(candidate: Resolved) -> int:
    if candidate.flaw is None:
        return 0
    return 1 if candidate.observation is not None and candidate.observation.fact is not None else 2


def _resolve_one(need: NeedSpec, cls: type, subject: Subject, lookup: Lookup, sample: str, firmware: str) -> Resolved:
    key = need_key(need, subject, sample=sample, firmware=firmware)
    if key is None:
        return _missing(f"{subject.id} names no endpoint to look at ({need.fact})", Cause.UNAVAILABLE)
    observation = lookup(key)
    if observation is None:
        return _missing(f"{need.fact} on {key.subject} is not on record", Cause.NOT_RUN)
    if observation.fact is None:
        missing = observation.missing
        reason = f"{need.fact} on {key.subject}: {missing.reason if missing else 'no reason recorded'}"
        cause = missing.cause if missing else Cause.HARNESS
        adapter = missing.impossible_adapter if missing else ""
        return Resolved(
            value=MissingFact(reason),
            observation=observation,
            flaw=Flaw(cause=cause, reason=reason, impossible_adapter=adapter),
        )
    try:
        value = cast("object", decode(cls, observation.fact))
    except FactShapeError as error:
        return _missing(f"{need.fact} on {key.subject} cannot be read: {error}", Cause.HARNESS, observation)
    return Resolved(value=value, observation=observation, flaw=_effort_flaw(need, observation, value))


def _missing(reason: str, cause: Cause, observation: Observation | None = None) -> Resolved:
    return Resolved(value=MissingFact(reason), observation=observation, flaw=Flaw(cause=cause, reason=reason))


def _effort_flaw(need: NeedSpec, observation: Observation, value: object) -> Flaw | None:
    for unit, least in need.effort.items():
        spent = observation.effort.get(unit, 0)
        if spent < least:
            return Flaw(cause=Cause.EFFORT, reason=f"{need.fact}: {spent} {unit}, at least {least} needed")
    if need.refusal:
        control: Any = getattr(value, "control", None)
        if control is None or not control.held:
            what = control.what if control is not None else "none taken"
            return Flaw(cause=Cause.EFFORT, reason=f"{need.fact}: no positive control ({what})")
    return None


@dataclass(slots=True)
class JudgedCase:
    """The `Case` a body is given: it writes down what the body says, once and for all."""

    subject: Subject
    declaration: Declaration
    thresholds: Mapping[str, Threshold]
    resolved: Mapping[str, Resolved]
    expectations: list[Expectation] = field(default_factory=list[Expectation])
    cited: set[str] = field(default_factory=set[str])
    used_thresholds: list[str] = field(default_factory=list[str])
    open_questions: list[str] = field(default_factory=list[str])
    limits: list[str] = field(default_factory=list[str])

    def expect(self, held: bool, *, on: object, expected: str, observed: str = "", **values: object) -> None:  # noqa: FBT001  # the authoring API
        """See `hoshitori.profile.Case.expect`."""
        if not isinstance(cast("object", held), bool):
            raise _MisuseError(f"expect({held!r:.80}): not a bool")
        observations = self._cite(on)
        self.expectations.append(
            Expectation(
                held=held,
                expected=str(expected)[:TEXT_LIMIT],
                observed=printable(observed),
                observations=observations,
                values={name: printable(str(value)) for name, value in values.items()},
            )
        )

    def undecided(self, *, on: object, reason: str) -> None:
        """See `hoshitori.profile.Case.undecided`."""
        self._cite(on)
        self.open_questions.append(str(reason)[:TEXT_LIMIT])

    def threshold(self, name: str) -> int | str | tuple[str, ...]:
        """See `hoshitori.profile.Case.threshold`."""
        if name not in self.thresholds:
            raise _MisuseError(f"no threshold {name!r} in profile.toml")
        if name not in self.used_thresholds:
            self.used_thresholds.append(name)
        return self.thresholds[name].value

    def limit(self, text: str) -> None:
        """See `hoshitori.profile.Case.limit`."""
        if text not in self.limits:
            self.limits.append(text)

    def _cite(self, on: object) -> tuple[str, ...]:
        """Note which facts were cited; return their observations."""
        facts = cast("tuple[object, ...]", on) if isinstance(on, tuple) else (on,)
        names = [self._name_of(fact) for fact in facts]
        if not names:
            raise _MisuseError("cites no observation")
        self.cited.update(names)
        found = (self.resolved[name].observation for name in names)
        return tuple(dict.fromkeys(observation.id for observation in found if observation is not None))

    def _name_of(self, fact: object) -> str:
        for name, resolved in self.resolved.items():
            if resolved.value is fact and resolved.observation is not None:
                if isinstance(fact, MissingFact):
                    raise NeedUnavailable(name)
                return name
        raise _MisuseError("expect(on=…) names something that is none of the case's facts")


def printable(text: str) -> str:
    """Return hostile text bounded, its control characters made visible."""
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[:TEXT_LIMIT])
    return shown if len(text) <= TEXT_LIMIT else shown + "…"


def judge(
    marked: MarkedCase,
    body: Any,  # noqa: ANN401  # a case body takes whatever facts its case needs
    subject: Subject,
    *,
    declaration: Declaration,
    thresholds: Mapping[str, Threshold],
    lookup: Lookup,
    sample: str,
    firmware: str,
) -> CaseResult:
    """Call a case body on one subject and return its verdict; no exception of the body's escapes."""
    resolved = {
        name: resolve(need, marked.types[name], subject, lookup, sample=sample, firmware=firmware)
        for name, need in marked.spec.needs.items()
    }
    case = JudgedCase(subject=subject, declaration=declaration, thresholds=thresholds, resolved=resolved)
    ending = _call(body, case, {name: need.value for name, need in resolved.items()})
    decision, rationale, adapter = _decide(case, ending, marked)
    observations = [r.observation for r in resolved.values() if r.observation is not None]
    effort: dict[str, int] = {}
    for observation in observations:
        for unit, count in observation.effort.items():
            effort[unit] = effort.get(unit, 0) + count
    return CaseResult(
        case=marked.spec.id,
        subject=subject.id,
        decision=decision,
        expectations=tuple(case.expectations),
        rationale=rationale,
        impossible_adapter=adapter,
        observations=tuple(dict.fromkeys(o.id for o in observations)),
        thresholds=tuple(case.used_thresholds),
        limits=tuple(case.limits),
        effort=effort,
        subject_fields={name: printable(str(value)) for name, value in subject.fields.items()},
        simulated=any(o.simulated for o in observations),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """How a body ended: normally, or by what."""

    assertion: str | None = None
    unavailable: bool = False
    error: str = ""


def _call(body: Any, case: JudgedCase, facts: Mapping[str, object]) -> _Ending:  # noqa: ANN401  # see judge()
    try:
        returned = body(case, **facts)
    except NeedUnavailable:
        return _Ending(unavailable=True)
    except AssertionError as error:
        return _Ending(assertion=printable(str(error)) or "assertion failed")
    except BaseException as error:  # noqa: BLE001  # whatever a body does, it ends in a verdict, never in silence
        return _Ending(error=printable(f"{type(error).__name__}: {error}"))
    return _Ending(error="" if returned is None else "the body returned a value instead of using expect()")


def _decide(case: JudgedCase, ending: _Ending, marked: MarkedCase) -> tuple[Decision, str, str]:
    """Apply laws 1 to 3 in their order; a FAIL on record stands whatever happened later."""
    if ending.assertion is not None and case.cited:
        observed = tuple(
            dict.fromkeys(o.id for name in case.cited if (o := case.resolved[name].observation) is not None)
        )
        case.expectations.append(
            Expectation(held=False, expected="assertion", observed=ending.assertion, observations=observed)
        )
    if any(not expectation.held for expectation in case.expectations):
        return FAIL, "", ""
    if ending.error:
        return inconclusive(Cause.HARNESS), ending.error, ""
    flaws = [
        resolved.flaw
        for name, resolved in case.resolved.items()
        if resolved.flaw is not None and not (marked.spec.needs[name].optional and resolved.value is None)
    ]
    if flaws:
        worst = min(flaws, key=lambda flaw: CAUSE_ORDER.index(flaw.cause))
        adapter = worst.impossible_adapter if all(flaw.impossible_adapter for flaw in flaws) else ""
        return inconclusive(worst.cause), "; ".join(flaw.reason for flaw in flaws)[:TEXT_LIMIT], adapter
    open_end = _open_end(case, ending)
    return (*open_end, "") if open_end else (PASS, "", "")


def _open_end(case: JudgedCase, ending: _Ending) -> tuple[Decision, str] | None:
    """Return why a body without a false expectation, over facts without a flaw, still shows nothing."""
    if case.open_questions:
        return inconclusive(Cause.UNAVAILABLE), "; ".join(case.open_questions)
    if ending.assertion is not None:
        return inconclusive(Cause.HARNESS), f"an assertion that cites no observation: {ending.assertion}"
    if ending.unavailable:
        return inconclusive(Cause.UNAVAILABLE), "a needed fact was read and is not there"
    uncited = [name for name, one in case.resolved.items() if name not in case.cited and one.value is not None]
    if uncited or not case.cited:
        told = ", ".join(uncited) or "any fact"
        return inconclusive(Cause.HARNESS), f"the case did not say what it saw in: {told}"
    return None
