"""What a report says of the device: results of cases, items and requirements, and what stands beside them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from hoshitori.model.verdict import Cause, Verdict


class CaseRole(enum.Enum):
    """What a case's verdict does (DESIGN §4 law 7)."""

    CRITERION = "criterion"
    COUNTER_EVIDENCE = "counter-evidence"
    NOTE = "note"
    ABSENCE = "absence"


class ProofWord(enum.Enum):
    """What an evaluation item may be decided by."""

    DOCUMENT = "document"
    DEVICE = "device"
    BOTH = "both"


class BasisWord(enum.Enum):
    """What a threshold or reading rests on; whatever is not official is printed as such."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One thing a case said of what it was shown.

    Attributes:
        expected: id of the text that says what was expected.
        observed: what was there instead or indeed, in plain words.
        held: whether it was as expected.
        observations: ids of the observations it rests on.
        at: place in the case's source, `file:line`.
    """

    expected: str
    observed: str
    held: bool
    observations: tuple[str, ...]
    at: str


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
        sample: id of the sample, or None for a case about documents only.
        thresholds: names of the thresholds the verdict rests on.
        limits: ids of the texts that say what the verdict does not show.
        effort: what was spent, by name of the unit.
    """

    case: str
    requirement: str
    item: str
    subject: str
    role: CaseRole
    proof: ProofWord
    verdict: Verdict
    rationale: str
    alternative: str = ""
    cause: Cause | None = None
    sample: str | None = None
    basis: tuple[BasisWord, ...] = ()
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

    `document_only` says that no device test stands behind a PASS; `reason` is the declared one of NOT_APPLICABLE.
    """

    requirement: str
    verdict: Verdict
    cause: Cause | None = None
    document_only: bool = False
    reason: str = ""


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
    """A number some verdict rests on, and what that number rests on."""

    name: str
    value: int
    unit: str
    basis: BasisWord
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
class Deviation:
    """A departure from a method, with its reason."""

    method: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """An interpretation beyond the results, marked as such (ISO/IEC 17025 §7.8.7)."""

    text: str
    language: str
    by: str
