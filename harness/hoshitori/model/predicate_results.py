"""What a report says of the device: results of cases, items and requirements, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hoshitori.model.catalogue import Basis, Proof
from hoshitori.model.verdict import Cause, Verdict

CaseRole = Literal["criterion", "counter-evidence", "note", "absence"]
"""What a case's verdict does (DESIGN §4 laws 5 and 7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One thing a case said of what it was shown.

    Attributes:
        expected: id of the text that says what was expected; `values` fill its placeholders.
        observed: what was there, as expected or not, in plain words; hostile text, bounded.
        held: whether it was as expected.
        observations: ids of the observations it rests on.
        at: place in the case's source, `file:line`; empty where not recorded.
    """

    expected: str
    observed: str
    held: bool
    observations: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One judgement of a case on a subject within a round; earlier ones stay on record."""

    number: int
    round: int
    verdict: Verdict
    started_at: str
    ended_at: str
    observations: tuple[str, ...]
    cause: Cause | None = None
    rationale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """The verdict of one case on one subject, and everything it rests on.

    Attributes:
        item: id of the evaluation item within the requirement.
        alternative: id of the claimed alternative within the item; empty where the item has one way only.
        subject: id of what was judged: `device`, `tcp/443`, `7-UpdMech/UM-1`.
        subject_fields: what was declared or found of the subject, for the reader.
        sample: id of the sample, or None for a case about documents only.
        observations: ids of all observations that its needs resolved to.
        impossible_adapter: the adapter declared impossible on this bench, where that left it undecided.
        simulated: whether an answer of a scripted assessor is among its observations.
        thresholds: names of the thresholds the verdict rests on.
        limits: ids of the texts that say what the verdict does not show.
        effort: what was spent, by name of the unit.
    """

    case: str
    requirement: str
    item: str
    subject: str
    role: CaseRole
    proof: Proof
    verdict: Verdict
    rationale: str
    alternative: str = ""
    cause: Cause | None = None
    subject_fields: Mapping[str, str] = field(default_factory=dict[str, str])
    sample: str | None = None
    observations: tuple[str, ...] = ()
    impossible_adapter: str = ""
    simulated: bool = False
    basis: tuple[Basis, ...] = ()
    thresholds: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    effort: Mapping[str, int] = field(default_factory=dict[str, int])
    expectations: tuple[Expectation, ...] = ()
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """The verdict of one evaluation item on one row or on the device.

    `claimed` are the alternatives claimed for that row; `failed` those of them that failed, printed even where
    another one passed.
    """

    requirement: str
    item: str
    subject: str
    verdict: Verdict
    cause: Cause | None = None
    claimed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRecord:
    """The rolled-up verdict of one requirement.

    Attributes:
        document_only: whether no device test stands behind a PASS.
        reason: the declared one of NOT_APPLICABLE.
        remarks: ids of texts that stand on the requirement's line on every face.
    """

    requirement: str
    verdict: Verdict
    cause: Cause | None = None
    document_only: bool = False
    reason: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many requirements came out how; the denominator belongs to the verdict (DESIGN §4 law 6)."""

    passed: int
    failed: int
    inconclusive: int
    not_applicable: int
    decided: int
    of: int
    overall: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Somebody's acceptance of a requirement that was not met; it never turns into PASS (law 9)."""

    requirement: str
    reason: str
    approver: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An attempt or round that does not count, by whose decision and why; printed before the answer (law 8)."""

    round: int
    reason: str
    by: str
    at: str
    case: str = ""
    subject: str = ""
    observations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A full set of observations for one sample, firmware and plan."""

    number: int
    sample: str
    firmware: str
    started_at: str
    closed: bool
    ended_at: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdUsed:
    """A number, word or list some verdict rests on, and what that rests on in turn."""

    name: str
    value: int | str | tuple[str, ...]
    unit: str
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Something the report does not show; `text` is the id of the sentence."""

    text: str
    requirement: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """One set of circumstances under which the device was, or was not, looked at."""

    sample: str
    firmware: str
    state: str
    vantage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Under which circumstances observations were made, and under which none were."""

    covered: tuple[Combination, ...]
    not_covered: tuple[Combination, ...]
    declared_not_seen: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A test method and the item that shows it validated."""

    id: str
    edition: str
    validation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """An interpretation beyond the results, marked as such (ISO/IEC 17025 §7.8.7)."""

    text: str
    language: str
    by: str
