"""The annex that holds every expectation of every test with what was seen, requirement by requirement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hoshitori.model.predicate_results import CaseRecord, Expectation, RequirementRecord
from hoshitori.report.alike import Group, common, grouped, merged, of_kind, told
from hoshitori.report.blocks import Fold, Line, Paragraph, Row, Section, Span, line, row
from hoshitori.report.records import Records, distinct
from hoshitori.report.requirement_items import verdict_lines
from hoshitori.report.sheet import state_name
from hoshitori.report.wording import ROLES


def record_place(requirement: str, records: Records) -> str:
    """Return where a requirement's expectations and observations stand on the page."""
    return records.anchor(f"{requirement}-record")


def recorded(requirement: str, records: Records) -> list[CaseRecord]:
    """Return the cases of a requirement that expected something."""
    ours = (case for case in records.view.report.results if case.requirement == requirement)
    return [case for case in distinct(ours) if case.expectations]


def record_section(records: Records) -> Section:
    """Return what each test expected and saw; each requirement's part is opened when wanted."""
    speaker = records.speaker
    folds = tuple(
        _fold(one, cases, records)
        for one in records.view.report.requirements
        if (cases := recorded(one.requirement, records))
    )
    none = Paragraph(line=line(speaker.word("no-record")))
    return Section(
        id=records.anchor("record"),
        heading=speaker.word("record-heading"),
        blocks=(Paragraph(line=line(speaker.word("record-note")), tone="quiet"), *(folds or (none,))),
        annex=True,
    )


def _fold(one: RequirementRecord, cases: list[CaseRecord], records: Records) -> Fold:
    speaker = records.speaker
    described: set[str] = set()
    rows = [_row(group, described, records) for group in grouped(cases, told)]
    head = ("case", "expected-observed", "evidence")
    title = speaker.text(records.view.requirement(one.requirement).title)
    count = sum(len(case.expectations) for case in cases)
    return Fold(
        id=record_place(one.requirement, records),
        summary=speaker.word("record-of", requirement=one.requirement, title=title, count=count),
        blocks=(records.table("record-caption", head, rows, spoken=True, shape="record"),),
    )


def _row(group: Group, described: set[str], records: Records) -> Row:
    speaker, first = records.speaker, group[0]
    role = speaker.text(ROLES[first.role])
    outcome, *cause = verdict_lines(first, records)
    *others, last = records.subjects(group, described)
    head: list[Line] = [
        line(Span(text=first.case, code=True)),
        *(line(each) for each in others),
        line(f"{last}　", *outcome, f" {role}"),
        *cause,
    ]
    lines = [each for ones in of_kind(first.expectations) for each in _expectation(ones, records)]
    if first.thresholds:
        lines.append(line(speaker.word("on-thresholds", names=speaker.join(map(records.threshold, first.thresholds)))))
    if first.effort:
        lines.append(line(speaker.word("on-effort", effort=speaker.effort(first.effort))))
    cited = dict.fromkeys(name for case in group for one in case.expectations for name in one.observations)
    return row(head, lines, records.evidence(cited), state=state_name(first.verdict))


def _expectation(ones: Sequence[Expectation], records: Records) -> Iterator[Line]:
    """Say what was expected once, and what was seen: under it, value by value, where it was not always the same."""
    speaker, first = records.speaker, ones[0]
    sign = Span(text=f"{speaker.word('held' if first.held else 'broken')} ", state="pass" if first.held else "fail")
    count = speaker.word("count-of", count=len(ones)) if len(ones) > 1 else ""
    seen = list(_seen(ones, records))
    if len(seen) == 1:
        expected = speaker.note(speaker.expected(merged(ones, speaker, most=None)), count)
        yield line(sign, expected, speaker.filled("seen", observed=seen[0]) if seen[0] else "")
        return
    yield line(sign, speaker.note(speaker.expected(common(ones)), count))
    yield from (line(f"· {each}") for each in seen)


def _seen(ones: Sequence[Expectation], records: Records) -> Iterator[str]:
    """Return what was seen, once for all the values of which it was the same."""
    speaker = records.speaker
    differing = [name for name in ones[0].values if len({one.values.get(name, "") for one in ones}) > 1]
    by_value: dict[str, list[str]] = {}
    for one in ones:
        value = speaker.join(speaker.value(one.values.get(name, "")) for name in differing)
        by_value.setdefault(value, []).append(speaker.observed(one))
    by_seen: dict[str, list[str]] = {}
    for value, told_of in by_value.items():
        by_seen.setdefault(_counted(told_of, records), []).append(value)
    if len(by_seen) == 1:
        yield from by_seen
        return
    for observed, values in by_seen.items():
        named = speaker.word("value-separator").join(value for value in values if value)
        yield speaker.filled("seen-of", value=named, observed=observed) if named and observed else named or observed


def _counted(seen: list[str], records: Records) -> str:
    """Return what was seen several times over, each with its number where it came more than once."""
    speaker = records.speaker
    counts = {each: seen.count(each) for each in dict.fromkeys(seen) if each}
    told_of = (
        speaker.note(each, speaker.word("count-of", count=count)) if count > 1 and len(counts) > 1 else each
        for each, count in counts.items()
    )
    return speaker.join(told_of)
