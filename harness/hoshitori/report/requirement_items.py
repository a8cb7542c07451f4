"""The items of a requirement with the tests that decided them, and everything those tests expected and saw."""

from __future__ import annotations

from collections.abc import Iterator

from hoshitori.model.catalogue import Item, Requirement
from hoshitori.model.predicate_results import CaseRecord, ItemRecord, RequirementRecord
from hoshitori.report.blocks import Block, Fold, Line, Row, Span, Table, line, row
from hoshitori.report.records import Records, criteria_of, distinct
from hoshitori.report.sheet import state_name
from hoshitori.report.wording import PROOFS, ROLES, VERDICT_MARKS, VERDICTS


def items_table(one: RequirementRecord, requirement: Requirement, cases: list[CaseRecord], records: Records) -> Table:
    """Return the items of a requirement, row by row, with their tests; counter-evidence after them."""
    speaker = records.speaker
    titles = {item.id: item for item in requirement.items}
    judged = [item for item in records.view.report.evaluation if item.requirement == one.requirement]
    rows = [_item_row(item, titles.get(item.item), cases, records) for item in judged]
    beside = [case for case in distinct(cases) if case.role in {"counter-evidence", "absence"}]
    rows += [_beside_row(case, records) for case in beside]
    head = ("item", "subject", "result", "method", "case")
    return Table(caption=speaker.word("case-table"), head=tuple(speaker.word(key) for key in head), rows=tuple(rows))


def _item_row(item: ItemRecord, known: Item | None, cases: list[CaseRecord], records: Records) -> Row:
    speaker = records.speaker
    title = speaker.text(known.title) if known else ""
    tests = [(*case_span(case, records),) for case in criteria_of(item, cases)]
    why = [line(speaker.reason(item.reason))] if item.reason else []
    bare = [] if tests or why else [line(speaker.word("uncovered", item=item.item))]
    return row(
        line(speaker.word("item-line", item=item.item, title=title)),
        line(speaker.subject(item.subject)),
        _verdict(item, records),
        _methods(item, known, records),
        tests + why + bare,
        state=state_name(item.verdict),
    )


def _methods(item: ItemRecord, known: Item | None, records: Records) -> list[Line]:
    speaker = records.speaker
    if known is None:
        return [line(speaker.join(item.claimed))]
    titles = {alternative.id: speaker.text(alternative.title) for alternative in known.alternatives}
    several = len(known.alternatives) > 1
    claimed = [line(titles.get(name, speaker.shown(name))) for name in item.claimed if several]
    rests = speaker.note(speaker.text(PROOFS[known.proof]), speaker.bases([known.basis]))
    return [*claimed, line(rests)]


def _verdict(item: ItemRecord, records: Records) -> Line:
    told = records.speaker.verdict(item.verdict, item.cause)
    return line(Span(text=f"{VERDICT_MARKS[item.verdict]} {told}", state=state_name(item.verdict)))


def _beside_row(case: CaseRecord, records: Records) -> Row:
    speaker = records.speaker
    return row(
        line(speaker.text(ROLES[case.role])),
        line(records.subject(case)),
        line(Span(text=_told(case, records), state=state_name(case.verdict))),
        line(speaker.text(PROOFS[case.proof])),
        (*case_span(case, records),),
        state=state_name(case.verdict),
    )


def _told(case: CaseRecord, records: Records) -> str:
    return f"{VERDICT_MARKS[case.verdict]} {records.speaker.verdict(case.verdict, case.cause)}"


def case_span(case: CaseRecord, records: Records) -> Line:
    """Return a case's result in one line: mark, name, how much was as expected, on which observations."""
    speaker = records.speaker
    parts: list[str | Span] = [
        Span(
            text=f"{VERDICT_MARKS[case.verdict]} {speaker.text(VERDICTS[case.verdict])} ",
            state=state_name(case.verdict),
        ),
        Span(text=case.case, code=True),
    ]
    if case.expectations:
        held = sum(one.held for one in case.expectations)
        parts.append(f" {speaker.word('held-count', held=held, all=len(case.expectations))}")
    if case.simulated:
        parts.append(f" [{speaker.word('simulated-mark')}]")
    if case.observations:
        parts.append(" ")
        parts += records.evidence(case.observations)
    return line(*parts)


def record_fold(cases: list[CaseRecord], records: Records) -> Iterator[Block]:
    """Return what each test expected and saw, to be opened when wanted."""
    speaker = records.speaker
    shown = [case for case in distinct(cases) if case.expectations]
    if not shown:
        return
    head = ("case", "expected-observed", "evidence")
    table = Table(
        caption=speaker.word("record-caption"),
        head=tuple(speaker.word(key) for key in head),
        rows=tuple(_record_row(case, records) for case in shown),
    )
    count = sum(len(case.expectations) for case in shown)
    yield Fold(summary=speaker.word("record", count=count), blocks=(table,))


def _record_row(case: CaseRecord, records: Records) -> Row:
    speaker = records.speaker
    head = [
        line(Span(text=case.case, code=True)),
        line(records.subject(case)),
        line(
            Span(
                text=speaker.note(_told(case, records), speaker.text(ROLES[case.role])), state=state_name(case.verdict)
            )
        ),
    ]
    told: list[Line] = []
    for one in case.expectations:
        verdict = "held" if one.held else "broken"
        seen = speaker.word("seen", observed=one.observed) if one.observed else ""
        sign = Span(text=f"{speaker.word(verdict)} ", state="pass" if one.held else "fail")
        told.append(line(sign, speaker.expected(one), seen))
    if case.thresholds:
        told.append(line(speaker.word("on-thresholds", names=speaker.join(map(records.threshold, case.thresholds)))))
    if case.effort:
        told.append(line(speaker.word("on-effort", effort=speaker.effort(case.effort))))
    cited = dict.fromkeys(name for one in case.expectations for name in one.observations)
    return row(head, told, records.evidence(cited), state=state_name(case.verdict))
