"""What judging a case on one subject yielded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hoshitori.model.verdict import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One thing a case expected: what, what was seen instead or as expected, and on which observations.

    Attributes:
        expected: text id in the profile's texts, or words as written.
        values: what the text's placeholders stand for.
        observed: what was seen, as data in words; hostile text, bounded.
        observations: ids of the observations cited.
    """

    held: bool
    expected: str
    observed: str
    observations: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """The verdict of one case on one subject, with all that it rests on.

    Attributes:
        subject: id of the subject; empty where the case found none.
        subject_fields: what was declared or found of the subject, for the reader of a report.
        rationale: one sentence where the verdict is INCONCLUSIVE, else empty.
        impossible_adapter: the adapter declared impossible on this bench, where that left it undecided.
        observations: ids of all observations that its needs resolved to.
        thresholds: names of the thresholds it rests on.
        limits: text ids of what it does not show.
    """

    case: str
    subject: str
    decision: Decision
    expectations: tuple[Expectation, ...] = ()
    rationale: str = ""
    impossible_adapter: str = ""
    observations: tuple[str, ...] = ()
    thresholds: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    effort: Mapping[str, int] = field(default_factory=dict[str, int])
    subject_fields: Mapping[str, str] = field(default_factory=dict[str, str])
    simulated: bool = False
