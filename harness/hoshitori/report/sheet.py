"""The verdict sheet (星取表) as data: one line a requirement, with everything that belongs beside its verdict."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.model.predicate_results import CaseRecord, ItemRecord, RequirementRecord
from hoshitori.model.verdict import Verdict
from hoshitori.report.speaker import Speaker, visible
from hoshitori.report.view import ReportView
from hoshitori.report.wording import VERDICT_MARKS


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One requirement on the sheet."""

    id: str
    title: str
    mark: str
    verdict: str
    state: str
    remarks: tuple[str, ...]


def sheet_lines(view: ReportView, speaker: Speaker) -> list[SheetLine]:
    """Return the sheet, in the catalogue's order."""
    titles = {requirement.id: requirement.title for requirement in view.catalogue.requirements}
    return [
        SheetLine(
            id=one.requirement,
            title=speaker.text(titles[one.requirement]),
            mark=VERDICT_MARKS[one.verdict],
            verdict=speaker.verdict(one.verdict, one.cause),
            state=one.verdict.value.lower().replace("_", "-"),
            remarks=tuple(_remarks(one, view, speaker)),
        )
        for one in view.report.requirements
    ]


def _remarks(one: RequirementRecord, view: ReportView, speaker: Speaker) -> list[str]:
    items = [item for item in view.report.evaluation if item.requirement == one.requirement]
    cases = [case for case in view.report.results if case.requirement == one.requirement]
    told = [speaker.word("document-only")] if one.document_only else []
    told += [speaker.catalogue_text(remark) for remark in one.remarks]
    told += [speaker.word("reason", reason=visible(one.reason))] if one.reason else []
    if one.verdict is Verdict.INCONCLUSIVE:
        told += _within(items, speaker)
        told += _uncovered(one, view, cases, speaker)
    told += _failed_alternatives(items, speaker)
    impossible = sorted({case.impossible_adapter for case in cases if case.impossible_adapter})
    if impossible:
        told.append(speaker.word("impossible-counter", adapters=speaker.separator.join(impossible)))
    return told


def _within(items: list[ItemRecord], speaker: Speaker) -> list[str]:
    """Say which items of an undecided requirement are decided, and how."""
    decided: dict[str, list[str]] = {}
    for item in items:
        decided.setdefault(item.item, []).append(VERDICT_MARKS[item.verdict])
    shown = [f"{name} {''.join(marks)}" for name, marks in decided.items() if set(marks) - {"？"}]
    return [speaker.word("decided-within", items=speaker.separator.join(shown))] if shown else []


def _uncovered(one: RequirementRecord, view: ReportView, cases: list[CaseRecord], speaker: Speaker) -> list[str]:
    requirement = next(r for r in view.catalogue.requirements if r.id == one.requirement)
    looked_at = {case.item for case in cases if case.role == "criterion"}
    bare = [item.id for item in requirement.items if item.id not in looked_at]
    return [speaker.word("uncovered", item=speaker.separator.join(bare))] if bare and one.reason == "" else []


def _failed_alternatives(items: list[ItemRecord], speaker: Speaker) -> list[str]:
    passed_anyway = [item for item in items if item.failed and item.verdict is not Verdict.FAIL]
    names = dict.fromkeys(name for item in passed_anyway for name in item.failed)
    return [speaker.word("failed-alternative", names=speaker.separator.join(names))] if names else []
