"""Results that came out alike: one line for all of them, and every one of them still named.

Only what passed or does not apply is put together. A FAIL, and whatever could not be decided, stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from hoshitori.model.predicate_results import CaseRecord, Expectation
from hoshitori.model.verdict import Verdict
from hoshitori.report.speaker import Speaker

MOST_VALUES: Final = 8
"""Values named in a line about many expectations; the record names them all."""

_QUIET: Final = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})

Group = tuple[CaseRecord, ...]
"""Records of one case on several subjects, with the same outcome."""


def kinds(case: CaseRecord) -> tuple[str, ...]:
    """Return the ids of what a case expected, each once."""
    return tuple(dict.fromkeys(one.expected for one in case.expectations))


def outcome(case: CaseRecord) -> Hashable:
    """Return what makes a case's result the same as another's; a FAIL and an undecided one are like nothing else."""
    if case.verdict not in _QUIET or not all(one.held for one in case.expectations) or case.impossible_adapter:
        return (case.case, case.role, case.subject, case.alternative, case.item)
    return (case.case, case.role, case.verdict, case.simulated, case.rationale, case.limits, kinds(case))


def told(case: CaseRecord) -> Hashable:
    """Return what makes a case's whole record the same as another's, but for its subject and evidence."""
    seen = tuple((one.expected, one.observed, one.held, tuple(sorted(one.values.items()))) for one in case.expectations)
    return (outcome(case), case.verdict, case.cause, case.thresholds, tuple(case.effort.items()), seen)


def grouped(cases: Iterable[CaseRecord], key: Callable[[CaseRecord], Hashable] = outcome) -> list[Group]:
    """Return cases in groups that came out alike, each in the place of its first."""
    groups: dict[Hashable, list[CaseRecord]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return [tuple(group) for group in groups.values()]


def merged(expectations: Sequence[Expectation], speaker: Speaker, *, most: int | None = MOST_VALUES) -> Expectation:
    """Return expectations of one kind as one that names their values: the first `most`, or all of them."""
    first, *others = expectations
    if not others:
        return first
    values: dict[str, str] = {}
    for name in first.values:
        different = list(dict.fromkeys(speaker.value(one.values.get(name, "")) for one in expectations))
        values[name] = _several(different, speaker, len(different) if most is None else most)
    return replace(first, values=values)


def common(expectations: Sequence[Expectation]) -> Expectation:
    """Return expectations of one kind as one, an ellipsis for each value that they do not share."""
    first, *others = expectations
    values = {
        name: value if all(one.values.get(name) == value for one in others) else "…"
        for name, value in first.values.items()
    }
    return replace(first, values=values)


def _several(different: Sequence[str], speaker: Speaker, most: int) -> str:
    """Return values as a list, and how many more there are where they are many."""
    named = speaker.word("value-separator").join(different[:most])
    left = len(different) - most
    return speaker.filled("and-more", told=named, count=left) if left > 0 else named


def of_kind(expectations: Iterable[Expectation]) -> list[list[Expectation]]:
    """Return expectations kind by kind; what did not hold stands alone."""
    groups: dict[Hashable, list[Expectation]] = {}
    for place, one in enumerate(expectations):
        groups.setdefault((one.expected, "held" if one.held else place), []).append(one)
    return list(groups.values())
