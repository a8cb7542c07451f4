"""What a report does not show, as far as that concerns the whole of it."""

from __future__ import annotations

from collections.abc import Iterator

from hoshitori.model.verdict import Verdict
from hoshitori.report.speaker import Speaker
from hoshitori.report.view import ReportView


def not_shown(view: ReportView, speaker: Speaker) -> list[str]:
    """Return what the report does not show, the weightiest first."""
    return [
        *_undecided(view, speaker),
        *_by_document(view, speaker),
        *_circumstances(view, speaker),
        *_unofficial(view, speaker),
        *_withheld(view, speaker),
        speaker.word("items-tested"),
    ]


def _undecided(view: ReportView, speaker: Speaker) -> Iterator[str]:
    open_ones = [one.requirement for one in view.report.requirements if one.verdict is Verdict.INCONCLUSIVE]
    if open_ones:
        yield speaker.word("not-decided", requirements=speaker.join(open_ones))


def _by_document(view: ReportView, speaker: Speaker) -> Iterator[str]:
    alone = [one.requirement for one in view.report.requirements if one.document_only]
    if alone:
        yield speaker.word("by-document-alone", requirements=speaker.join(alone))


def _circumstances(view: ReportView, speaker: Speaker) -> Iterator[str]:
    coverage = view.report.coverage
    several = len(view.report.samples) > 1
    dark = dict.fromkeys(
        (f"{one.sample} " if several else "") + speaker.circumstances(one.state, one.vantage)
        for one in coverage.not_covered
    )
    if dark:
        yield speaker.word("not-covered", circumstances=speaker.join(dark))
    if coverage.declared_not_seen:
        yield speaker.word("declared-not-seen", ports=speaker.join(coverage.declared_not_seen))
    if coverage.impossible:
        yield speaker.word("impossible", adapters=speaker.join(map(speaker.adapter, coverage.impossible)))


def _unofficial(view: ReportView, speaker: Speaker) -> Iterator[str]:
    named: dict[str, list[str]] = {}
    for one in view.report.thresholds:
        if one.basis != "official":
            known = view.catalogue.thresholds.get(one.name)
            title = speaker.text(known.title) if known else speaker.shown(one.name)
            named.setdefault(speaker.bases([one.basis]), []).append(title)
    if named:
        # titles have commas of their own, and there are many: they are told apart by more, and none is cut off
        between = speaker.word("title-separator")
        parts = [speaker.note(between.join(titles), basis) for basis, titles in named.items()]
        yield speaker.filled("unofficial-thresholds", names=between.join(parts))


def _withheld(view: ReportView, speaker: Speaker) -> Iterator[str]:
    if view.verified and view.verified.withheld:
        yield speaker.word("withheld-count", count=len(view.verified.withheld))
