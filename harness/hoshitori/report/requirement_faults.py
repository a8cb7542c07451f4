"""What was not as expected, or not seen: what tests say of one subject stands in as few rows as tell it all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hoshitori.model.predicate_results import CaseRecord
from hoshitori.report.blocks import Row, Span, line, row
from hoshitori.report.records import Records
from hoshitori.report.sheet import seen_alone
from hoshitori.report.speaker import Speaker

_TIMES: Final = re.compile(r"(?:(?<=\w=)|(?<=': '))\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
"""The time of an entry of a device's log, field by field or as the device wrote it."""
_BLANK: Final = "\0"
"""Stands for a time; no text that is shown has it."""


def fault_rows(failed: Iterable[CaseRecord], records: Records) -> list[Row]:
    """Return a row for each thing expected and seen otherwise, with when, and on which evidence.

    Where the same was expected several times of one subject, what was seen stands in one cell, line by line; where
    the same was seen against several expectations, so do these. Entries of a log that differ in their time alone are
    told once, with their number and the first and last time; the record at the end has each. Nothing else is left out.
    """
    return [row_of for case in failed for row_of in _rows(case, records)]


def _rows(case: CaseRecord, records: Records) -> Iterator[Row]:
    speaker = records.speaker
    times: dict[tuple[tuple[str, ...], str], list[str]] = {}
    by_expected: dict[tuple[tuple[str, ...], str], dict[str, None]] = {}
    for one in case.expectations:
        if not one.held:
            seen, time = timeless(speaker.observed(one) or speaker.word("no-words"))
            cited = tuple(one.observations)
            times.setdefault((cited, seen), []).append(time)
            by_expected.setdefault((cited, speaker.expected(one)), {})[seen] = None
    by_seen: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (observations, expected), seen_ones in by_expected.items():
        by_seen.setdefault((observations, tuple(seen_ones)), []).append(expected)
    for (observations, seen_lines), expected_lines in by_seen.items():
        yield row(
            [line(each) for each in expected_lines],
            [line(timed(each, times[observations, each], speaker)) for each in seen_lines],
            [line(records.subject(case)), line(Span(text=case.case, code=True))],
            line(records.when(observations)),
            records.evidence(observations),
            state="fail",
        )


def timeless(seen: str) -> tuple[str, str]:
    """Return what was seen with a blank for the time of a log's entry, and that time; both as they are without one."""
    found = _TIMES.findall(seen)
    if len(found) != 1:
        return seen, ""
    return seen.replace(found[0], _BLANK), found[0]


def timed(seen: str, times: Sequence[str], speaker: Speaker) -> str:
    """Return what was seen with its time again; of entries that differ in nothing else how many, the first and last."""
    moments = sorted(filter(None, times))
    if len(moments) < 2:  # noqa: PLR2004  # one alone
        return seen.replace(_BLANK, moments[0]) if moments else seen
    span = speaker.filled("log-span", first=moments[0], last=moments[-1], count=len(moments))
    return seen.replace(_BLANK, span)


def missing_rows(undecided: Iterable[CaseRecord], records: Records) -> list[Row]:
    """Return a row for each subject and reason; tests of one subject that lacked the same stand in one row.

    What a test saw stands below its reason where that is one thing: it may be what it could not judge.
    """
    speaker, view = records.speaker, records.view
    alike: dict[tuple[str, str, str], list[CaseRecord]] = {}
    for case in undecided:
        reason = speaker.reason(case.rationale) or speaker.word("no-words")
        alike.setdefault((records.subject(case), reason, speaker.cause(case.cause)), []).append(case)
    return [
        row(
            [line(subject), *(line(Span(text=case.case, code=True)) for case in cases)],
            [
                line(reason),
                *(line(seen) for seen in dict.fromkeys(seen_alone(case, view, speaker) for case in cases) if seen),
            ],
            line(cause),
            records.evidence(dict.fromkeys(name for case in cases for name in case.observations)),
            state="inconclusive",
        )
        for (subject, reason, cause), cases in alike.items()
    ]
