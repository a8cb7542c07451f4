"""What every face of a report says before the answer, in DESIGN §7's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hoshitori.model.predicate import ConformityReport
from hoshitori.model.predicate_evidence import ProfileStatus
from hoshitori.model.predicate_results import SetAside
from hoshitori.model.verdict import Cause
from hoshitori.report.speaker import Speaker
from hoshitori.report.view import ReportView
from hoshitori.report.wording import KINDS

Weight = Literal["fixed", "kind", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A line before the answer."""

    weight: Weight
    text: str


def fixed_line(view: ReportView, speaker: Speaker) -> str:
    """Return the profile's own first line; the wording of a known catalogue goes before the report's."""
    return speaker.text(view.verified.first_line if view.verified else view.report.profile.first_line)


def notices(view: ReportView, speaker: Speaker) -> list[Notice]:
    """Return the lines before the answer: the fixed line, kind, trust, what was set aside, waivers, scripts."""
    return [
        Notice("fixed", fixed_line(view, speaker)),
        Notice("kind", speaker.text(KINDS[view.report.kind])),
        *_trust(view, speaker),
        *(Notice("warning", told) for told in overridden(view.report, speaker)),
        *_draft(view, speaker),
    ]


def _trust(view: ReportView, speaker: Speaker) -> Iterator[Notice]:
    if view.verified is None:
        yield Notice("warning", speaker.word("unsigned"))
        return
    trust = view.verified.trust
    if not trust.pinned:
        yield Notice("warning", speaker.word("not-pinned"))
    if trust.training:
        yield Notice("warning", speaker.word("training-root"))


def overridden(report: ConformityReport, speaker: Speaker) -> Iterator[str]:
    """Return what the verdicts alone do not tell: attempts set aside or interrupted, waivers, scripts."""
    for one in report.set_aside:
        yield speaker.word(
            "set-aside",
            round=one.round,
            what=_what(one, speaker),
            reason=one.reason,
            by=one.by,
            at=speaker.instant(one.at),
        )
    cut_off = {(one.fact, one.subject) for one in report.observations if one.cause is Cause.ABORTED}
    for fact, subject in sorted(cut_off):
        yield speaker.word("interrupted", fact=fact, subject=subject)
    for waiver in report.waivers:
        yield speaker.word(
            "waiver",
            requirement=waiver.requirement,
            reason=waiver.reason,
            by=waiver.approver,
            until=speaker.day(waiver.until),
        )
    names = dict.fromkeys(person.name for person in report.personnel if person.simulated)
    yield from (speaker.word("simulated", name=name) for name in names)


def _what(one: SetAside, speaker: Speaker) -> str:
    named = [part for part in (one.case, one.subject) if part] or list(one.observations)
    return speaker.note("", speaker.join(named)) if named else ""


def _draft(view: ReportView, speaker: Speaker) -> Iterator[Notice]:
    if view.report.profile.status is ProfileStatus.DRAFT:
        yield Notice("note", speaker.word("draft"))
