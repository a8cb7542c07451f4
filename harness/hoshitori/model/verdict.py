"""The verdicts and the laws by which they combine (TS 103 701 clause 4, ISO 9646 vocabulary)."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Verdict(enum.Enum):
    """What a test says about the device, never about the harness."""

    PASS = "PASS"  # noqa: S105  # a verdict, no password
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Cause(enum.Enum):
    """Why a verdict is INCONCLUSIVE."""

    UNAVAILABLE = "unavailable"
    EFFORT = "effort"
    HARNESS = "harness"
    NOT_RUN = "not-run"
    ABORTED = "aborted"
    UNANSWERED = "unanswered"


CAUSE_ORDER = (Cause.HARNESS, Cause.ABORTED, Cause.UNAVAILABLE, Cause.EFFORT, Cause.UNANSWERED, Cause.NOT_RUN)
"""Which cause is named when several members are INCONCLUSIVE: the first of these present."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, with its cause where it is INCONCLUSIVE."""

    verdict: Verdict
    cause: Cause | None = None

    def __post_init__(self) -> None:
        """Refuse a cause beside a decided verdict, and an INCONCLUSIVE without one.

        Raises:
            ValueError: if verdict and cause do not belong together.
        """
        if (self.verdict is Verdict.INCONCLUSIVE) != (self.cause is not None):
            message = f"{self.verdict.value} with cause {self.cause}"
            raise ValueError(message)

    @property
    def decided(self) -> bool:
        """Whether the question has an answer; NOT_APPLICABLE counts as one (DESIGN §4 law 6)."""
        return self.verdict is not Verdict.INCONCLUSIVE


PASS = Decision(Verdict.PASS)
FAIL = Decision(Verdict.FAIL)
NOT_APPLICABLE = Decision(Verdict.NOT_APPLICABLE)


def inconclusive(cause: Cause) -> Decision:
    """Return INCONCLUSIVE with its cause."""
    return Decision(Verdict.INCONCLUSIVE, cause)


def _first_inconclusive(members: list[Decision]) -> Decision:
    causes = {member.cause for member in members}
    return inconclusive(next(cause for cause in CAUSE_ORDER if cause in causes))


def all_of(members: Iterable[Decision]) -> Decision:
    """Combine members that must all hold: FAIL > INCONCLUSIVE > PASS > NOT_APPLICABLE.

    Without a member nothing was looked at: INCONCLUSIVE `unavailable`.
    """
    decisions = list(members)
    verdicts = {decision.verdict for decision in decisions}
    if Verdict.FAIL in verdicts:
        return FAIL
    if Verdict.INCONCLUSIVE in verdicts:
        return _first_inconclusive([decision for decision in decisions if not decision.decided])
    if Verdict.PASS in verdicts:
        return PASS
    return NOT_APPLICABLE if decisions else inconclusive(Cause.UNAVAILABLE)


def any_of(members: Iterable[Decision]) -> Decision:
    """Combine claimed alternatives: PASS > INCONCLUSIVE > FAIL; NOT_APPLICABLE ones drop out.

    Only NOT_APPLICABLE ones: NOT_APPLICABLE. Without a member nothing was claimed: INCONCLUSIVE `unavailable`
    (the plan refuses such a declaration before the run).
    """
    decisions = list(members)
    verdicts = {decision.verdict for decision in decisions}
    if Verdict.PASS in verdicts:
        return PASS
    if Verdict.INCONCLUSIVE in verdicts:
        return _first_inconclusive([decision for decision in decisions if not decision.decided])
    if Verdict.FAIL in verdicts:
        return FAIL
    return NOT_APPLICABLE if decisions else inconclusive(Cause.UNAVAILABLE)


def counter_evidence(base: Decision, evidence: Iterable[Decision]) -> Decision:
    """Lower `base` by device tests where the scheme asks for a document (DESIGN §4 law 7).

    A FAIL lowers to FAIL, an undecided one makes a PASS INCONCLUSIVE; a PASS or NOT_APPLICABLE changes nothing.
    A base FAIL stays FAIL.
    """
    decisions = list(evidence)
    if base.verdict is Verdict.FAIL or any(decision.verdict is Verdict.FAIL for decision in decisions):
        return FAIL
    open_ones = [decision for decision in decisions if not decision.decided]
    if base.verdict is Verdict.PASS and open_ones:
        return _first_inconclusive(open_ones)
    return base


def not_applicable(absence: Decision) -> Decision:
    """Judge a claimed "does not apply" by its absence case (DESIGN §4 law 5)."""
    return NOT_APPLICABLE if absence.verdict is Verdict.PASS else absence
