"""The verdict sheet (星取表) as data: one line a requirement, with everything that belongs beside its verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hoshitori.model.predicate_results import CaseRecord, Expectation, ItemRecord, RequirementRecord
from hoshitori.model.verdict import Verdict
from hoshitori.report.behind import behind, told_behind
from hoshitori.report.speaker import Speaker
from hoshitori.report.view import ReportView
from hoshitori.report.wording import PROOFS, VERDICT_MARKS, VERDICTS

MOST_TOLD: Final = 2
"""Faults, or reasons against a verdict, told on a line of the sheet; the page has all of them."""

MOST_LETTERS: Final = 80
"""How long what an undecided test saw may be on the sheet; the page tells it whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One requirement on the sheet.

    Attributes:
        mark: the sign of the verdict; never without `verdict`, its word.
        state: the verdict for style sheets (`not-applicable`).
        remedy: how to mend a FAIL, else empty.
    """

    id: str
    title: str
    mark: str
    verdict: str
    state: str
    remarks: tuple[str, ...]
    remedy: str = ""


def state_name(verdict: Verdict) -> str:
    """Return a verdict as a style sheet names it."""
    return verdict.value.lower().replace("_", "-")


def sheet_lines(view: ReportView, speaker: Speaker) -> list[SheetLine]:
    """Return the sheet, in the catalogue's order."""
    return [
        SheetLine(
            id=speaker.shown(one.requirement),
            title=speaker.text(view.requirement(one.requirement).title),
            mark=VERDICT_MARKS[one.verdict],
            verdict=speaker.text(VERDICTS[one.verdict]),
            state=state_name(one.verdict),
            remarks=tuple(_remarks(one, view, speaker)),
            remedy=_told_remedy(one, view, speaker),
        )
        for one in view.report.requirements
    ]


def _remarks(one: RequirementRecord, view: ReportView, speaker: Speaker) -> Iterator[str]:
    report = view.report
    items = [item for item in report.evaluation if item.requirement == one.requirement]
    cases = [case for case in report.results if case.requirement == one.requirement]
    for waiver in report.waivers:
        if waiver.requirement == one.requirement:
            yield speaker.word("waived", until=speaker.day(waiver.until))
    if one.document_only:
        yield speaker.word("document-only")
    elif one.verdict is Verdict.PASS:
        yield from _decided_by(cases, speaker)
    if one.verdict is Verdict.FAIL:
        yield from _faults(cases, speaker)
    yield from (speaker.catalogue_text(remark) for remark in one.remarks)
    if one.reason:
        yield speaker.word("reason", reason=one.reason)
    if one.verdict is Verdict.INCONCLUSIVE:
        yield from _within(one, view, items, speaker)
        yield from _uncovered(one, view, cases, speaker)
        yield from _open(one, cases, view, speaker)
    yield from _failed_alternatives(one, view, items, speaker)
    impossible = sorted({case.impossible_adapter for case in cases if case.impossible_adapter})
    if impossible:
        yield speaker.word("impossible-counter", adapters=speaker.join(map(speaker.adapter, impossible)))


def _faults(cases: list[CaseRecord], speaker: Speaker) -> Iterator[str]:
    """Say the first things that were not as expected, each kind once, with how many more there are of it."""
    told: dict[str, dict[str, None]] = {}
    for case in cases:
        if case.verdict is Verdict.FAIL and case.role != "note":
            for one in case.expectations:
                if not one.held:
                    seen = speaker.observed(one) or speaker.word("no-words")
                    about = speaker.subject(case.subject)
                    words = speaker.word("fault", expected=speaker.expected(one), observed=seen, subject=about)
                    told.setdefault(one.expected, {})[words] = None
    for first, *others in list(told.values())[:MOST_TOLD]:
        yield speaker.filled("alike-faults", told=first, count=len(others)) if others else first
    if len(told) > MOST_TOLD:
        yield speaker.word("more-faults", count=len(told) - MOST_TOLD)


def _open(one: RequirementRecord, cases: list[CaseRecord], view: ReportView, speaker: Speaker) -> Iterator[str]:
    """Say why tests could not decide: the first reasons in their own words, and which FAIL is to be mended first."""
    undecided = [case for case in cases if case.verdict is Verdict.INCONCLUSIVE and case.role != "note"]
    if not undecided:
        return
    known = behind(undecided, view)
    yield from (told_behind(each, undecided, speaker) for each in known)
    if not any(each.explains(undecided) for each in known):
        yield speaker.word("cause", reason=speaker.cause(one.cause))
    reasons = dict.fromkeys(_reason(case, view, speaker) for case in undecided if case.rationale)
    yield from (speaker.filled("in-detail", reason=reason) for reason in list(reasons)[:MOST_TOLD])


def _reason(case: CaseRecord, view: ReportView, speaker: Speaker) -> str:
    """Return why a test could not decide; with a reason of the profile's, what it saw where a few letters tell it."""
    reason, seen = speaker.reason(case.rationale), seen_alone(case, view, speaker)
    told = case.rationale in speaker.texts and len(seen) <= MOST_LETTERS
    return speaker.note(reason, seen if told else "")


def seen_alone(case: CaseRecord, view: ReportView, speaker: Speaker) -> str:
    """Return what a test saw where that is one thing alone; of one that said nothing, how a service greeted."""
    seen = list(dict.fromkeys(speaker.observed(one) for one in case.expectations))
    if not any(seen):
        seen = [speaker.word("greeted", quote=each) for each in _greetings(case, view)]
    return speaker.filled("seen-alone", observed=seen[0]) if len(seen) == 1 and seen[0] else ""


def _greetings(case: CaseRecord, view: ReportView) -> list[str]:
    """Return what services said first, as far as a test's observations are of services."""
    facts = [view.facts.get(one, {}) for one in case.observations]
    told = (fact.get("greeting") for fact in facts if "dialogues" in fact)
    return list(dict.fromkeys(one for one in told if isinstance(one, str) and one))


def remedy(one: RequirementRecord, view: ReportView, speaker: Speaker) -> str:
    """Return how to mend a FAIL: what failed by the advice on it, where there is one, else by that on the requirement.

    A false claim that the requirement does not apply is mended by withdrawing it.
    """
    cases = [case for case in view.report.results if case.requirement == one.requirement]
    failed = [case for case in cases if case.verdict is Verdict.FAIL and case.role != "note"]
    claim = [speaker.word("mend-claim")] if any(case.role == "absence" for case in failed) else []
    others = [case for case in failed if case.role != "absence"]
    if claim and not others:
        return claim[0]
    own = dict.fromkeys(
        _mending(case, expectation, speaker)
        for case in others
        for expectation in case.expectations
        if not expectation.held
    )
    general = [speaker.text(view.requirement(one.requirement).remedy)] if "" in own or not own else []
    return speaker.sentences([*claim, *(told for told in own if told), *general])


def _mending(case: CaseRecord, expectation: Expectation, speaker: Speaker) -> str:
    """Return the profile's advice on this very fault, by its test or by what was expected; empty where it has none."""
    names = (f"mend-{name.replace('_', '-')}" for name in (case.case, expectation.expected))
    return next((speaker.catalogue_text(name) for name in names if name in speaker.texts), "")


def _told_remedy(one: RequirementRecord, view: ReportView, speaker: Speaker) -> str:
    if one.verdict is not Verdict.FAIL:
        return ""
    return speaker.word("how-to-mend", remedy=remedy(one, view, speaker))


def _decided_by(cases: list[CaseRecord], speaker: Speaker) -> Iterator[str]:
    """Say what a PASS rests on: documents, the device, and whether the device was tried against the documents."""
    passed = [case for case in cases if case.verdict is Verdict.PASS]
    proofs = dict.fromkeys(speaker.text(PROOFS[case.proof]) for case in passed if case.role == "criterion")
    counter = [speaker.word("counter-held")] if any(case.role == "counter-evidence" for case in passed) else []
    if proofs:
        yield speaker.word("decided-by", proofs=speaker.join([*proofs, *counter]))


def _within(one: RequirementRecord, view: ReportView, items: list[ItemRecord], speaker: Speaker) -> Iterator[str]:
    """Say which items of an undecided requirement are decided, how, and on how many of their rows."""
    titles = {item.id: speaker.text(item.title) for item in view.requirement(one.requirement).items}
    for identifier in dict.fromkeys(item.item for item in items):
        rows = [item for item in items if item.item == identifier]
        marks = Counter(VERDICT_MARKS[item.verdict] for item in rows if item.verdict is not Verdict.INCONCLUSIVE)
        for mark, count in marks.items():
            told = speaker.word("item-title", item=identifier, title=titles.get(identifier, ""))
            part = speaker.word("item-part", count=count, of=len(rows)) if len(rows) > 1 else ""
            yield speaker.word("decided-within", mark=mark, item=speaker.note(told, part))


def _uncovered(one: RequirementRecord, view: ReportView, cases: list[CaseRecord], speaker: Speaker) -> Iterator[str]:
    requirement = view.requirement(one.requirement)
    looked_at = {case.item for case in cases if case.role == "criterion"}
    bare = [item.id for item in requirement.items if item.id not in looked_at]
    if bare and not one.reason:
        yield speaker.word("uncovered", item=speaker.join(bare))


def _failed_alternatives(
    one: RequirementRecord, view: ReportView, items: list[ItemRecord], speaker: Speaker
) -> Iterator[str]:
    titles = {
        (item.id, alternative.id): speaker.text(alternative.title)
        for item in view.requirement(one.requirement).items
        for alternative in item.alternatives
    }
    names = dict.fromkeys(
        titles.get((item.item, name), name)
        for item in items
        if item.verdict is not Verdict.FAIL
        for name in item.failed
    )
    if names:
        yield speaker.word("failed-alternative", names=speaker.join(names))
