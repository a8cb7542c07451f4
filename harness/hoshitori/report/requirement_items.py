"""The items of a requirement with the tests that decided them, and everything those tests expected and saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from hoshitori.model.catalogue import Item, Requirement
from hoshitori.model.predicate_results import CaseRecord, Expectation, ItemRecord, RequirementRecord
from hoshitori.report.blocks import Block, Fold, Line, Row, Span, Table, line, row
from hoshitori.report.records import Records, criteria_of, distinct
from hoshitori.report.sheet import state_name
from hoshitori.report.wording import PROOFS, ROLES, VERDICT_MARKS, VERDICTS

MOST_ASKED: Final = 4
"""Kinds of expectation named in a line; all stand in the record below."""


def items_tables(
    one: RequirementRecord, requirement: Requirement, cases: list[CaseRecord], records: Records
) -> Iterator[Block]:
    """Return a table for each item, row by row with its tests, and one for what stands beside the items."""
    judged = [item for item in records.view.report.evaluation if item.requirement == one.requirement]
    known = {item.id: item for item in requirement.items}
    for identifier in dict.fromkeys(item.item for item in judged):
        yield _item_table(identifier, known.get(identifier), judged, cases, records)
    beside = [case for case in distinct(cases) if case.role != "criterion"]
    if beside:
        rows = [_beside_row(case, records) for case in beside]
        yield records.table("beside-table", ("subject", "result", "role", "case"), rows)


def _item_table(
    identifier: str, known: Item | None, judged: list[ItemRecord], cases: list[CaseRecord], records: Records
) -> Table:
    speaker = records.speaker
    several = known is not None and len(known.alternatives) > 1
    title = speaker.text(known.title) if known else ""
    rests = speaker.note(speaker.text(PROOFS[known.proof]), speaker.bases([known.basis])) if known else ""
    head = ("subject", "result", *(("method",) if several else ()), "case")
    return Table(
        caption=speaker.word("item-caption", item=identifier, title=title, rests=rests),
        head=tuple(speaker.word(key) for key in head),
        rows=tuple(_item_row(item, known, cases, records) for item in judged if item.item == identifier),
    )


def _item_row(item: ItemRecord, known: Item | None, cases: list[CaseRecord], records: Records) -> Row:
    speaker = records.speaker
    found = criteria_of(item, cases)
    tests: list[Line] = [case_line(case, records, about=item.subject) for case in found]
    if item.reason:
        tests.append(line(speaker.reason(item.reason)))
    if not tests:
        tests.append(line(speaker.word("uncovered", item=item.item)))
    on_row = [case for case in found if case.subject == item.subject]
    subject = records.subject(on_row[0]) if on_row else speaker.subject(item.subject)
    titles = {one.id: speaker.text(one.title) for one in known.alternatives} if known else {}
    methods = [line(titles.get(name, speaker.shown(name))) for name in item.claimed]
    beside = [methods] if len(titles) > 1 else []
    return row(line(subject), _verdict(item, records), *beside, tests, state=state_name(item.verdict))


def _verdict(one: ItemRecord | CaseRecord, records: Records) -> list[Line]:
    """Return mark and word, and under it why nothing could be decided."""
    speaker, state = records.speaker, state_name(one.verdict)
    told = line(Span(text=f"{VERDICT_MARKS[one.verdict]} {speaker.text(VERDICTS[one.verdict])}", state=state))
    return [told, line(speaker.cause(one.cause))] if one.cause else [told]


def _beside_row(case: CaseRecord, records: Records) -> Row:
    return row(
        line(records.subject(case)),
        _verdict(case, records),
        line(records.speaker.text(ROLES[case.role])),
        case_line(case, records, about=case.subject),
        state=state_name(case.verdict),
    )


def case_line(case: CaseRecord, records: Records, *, about: str) -> Line:
    """Return a case's result in one line: its verdict, what it asked, how much was as expected, on which evidence.

    What it was about is named where that is something else than `about`.
    """
    speaker = records.speaker
    parts: list[str | Span] = [
        Span(
            text=f"{VERDICT_MARKS[case.verdict]} {speaker.text(VERDICTS[case.verdict])} ",
            state=state_name(case.verdict),
        ),
    ]
    if case.expectations:
        held = sum(one.held for one in case.expectations)
        counted = speaker.word("held-count", held=held, all=len(case.expectations))
        parts.append(f"{speaker.note(_asked(case, records), counted)} ")
    parts.append(Span(text=case.case, code=True))
    if case.subject != about:
        parts.append(f" {records.subject(case)}")
    if case.simulated:
        parts.append(f" [{speaker.word('simulated-mark')}]")
    if case.observations:
        parts.append(" ")
        parts += records.evidence(case.observations)
    return line(*parts)


def _asked(case: CaseRecord, records: Records) -> str:
    """Return what a case expected, each kind of expectation once, its values left out where they differ."""
    speaker = records.speaker
    by_text: dict[str, list[Expectation]] = {}
    for one in case.expectations:
        by_text.setdefault(one.expected, []).append(one)
    told = [
        speaker.expected(ones[0] if len(ones) == 1 else replace(ones[0], values=_common(ones)))
        for ones in by_text.values()
    ]
    return speaker.word("and-separator").join(told[:MOST_ASKED]) + ("…" if len(told) > MOST_ASKED else "")


def _common(expectations: list[Expectation]) -> dict[str, str]:
    """Return the values that all expectations share, and an ellipsis for the others."""
    first, *others = expectations
    return {
        name: value if all(one.values.get(name) == value for one in others) else "…"
        for name, value in first.values.items()
    }


def record_fold(cases: list[CaseRecord], records: Records) -> Iterator[Block]:
    """Return what each test expected and saw, to be opened when wanted."""
    speaker = records.speaker
    shown = [case for case in distinct(cases) if case.expectations]
    if not shown:
        return
    rows = [_record_row(case, records) for case in shown]
    table = records.table("record-caption", ("case", "expected-observed", "evidence"), rows, spoken=True)
    count = sum(len(case.expectations) for case in shown)
    yield Fold(summary=speaker.word("record", count=count), blocks=(table,))


def _record_row(case: CaseRecord, records: Records) -> Row:
    speaker = records.speaker
    head = [
        line(Span(text=case.case, code=True)),
        line(records.subject(case)),
        *_verdict(case, records),
        line(speaker.text(ROLES[case.role])),
    ]
    told: list[Line] = []
    for one in case.expectations:
        verdict = "held" if one.held else "broken"
        seen = speaker.word("seen", observed=speaker.observed(one)) if one.observed else ""
        sign = Span(text=f"{speaker.word(verdict)} ", state="pass" if one.held else "fail")
        told.append(line(sign, speaker.expected(one), seen))
    if case.thresholds:
        told.append(line(speaker.word("on-thresholds", names=speaker.join(map(records.threshold, case.thresholds)))))
    if case.effort:
        told.append(line(speaker.word("on-effort", effort=speaker.effort(case.effort))))
    cited = dict.fromkeys(name for one in case.expectations for name in one.observations)
    return row(head, told, records.evidence(cited), state=state_name(case.verdict))
