"""One requirement on the page: what decided it, what was not as expected, how to mend it, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hoshitori.model.predicate_results import CaseRecord, RequirementRecord
from hoshitori.model.verdict import Verdict
from hoshitori.report.behind import Ground, behind, told_behind, waiting
from hoshitori.report.blocks import Block, Bullets, Line, Paragraph, Section, Span, line
from hoshitori.report.page_record import record_place, recorded
from hoshitori.report.records import Records, distinct
from hoshitori.report.requirement_faults import fault_rows, missing_rows
from hoshitori.report.requirement_items import items_tables
from hoshitori.report.sheet import remedy, state_name
from hoshitori.report.wording import ACTIONS, VERDICT_MARKS


def requirement_section(one: RequirementRecord, records: Records) -> Section:
    """Return the section of one requirement."""
    speaker = records.speaker
    requirement = records.view.requirement(one.requirement)
    cases = [case for case in records.view.report.results if case.requirement == one.requirement]
    return Section(
        id=records.anchor(one.requirement),
        heading=f"{speaker.shown(one.requirement)} {speaker.text(requirement.title)}",
        mark=VERDICT_MARKS[one.verdict],
        state=state_name(one.verdict),
        verdict=speaker.verdict(one.verdict, one.cause),
        blocks=(
            Paragraph(heading=speaker.word("what-it-asks"), line=line(speaker.text(requirement.explanation))),
            *_faults(one, cases, records),
            *_missing(one, cases, records),
            *_absence(one, cases, records),
            *_shown(one, cases, records),
            *items_tables(one, requirement, cases, records),
            *_sources(one, cases, records),
        ),
    )


def _faults(one: RequirementRecord, cases: list[CaseRecord], records: Records) -> Iterator[Block]:
    """Tell a vendor what was expected, what was seen instead, when, on which evidence, and how to mend it."""
    speaker = records.speaker
    failed = [case for case in distinct(cases) if case.verdict is Verdict.FAIL and case.role != "note"]
    rows = fault_rows(failed, records)
    if rows:
        yield records.table(
            "faults-table", ("expected", "observed", "subject", "when", "evidence"), rows, shape="faults"
        )
    if any(case.role == "counter-evidence" for case in failed):
        yield Paragraph(line=line(speaker.word("counter-stands")))
    if failed or one.verdict is Verdict.FAIL:
        mend = remedy(one, records.view, speaker)
        yield Paragraph(heading=speaker.word("remedy"), line=line(mend), tone="strong")
        if others := waiting(one.requirement, records.view):
            told = speaker.filled("waiting", requirements=speaker.join(map(speaker.shown, others)))
            yield Paragraph(line=_linked(told, others, records))


def _missing(one: RequirementRecord, cases: list[CaseRecord], records: Records) -> Iterator[Block]:
    """Tell what stood in the way of a verdict, and what to do about it."""
    if one.verdict is not Verdict.INCONCLUSIVE:
        return
    speaker = records.speaker
    undecided = [case for case in distinct(cases) if case.verdict is Verdict.INCONCLUSIVE and case.role != "note"]
    rows = missing_rows(undecided, records)
    if rows:
        yield records.table("missing-table", ("subject", "missing", "cause-head", "evidence"), rows, shape="missing")
    bare = _bare_items(one, cases, records)
    known = behind(undecided, records.view)
    first = [_linked(told_behind(each, undecided, speaker), each.requirements, records) for each in known]
    explained = [case for each in known if each.ground is not Ground.PORT for case in each.cases]
    others = dict.fromkeys(case.cause for case in undecided if case.cause and case not in explained)
    actions = [line(speaker.text(ACTIONS[cause])) for cause in others]
    if bare:
        actions.append(line(speaker.word("to-do-no-case", item=speaker.join(bare))))
    if first or actions:
        yield Bullets(heading=speaker.word("to-do"), lines=(*first, *actions))


def _linked(told: str, requirements: Iterable[str], records: Records) -> Line:
    """Return a sentence as one line in which requirements lead to where they stand."""
    ids = {records.speaker.shown(one): one for one in requirements}
    parts = re.split(f"({'|'.join(map(re.escape, ids))})", told)
    return line(*(Span(text=part, target=records.anchor(ids[part])) if part in ids else part for part in parts))


def _bare_items(one: RequirementRecord, cases: list[CaseRecord], records: Records) -> list[str]:
    looked_at = {case.item for case in cases if case.role == "criterion"}
    items = records.view.requirement(one.requirement).items
    return [] if one.reason else [item.id for item in items if item.id not in looked_at]


def _absence(one: RequirementRecord, cases: list[CaseRecord], records: Records) -> Iterator[Block]:
    """Tell why a requirement is said not to apply; the absence case stands among the tests below."""
    if not one.reason:
        return
    speaker = records.speaker
    checks = {case.case for case in cases if case.role == "absence"}
    known = records.view.requirement(one.requirement).not_applicable
    conditions = [each for each in known if each.absence in checks] or known
    yield Bullets(
        heading=speaker.word("absence"),
        lines=(
            line(speaker.word("reason", reason=one.reason)),
            *(
                line(speaker.word("claim", title=speaker.text(each.title), basis=speaker.bases([each.basis])))
                for each in conditions
            ),
        ),
    )


def _shown(one: RequirementRecord, cases: list[CaseRecord], records: Records) -> Iterator[Block]:
    """Tell what a PASS stands for, and what it does not."""
    speaker = records.speaker
    requirement = records.view.requirement(one.requirement)
    limits = dict.fromkeys(
        speaker.catalogue_text(limit)
        for case in cases
        if case.verdict is Verdict.PASS and case.role != "note"
        for limit in case.limits
    )
    if one.verdict is Verdict.PASS:
        yield Paragraph(heading=speaker.word("looked-at"), line=line(speaker.text(requirement.shows)))
        limits = dict.fromkeys((speaker.text(requirement.does_not_show), *limits))
    if limits:
        heading = speaker.word("does-not-show" if one.verdict is Verdict.PASS else "limits")
        yield Bullets(heading=heading, lines=tuple(line(limit) for limit in limits))


def _sources(one: RequirementRecord, cases: list[CaseRecord], records: Records) -> Iterator[Block]:
    """Tell where everything that was expected and seen stands, and on what criterion and thresholds rest."""
    speaker = records.speaker
    requirement = records.view.requirement(one.requirement)
    if kept := recorded(one.requirement, records):
        count = sum(len(case.expectations) for case in kept)
        place = Span(text=speaker.word("record", count=count), target=record_place(one.requirement, records))
        yield Paragraph(line=line(place), tone="quiet")
    thresholds = dict.fromkeys(name for case in cases for name in case.thresholds)
    if thresholds:
        names = speaker.join(map(records.threshold, thresholds))
        yield Paragraph(line=line(speaker.filled("on-thresholds", names=names)), tone="quiet")
    told = [
        speaker.word(
            "criterion-source", basis=speaker.bases([requirement.basis]), source=speaker.source(requirement.source)
        )
    ]
    if requirement.etsi:
        told.append(speaker.word("etsi", provisions=speaker.join(requirement.etsi)))
    yield Paragraph(line=line(speaker.sentences(told)), tone="quiet")
