"""The page's sections on what the verdicts rest on: thresholds, rounds, observations, items, the report itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hoshitori.model.predicate_evidence import Item, ItemClass, ObservationRecord
from hoshitori.report.blocks import Block, Bullets, Line, Pairs, Paragraph, Row, Section, Span, Table, code, line, row
from hoshitori.report.records import Records, distinct
from hoshitori.report.wording import ITEM_CLASSES, ITEM_ROLES

_ROLES_THAT_SAY_ALL: Final = frozenset(
    {"declaration", "plan", "catalogue", "record", "method-validation", "profile-attestation", "credential"}
)
"""Roles of items whose label is the same again, in English."""


def thresholds_section(records: Records) -> Section:
    """Return every number, word or list that a verdict rests on, with its basis and source."""
    speaker, report = records.speaker, records.view.report
    rows: list[Row] = []
    for one in report.thresholds:
        known = records.view.catalogue.thresholds.get(one.name)
        title = speaker.text(known.title) if known else speaker.shown(one.name)
        value = _threshold_value(one.value)
        rows.append(
            row(
                line(title),
                line(speaker.note(speaker.shown(value), speaker.source(one.unit))),
                line(speaker.bases([one.basis])),
                line(speaker.source(one.source)),
            )
        )
    heading = speaker.word("thresholds")
    table = records.table("thresholds", ("name", "value", "basis", "source"), rows, spoken=True, shape="thresholds")
    none = Paragraph(line=line(speaker.word("no-thresholds")))
    return Section(id=records.anchor("thresholds"), heading=heading, blocks=(table if rows else none,), annex=True)


def _threshold_value(value: int | str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:,}" if isinstance(value, int) else value


def rounds_section(records: Records) -> Section:
    """Return the rounds, which circumstances they covered, and every verdict that was reached more than once."""
    speaker, report = records.speaker, records.view.report
    rows = tuple(
        row(
            line(str(one.number)),
            line(speaker.note(speaker.shown(one.sample), speaker.shown(one.firmware))),
            line(speaker.clock(one.started_at)),
            line(speaker.clock(one.ended_at) if one.ended_at else "－"),
            [
                line(speaker.word("closed" if one.closed else "open")),
                *([line(speaker.word("continues", parent=one.parent))] if one.parent else []),
            ],
        )
        for one in report.rounds
    )
    head = ("round", "sample", "began", "ended", "round-state")
    blocks: list[Block] = [
        Paragraph(line=line(speaker.word("times")), tone="quiet"),
        records.table("rounds", head, rows, spoken=True),
        *_attempts(records),
    ]
    lit = dict.fromkeys(speaker.circumstances(one.state, one.vantage) for one in report.coverage.covered)
    if lit:
        blocks.append(Paragraph(heading=speaker.word("covered"), line=line(speaker.join(lit))))
    return Section(id=records.anchor("rounds"), heading=speaker.word("rounds"), blocks=tuple(blocks))


def _attempts(records: Records) -> Iterator[Block]:
    speaker = records.speaker
    repeated = [case for case in distinct(records.view.report.results) if len(case.attempts) > 1]
    lines = tuple(
        line(
            code(case.case),
            f" {records.subject(case)} ",
            speaker.join(
                speaker.word("attempt", round=one.round, verdict=speaker.verdict(one.verdict, one.cause))
                for one in case.attempts
            ),
        )
        for case in repeated
    )
    if lines:
        yield Bullets(heading=speaker.word("attempts"), lines=lines)


def observations_section(records: Records) -> Section:
    """Return every observation: of what, where, when, by what, and whether it could be made."""
    speaker, report = records.speaker, records.view.report
    head = ("observation", "fact-and-subject", "circumstances", "when", "outcome", "evidence")
    shared = _Shared.of(records)
    rows = [_observation(one, shared, records) for one in report.observations]
    table = records.table("observations", head, rows, spoken=True, shape="observations")
    return Section(
        id=records.anchor("observations"),
        heading=speaker.word("observations"),
        blocks=(Paragraph(line=line(shared.said(records)), tone="quiet"), table, _probes(records)),
        annex=True,
    )


def _probes(records: Records) -> Table:
    """Return which probe made the observations of each kind."""
    speaker = records.speaker
    made: dict[tuple[str, str], list[str]] = {}
    for one in records.view.report.observations:
        made.setdefault((one.fact, one.probe), []).append(one.id)
    rows = [
        row(line(speaker.fact(fact)), line(code(speaker.shown(probe))), line(speaker.join(map(speaker.shown, ids))))
        for (fact, probe), ids in made.items()
    ]
    return records.table("probes", ("fact-kind", "probe", "observation"), rows, shape="probes")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """What all observations have in common and no row repeats: the day and the unit, empty where they differ."""

    day: str
    sample: str

    @classmethod
    def of(cls, records: Records) -> _Shared:
        """Return what the observations of a report have in common."""
        made = records.view.report.observations
        days = {records.speaker.clock(one.started_at).partition(" ")[0] for one in made}
        samples = {one.sample for one in made}
        return cls(day=days.pop() if len(days) == 1 else "", sample=(samples.pop() or "") if len(samples) == 1 else "")

    def said(self, records: Records) -> str:
        """Return the sentences above the table."""
        speaker = records.speaker
        told = [speaker.word("times")]
        if self.day:
            told.append(speaker.word("all-on-day", day=self.day))
        if self.sample:
            told.append(speaker.word("all-of-sample", sample=self.sample))
        return " ".join(told)


def _observation(one: ObservationRecord, shared: _Shared, records: Records) -> Row:
    speaker = records.speaker
    where = speaker.circumstances(one.state.value, one.vantage.value)
    parameters = speaker.join(speaker.parameter(name, value) for name, value in one.parameters.items())
    kept = [records.item(name) for name in ((one.item,) if one.item else ()) + one.artefacts]
    return row(
        line(code(one.id)),
        line(f"{speaker.fact(one.fact)} ", speaker.note(speaker.subject(one.subject), parameters)),
        line(where if shared.sample else speaker.join([speaker.shown(one.sample), where])),
        [line(speaker.clock(one.started_at).removeprefix(f"{shared.day} ")), *_repeated(one, records)],
        line(*_outcome(one, records)),
        tuple(span for item in kept for span in (item, Span(text=" "))),
        identifier=records.anchor(one.id),
    )


def _repeated(one: ObservationRecord, records: Records) -> Iterator[Line]:
    if one.round > 1:
        yield line(records.speaker.word("round-number", number=one.round))
    if one.attempt > 1:
        yield line(records.speaker.word("attempt-number", number=one.attempt))


def _outcome(one: ObservationRecord, records: Records) -> Iterator[str | Span]:
    speaker = records.speaker
    between = speaker.word("and-separator")
    if one.available:
        yield speaker.note(speaker.word("available"), speaker.effort(one.effort))
    else:
        yield Span(text=speaker.cause(one.cause) or speaker.word("not-available"), state="inconclusive")
        yield between + speaker.reason(one.reason)
    if one.controlled is not None:
        yield between + speaker.word("control" if one.controlled else "no-control")
    if one.simulated:
        yield between + speaker.word("simulated-mark")
    for remark, count in Counter(map(speaker.reason, one.remarks)).items():
        yield between + (speaker.note(remark, speaker.word("count-of", count=count)) if count > 1 else remark)


def items_section(records: Records) -> Section:
    """Return the contents of the bundle, with digests; what is sealed by its commitment."""
    speaker, report = records.speaker, records.view.report
    head = ("item-number", "content", "item-class", "size", "digest")
    withheld = {one.id for one in records.view.verified.withheld} if records.view.verified else set[str]()
    rows = [_item(one, one.id in withheld, records) for one in report.items]
    table = records.table("items", head, rows, spoken=True, shape="items")
    note = Paragraph(line=line(speaker.word("commitment")), tone="quiet")
    return Section(id=records.anchor("items"), heading=speaker.word("items"), blocks=(note, table), annex=True)


def _item(one: Item, withheld: bool, records: Records) -> Row:  # noqa: FBT001  # whether this copy lacks it
    speaker = records.speaker
    sealed = one.class_ is ItemClass.SEALED
    here = speaker.word("withheld" if withheld else "included") if sealed and records.view.verified else ""
    kept = [line(speaker.note(speaker.text(ITEM_CLASSES[one.class_]), here))]
    if one.retain_until:
        kept.append(line(speaker.word("retained", until=speaker.day(one.retain_until))))
    return row(
        _named(one),
        line(_content(one, records)),
        kept,
        line(f"{one.size:,}" if one.size is not None else "－"),
        line(code(one.sha256 or one.commitment or "")),
        identifier=records.anchor(one.id),
    )


def _named(one: Item) -> Line:
    """Return an item's id, or its path where that says the id."""
    path = one.path or ""
    return line(code(path)) if one.id in path else line(code(one.id), " ", code(path))


def _content(one: Item, records: Records) -> str:
    """Return what an item holds: its role by name, and what it is of."""
    speaker = records.speaker
    role = ITEM_ROLES.get(one.role)
    name = speaker.text(role) if role else speaker.shown(one.role)
    if not one.label or one.label == one.role or (role and one.role in _ROLES_THAT_SAY_ALL):
        return name
    fact, _, subject = one.label.partition(" ")
    if one.role == "observation" and subject:
        return speaker.note(speaker.fact(fact), speaker.subject(subject))
    return speaker.note(name, speaker.shown(one.label))


def report_section(records: Records) -> Section:
    """Return the report's own name, digest, predecessors and signatures."""
    speaker, view = records.speaker, records.view
    report = view.report
    pairs = [
        ("report-id", line(code(report.bundle.id))),
        ("sequence", line(str(report.bundle.sequence))),
        ("suite", line(code(report.suite.value))),
    ]
    pairs += [(key, line(code(value))) for key, value in _predecessors(records) if value]
    if view.verified:
        pairs.append(("payload", line(code(view.verified.payload_sha256))))
        pairs.append(("trust-root", line(code(view.verified.trust.fingerprint))))
    return Section(
        id=records.anchor("report-record"),
        heading=speaker.word("report-record"),
        blocks=(Pairs(pairs=tuple((speaker.word(key), value) for key, value in pairs)),),
    )


def _predecessors(records: Records) -> list[tuple[str, str]]:
    report = records.view.report
    return [("amends", report.amends or ""), ("supersedes", report.supersedes or "")]
