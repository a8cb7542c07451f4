"""Where things of a report are found: cases of an item, evidence of an observation, places on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hoshitori.model.predicate_evidence import Item, ObservationRecord
from hoshitori.model.predicate_results import CaseRecord, ItemRecord
from hoshitori.report.blocks import Line, Row, Span, Table, code, joined
from hoshitori.report.plain import visible
from hoshitori.report.speaker import Speaker
from hoshitori.report.view import ReportView

_NO_ANCHOR = re.compile(r"[^A-Za-z0-9.-]")
_DESCRIBING = ("description", "name", "protocol")


def anchor(language: str, identifier: str) -> str:
    """Return the place on the page of something with an id, in one language's half of it."""
    return f"{language}-{_NO_ANCHOR.sub('_', visible(identifier))[:80]}"


@dataclass(frozen=True, slots=True)
class Records:
    """A view and a voice, with the look-ups that every section needs."""

    view: ReportView
    speaker: Speaker
    observations: Mapping[str, ObservationRecord]
    items: Mapping[str, Item]

    @classmethod
    def of(cls, view: ReportView, speaker: Speaker) -> Records:
        """Return the look-ups of a view."""
        return cls(
            view,
            speaker,
            {one.id: one for one in view.report.observations},
            {one.id: one for one in view.report.items},
        )

    def anchor(self, identifier: str) -> str:
        """Return the place on the page of something with an id."""
        return anchor(self.speaker.language, identifier)

    def table(
        self, caption: str, head: tuple[str, ...], rows: Iterable[Row], *, spoken: bool = False, shape: str = ""
    ) -> Table:
        """Return a table; caption and heads are ids of words."""
        return Table(
            caption=self.speaker.word(caption),
            head=tuple(self.speaker.word(key) for key in head),
            rows=tuple(rows),
            spoken=spoken,
            kind=shape,
        )

    def evidence(self, observations: Iterable[str]) -> Line:
        """Return observations with the items that hold them, each leading to its row."""
        return joined((self._observation(identifier) for identifier in observations), " ")

    def _observation(self, identifier: str) -> Span:
        known = self.observations.get(identifier)
        target = self.anchor(identifier) if known else ""
        if known is None or known.item is None:
            return code(identifier, target)
        return code(self.speaker.word("evidence-items", observation=identifier, items=known.item), target)

    def item(self, identifier: str) -> Span:
        """Return a piece of evidence, leading to its row."""
        return code(identifier, self.anchor(identifier) if identifier in self.items else "")

    def when(self, observations: Iterable[str]) -> str:
        """Return when the first of some observations began."""
        began = [self.observations[one].started_at for one in observations if one in self.observations]
        return self.speaker.instant(min(began)) if began else self.speaker.word("none-stated")

    def subjects(self, cases: Iterable[CaseRecord], described: set[str]) -> list[str]:
        """Return what cases judged; what is in `described` already is named by its id alone, the others enter it."""
        told: list[str] = []
        for case in cases:
            known = case.subject in described
            told.append(self.speaker.subject(case.subject) if known else self.subject(case))
            described.add(case.subject)
        return told

    def subject(self, case: CaseRecord) -> str:
        """Return what a case judged, with what was declared or found of it."""
        described = next((case.subject_fields[name] for name in _DESCRIBING if case.subject_fields.get(name)), "")
        return self.speaker.note(self.speaker.subject(case.subject), self.speaker.shown(described))

    def threshold(self, name: str) -> str:
        """Return a threshold's title with what it rests on."""
        known = self.view.catalogue.thresholds.get(name)
        if known is None:
            return self.speaker.shown(name)
        return self.speaker.note(self.speaker.text(known.title), self.speaker.bases([known.basis]))


def distinct(cases: Iterable[CaseRecord]) -> list[CaseRecord]:
    """Return each case on each subject once, however many alternatives it serves."""
    return list({(case.case, case.subject, case.role): case for case in cases}.values())


def criteria_of(item: ItemRecord, cases: Iterable[CaseRecord]) -> list[CaseRecord]:
    """Return the criterion cases that an item's verdict on a row came from: those of the alternatives claimed.

    A case that knows the row's table counts with that row alone, another with everything it was about.
    """
    counted = [
        case
        for case in cases
        if case.role == "criterion" and case.item == item.item and case.alternative in {"", *item.claimed}
    ]
    if item.subject == "device":
        return distinct(counted)
    table = item.subject.partition("/")[0]
    knows_rows = {case.case for case in counted if case.subject.partition("/")[0] == table}
    return distinct(case for case in counted if case.case not in knows_rows or case.subject == item.subject)
