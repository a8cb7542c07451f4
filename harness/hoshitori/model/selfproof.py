"""A self-proof: what a profile finds of the faults that a lab built, what it misses, and where it cries for nothing."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hoshitori.model.expected import SOUND_TWIN, Expected
from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_results import CaseRecord
from hoshitori.model.verdict import Decision, Verdict, all_of


class Standing(enum.Enum):
    """How a verdict stands to the one that is listed.

    A built fault that comes out undecided was not found: it counts as MISSED. So does a PASS of what is listed as
    unknowable: it claims what nobody saw.
    """

    FOUND = "found"
    MISSED = "missed"
    SOUND = "sound"
    FALSE_ALARM = "false-alarm"
    UNDECIDED = "undecided"
    """Undecided, and listed as decided."""
    UNKNOWABLE = "unknowable"
    """Undecided, as listed."""


def standing(expected: Verdict, verdict: Verdict | None) -> Standing:
    """Return how a verdict, or the lack of one, stands to the listed one."""
    if expected is Verdict.FAIL:
        return Standing.FOUND if verdict is Verdict.FAIL else Standing.MISSED
    if verdict is Verdict.FAIL:
        return Standing.FALSE_ALARM
    if expected is Verdict.INCONCLUSIVE:
        return Standing.UNKNOWABLE if verdict in {None, Verdict.INCONCLUSIVE} else Standing.MISSED
    return Standing.SOUND if verdict is expected else Standing.UNDECIDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One listed verdict on one twin beside the one it came to.

    Attributes:
        subject: what the case was about; empty for a requirement, and for a case over all its subjects.
        probes: those whose observations the case rests on; empty for a requirement.
        verdict: None where there is none on record.
    """

    twin: str
    name: str
    expected: Verdict
    verdict: Verdict | None
    standing: Standing
    subject: str = ""
    why: str = ""
    probes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Found, missed and false alarms with their denominators.

    Attributes:
        name: the requirement or the probe they are counted for.
        faults: verdicts listed as FAIL, of which `found` and `missed` (which also counts PASSes of the unknowable).
        sound: verdicts listed as decided and not FAIL, of which `false_alarms` and `undecided`.
        unknowable: verdicts listed as undecided.
    """

    name: str
    faults: int = 0
    found: int = 0
    missed: int = 0
    sound: int = 0
    false_alarms: int = 0
    undecided: int = 0
    unknowable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRun:
    """How a twin's run ended.

    Attributes:
        report: id of the report in its bundle; empty where it left none.
        trouble: why it left none, or why its bundle does not stand; empty where all is well.
    """

    twin: str
    kind: str
    report: str
    milliseconds: int
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfProof:
    """The profile over a lab's twins, compared with what is listed of them.

    Attributes:
        code: SHA-256 of the profile's code; `edition` that of its catalogue.
        of: how many twins the lab has; `runs` are those that were run.
        bench: how the bench stood (`root`, `rootless`, `loopback`), on which machine.
    """

    profile: str
    edition: str
    code: str
    lab: str
    harness: str
    at: str
    bench: str
    of: int
    runs: tuple[TwinRun, ...]
    requirements: tuple[Tally, ...]
    probes: tuple[Tally, ...]
    deviations: tuple[Comparison, ...] = field(default=())
    """Every comparison that is not as listed."""

    @property
    def stands(self) -> bool:
        """Whether nothing was missed, nothing falsely alarmed, and every twin that was begun came to its end."""
        bad = {Standing.MISSED, Standing.FALSE_ALARM}
        return bool(self.runs) and not any(
            (any(one.trouble for one in self.runs), any(one.standing in bad for one in self.deviations))
        )


def compare_requirements(expected: Expected, twin: str, report: ConformityReport | None) -> list[Comparison]:
    """Return every requirement's verdict on a twin beside the listed one."""
    found = {one.requirement: one.verdict for one in report.requirements} if report else {}
    return [
        _comparison(twin, name, expected.requirement(twin, name), found.get(name)) for name in expected.requirements
    ]


def compare_cases(
    expected: Expected, twin: str, report: ConformityReport, used: Mapping[str, Sequence[str]]
) -> list[Comparison]:
    """Return every listed verdict of a case on a twin beside the one it came to.

    `used` names the probes of a case that has no result here.
    """
    probe_of = {one.id: one.probe for one in report.observations}
    by_case: dict[str, list[CaseRecord]] = {}
    for result in report.results:
        by_case.setdefault(result.case, []).append(result)
    compared: list[Comparison] = []
    for case, results in by_case.items():
        for one in results:
            listed = expected.case(twin, case, one.subject)
            if listed is not None:
                probes = _probes([one], probe_of)
                compared.append(_comparison(twin, case, listed, one.verdict, subject=one.subject, probes=probes))
    for difference in expected.differences(twin).cases:
        results = by_case.get(difference.case, [])
        seen = any(one.subject == difference.subject for one in results)
        if difference.subject and seen:
            continue
        whole = all_of([Decision(one.verdict, one.cause) for one in results]).verdict if results else None
        verdict = None if difference.subject else whole
        probes = _probes(results, probe_of) or tuple(used.get(difference.case, ()))
        compared.append(
            _comparison(twin, difference.case, difference.verdict, verdict, subject=difference.subject, probes=probes)
        )
    reasons = {(one.case, one.subject): one.why for one in expected.differences(twin).cases}
    return [replace(one, why=reasons.get((one.name, one.subject), "")) for one in compared]


def probes_of_cases(reports: Iterable[ConformityReport]) -> dict[str, tuple[str, ...]]:
    """Return case → the probes whose observations it rests on, over some reports."""
    found: dict[str, dict[str, None]] = {}
    for report in reports:
        probe_of = {one.id: one.probe for one in report.observations}
        for result in report.results:
            found.setdefault(result.case, {}).update(dict.fromkeys(_probes([result], probe_of)))
    return {case: tuple(probes) for case, probes in found.items()}


def tally(name: str, comparisons: Iterable[Comparison]) -> Tally:
    """Return the counts over some comparisons."""
    counted = dict.fromkeys(Standing, 0)
    faults = sound = unknowable = 0
    for one in comparisons:
        counted[one.standing] += 1
        faults += one.expected is Verdict.FAIL
        unknowable += one.expected is Verdict.INCONCLUSIVE
        sound += one.expected not in {Verdict.FAIL, Verdict.INCONCLUSIVE}
    return Tally(
        name=name,
        faults=faults,
        found=counted[Standing.FOUND],
        missed=counted[Standing.MISSED],
        sound=sound,
        false_alarms=counted[Standing.FALSE_ALARM],
        undecided=counted[Standing.UNDECIDED],
        unknowable=unknowable,
    )


def choose(expected: Expected, twins: Sequence[str], count: int) -> tuple[str, ...]:
    """Return `count` of the twins: the sound one, then those whose faults touch most requirements not touched yet."""
    left = [twin for twin in twins if twin != SOUND_TWIN]
    chosen = [SOUND_TWIN] if SOUND_TWIN in twins else []
    touched: set[str] = set()

    def faults(twin: str) -> set[str]:
        verdicts = expected.differences(twin).requirements
        return {name for name, verdict in verdicts.items() if verdict is Verdict.FAIL}

    while left and len(chosen) < count:
        best = max(left, key=lambda twin: len(faults(twin) - touched))
        left.remove(best)
        chosen.append(best)
        touched |= faults(best)
    return tuple(chosen)


def _comparison(
    twin: str, name: str, expected: Verdict, verdict: Verdict | None, *, subject: str = "", probes: tuple[str, ...] = ()
) -> Comparison:
    return Comparison(
        twin=twin,
        name=name,
        expected=expected,
        verdict=verdict,
        standing=standing(expected, verdict),
        subject=subject,
        probes=probes,
    )


def _probes(results: Iterable[CaseRecord], probe_of: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(probe_of[name] for one in results for name in one.observations if name in probe_of))
