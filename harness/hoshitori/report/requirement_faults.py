"""What was not as expected, or not seen: what tests say of one subject stands in as few rows as tell it all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hoshitori.model.predicate_results import CaseRecord
from hoshitori.report.blocks import Row, Span, line, row
from hoshitori.report.records import Records
from hoshitori.report.sheet import seen_alone


def fault_rows(failed: Iterable[CaseRecord], records: Records) -> list[Row]:
    """Return a row for each thing expected and seen otherwise, with when, and on which evidence.

    Where the same was expected several times of one subject, what was seen stands in one cell, line by line; where
    the same was seen against several expectations, so do these. Nothing that was seen is left out.
    """
    return [row_of for case in failed for row_of in _rows(case, records)]


def _rows(case: CaseRecord, records: Records) -> Iterator[Row]:
    speaker = records.speaker
    by_expected: dict[tuple[tuple[str, ...], str], dict[str, None]] = {}
    for one in case.expectations:
        if not one.held:
            seen = speaker.observed(one) or speaker.word("no-words")
            by_expected.setdefault((tuple(one.observations), speaker.expected(one)), {})[seen] = None
    by_seen: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (observations, expected), seen_ones in by_expected.items():
        by_seen.setdefault((observations, tuple(seen_ones)), []).append(expected)
    for (observations, seen_lines), expected_lines in by_seen.items():
        yield row(
            [line(each) for each in expected_lines],
            [line(each) for each in seen_lines],
            [line(records.subject(case)), line(Span(text=case.case, code=True))],
            line(records.when(observations)),
            records.evidence(observations),
            state="fail",
        )


def missing_rows(undecided: Iterable[CaseRecord], records: Records) -> list[Row]:
    """Return a row for each subject and reason; tests of one subject that lacked the same stand in one row.

    What a test saw stands below its reason where that is one thing: it may be what it could not judge.
    """
    speaker = records.speaker
    alike: dict[tuple[str, str, str], list[CaseRecord]] = {}
    for case in undecided:
        reason = speaker.reason(case.rationale) or speaker.word("no-words")
        alike.setdefault((records.subject(case), reason, speaker.cause(case.cause)), []).append(case)
    return [
        row(
            [line(subject), *(line(Span(text=case.case, code=True)) for case in cases)],
            [
                line(reason),
                *(line(seen) for seen in dict.fromkeys(seen_alone(case, speaker) for case in cases) if seen),
            ],
            line(cause),
            records.evidence(dict.fromkeys(name for case in cases for name in case.observations)),
            state="inconclusive",
        )
        for (subject, reason, cause), cases in alike.items()
    ]
