"""What every face of a report says before the answer, in DESIGN §7's order."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.model.predicate_evidence import ProfileStatus
from hoshitori.report.speaker import Speaker, visible
from hoshitori.report.view import ReportView
from hoshitori.report.wording import KINDS


@dataclass(frozen=True, slots=True)
class Notice:
    """A line before the answer; `weight` is `fixed`, `kind`, `warning` or `note`."""

    weight: str
    text: str


def notices(view: ReportView, speaker: Speaker) -> list[Notice]:
    """Return the lines before the answer: the fixed line, kind, trust, what was set aside, waivers."""
    report = view.report
    lines = [
        Notice("fixed", speaker.text(report.profile.first_line)),
        Notice("kind", speaker.text(KINDS[report.kind])),
    ]
    if view.verified is None:
        lines.append(Notice("warning", speaker.word("unsigned")))
    else:
        trust = view.verified.trust
        lines += [] if trust.pinned else [Notice("warning", speaker.word("not-pinned"))]
        lines += [Notice("warning", speaker.word("training-root"))] if trust.training else []
    for one in report.set_aside:
        told = speaker.word("set-aside", round=one.round, reason=visible(one.reason), by=visible(one.by), at=one.at)
        lines.append(Notice("warning", told))
    for waiver in report.waivers:
        told = speaker.word(
            "waiver",
            requirement=waiver.requirement,
            reason=visible(waiver.reason),
            by=visible(waiver.approver),
            until=waiver.until,
        )
        lines.append(Notice("warning", told))
    simulated = dict.fromkeys(visible(person.name) for person in report.personnel if person.simulated)
    lines += [Notice("warning", speaker.word("simulated", name=name)) for name in simulated]
    if report.profile.status is ProfileStatus.DRAFT:
        lines.append(Notice("note", speaker.word("draft")))
    return lines
