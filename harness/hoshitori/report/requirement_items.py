"""The items of a requirement with the tests that decided them; what came out alike stands in one row, all named."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hoshitori.model.catalogue import Item, Requirement
from hoshitori.model.predicate_results import CaseRecord, ItemRecord, RequirementRecord
from hoshitori.model.verdict import Verdict
from hoshitori.report.alike import Group, grouped, merged, outcome
from hoshitori.report.blocks import Line, Row, Span, Table, line, row
from hoshitori.report.records import Records, criteria_of, distinct
from hoshitori.report.sheet import state_name
from hoshitori.report.wording import PROOFS, ROLES, VERDICT_MARKS, VERDICTS

MOST_ASKED: Final = 4
"""Kinds of expectation named in a line; all stand in the record at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """An item's verdict on one row, with the tests that it came from."""

    item: ItemRecord
    cases: tuple[CaseRecord, ...]

    def alike(self) -> Hashable:
        """Return what makes two rows the same but for what they are about."""
        plain = self.item.verdict in {Verdict.PASS, Verdict.NOT_APPLICABLE} and not self.item.failed and self.cases
        if not plain:
            return self.item.subject
        tests = tuple(dict.fromkeys(outcome(case) for case in self.cases))
        return (self.item.verdict, self.item.claimed, self.item.reason, tests)


def items_tables(
    one: RequirementRecord, requirement: Requirement, cases: list[CaseRecord], records: Records
) -> Iterator[Table]:
    """Return a table for each item, row by row with its tests, and one for what stands beside the items."""
    judged = [item for item in records.view.report.evaluation if item.requirement == one.requirement]
    known = {item.id: item for item in requirement.items}
    described: set[str] = set()
    for identifier in dict.fromkeys(item.item for item in judged):
        on_item = [item for item in judged if item.item == identifier]
        yield _item_table(identifier, known.get(identifier), on_item, cases, records)
        judged_rows = {item.subject for item in on_item}
        described.update(case.subject for case in cases if case.role == "criterion" and case.subject in judged_rows)
    beside = grouped(case for case in distinct(cases) if case.role != "criterion")
    if beside:
        rows = [_beside_row(group, described, records) for group in beside]
        yield records.table("beside-table", ("subject", "result", "role", "case"), rows, shape="tests")


def _item_table(
    identifier: str, known: Item | None, judged: list[ItemRecord], cases: list[CaseRecord], records: Records
) -> Table:
    speaker = records.speaker
    several = known is not None and len(known.alternatives) > 1
    title = speaker.text(known.title) if known else ""
    rests = speaker.note(speaker.text(PROOFS[known.proof]), speaker.bases([known.basis])) if known else ""
    head = ("subject", "result", *(("method",) if several else ()), "case")
    groups: dict[Hashable, list[_Judged]] = {}
    for item in judged:
        one = _Judged(item=item, cases=tuple(criteria_of(item, cases)))
        groups.setdefault(one.alike(), []).append(one)
    return Table(
        caption=speaker.word("item-caption", item=identifier, title=title, rests=rests),
        head=tuple(speaker.word(key) for key in head),
        rows=tuple(_item_row(group, known, records) for group in groups.values()),
        kind="methods" if several else "tests",
    )


def _item_row(group: list[_Judged], known: Item | None, records: Records) -> Row:
    speaker = records.speaker
    first = group[0].item
    subjects = [each.item.subject for each in group]
    cases = distinct(case for each in group for case in each.cases)
    tests: list[Line] = [_tests_line(alike, records, about=subjects) for alike in grouped(cases)]
    if first.reason:
        tests.append(line(speaker.reason(first.reason)))
    if not tests:
        tests.append(line(speaker.word("uncovered", item=first.item)))
    titles = {one.id: speaker.text(one.title) for one in known.alternatives} if known else {}
    methods = [line(titles.get(name, speaker.shown(name))) for name in first.claimed]
    beside = [methods] if len(titles) > 1 else []
    named = [_subject(each, records) for each in group]
    return row(_listed(named, records), verdict_lines(first, records), *beside, tests, state=state_name(first.verdict))


def _subject(judged: _Judged, records: Records) -> str:
    on_row = [case for case in judged.cases if case.subject == judged.item.subject]
    return records.subject(on_row[0]) if on_row else records.speaker.subject(judged.item.subject)


def _listed(named: list[str], records: Records) -> list[Line]:
    """Return subjects line by line, their number first where they are several."""
    count = [line(records.speaker.word("subjects-count", count=len(named)))] if len(named) > 1 else []
    return [*count, *(line(one) for one in named)]


def verdict_lines(one: ItemRecord | CaseRecord, records: Records) -> list[Line]:
    """Return mark and word, and under it why nothing could be decided."""
    speaker, state = records.speaker, state_name(one.verdict)
    told = line(Span(text=f"{VERDICT_MARKS[one.verdict]} {speaker.text(VERDICTS[one.verdict])}", state=state))
    return [told, line(speaker.cause(one.cause))] if one.cause else [told]


def _beside_row(group: Group, described: set[str], records: Records) -> Row:
    first = group[0]
    return row(
        _listed(records.subjects(group, described), records),
        verdict_lines(first, records),
        line(records.speaker.text(ROLES[first.role])),
        line(*_asked_parts(group, records)),
        state=state_name(first.verdict),
    )


def _tests_line(group: Group, records: Records, *, about: list[str]) -> Line:
    """Return the result of a case in one line: its verdict, what it asked, how much was as expected, the evidence.

    What it was about is named where that is something else than `about`.
    """
    speaker, first = records.speaker, group[0]
    verdict = f"{VERDICT_MARKS[first.verdict]} {speaker.text(VERDICTS[first.verdict])} "
    others = [records.subject(case) for case in group if case.subject not in about]
    return line(Span(text=verdict, state=state_name(first.verdict)), *_asked_parts(group, records, others))


def _asked_parts(group: Group, records: Records, others: Iterable[str] = ()) -> Iterator[str | Span]:
    speaker, first = records.speaker, group[0]
    expectations = [one for case in group for one in case.expectations]
    if expectations:
        held = sum(one.held for one in expectations)
        counted = speaker.word("held-count", held=held, all=len(expectations))
        yield f"{speaker.note(_asked(group, records), counted)} "
    elif first.rationale and first.verdict in {Verdict.NOT_APPLICABLE, Verdict.INCONCLUSIVE}:
        yield f"{speaker.reason(first.rationale)} "
    yield Span(text=first.case, code=True)
    if named := speaker.join(others):
        yield f" {named}"
    if first.simulated:
        yield f" [{speaker.word('simulated-mark')}]"
    observations = dict.fromkeys(name for case in group for name in case.observations)
    if observations:
        yield " "
        yield from records.evidence(observations)


def _asked(group: Group, records: Records) -> str:
    """Return what a case expected, each kind of expectation once, with all their values."""
    speaker = records.speaker
    by_text: dict[str, None] = dict.fromkeys(one.expected for case in group for one in case.expectations)
    told: list[str] = []
    for identifier in by_text:
        ones = [one for case in group for one in case.expectations if one.expected == identifier]
        told.append(speaker.expected(merged(ones, speaker)))
    shown = speaker.word("and-separator").join(told[:MOST_ASKED])
    left = len(told) - MOST_ASKED
    return speaker.word("and-more-kinds", told=shown, count=left) if left > 0 else shown
