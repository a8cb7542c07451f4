"""The page's sections on what the verdicts rest on: thresholds, rounds, observations, items, the report itself."""

from __future__ import annotations

from collections.abc import Iterator

from hoshitori.model.predicate_evidence import Item, ItemClass, ObservationRecord
from hoshitori.report.blocks import Block, Bullets, Line, Pairs, Paragraph, Row, Section, Span, code, line, row
from hoshitori.report.records import Records, distinct
from hoshitori.report.wording import ITEM_CLASSES


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
                line(speaker.note(speaker.shown(value), speaker.shown(one.unit))),
                line(speaker.bases([one.basis])),
                line(speaker.shown(one.source)),
            )
        )
    heading = speaker.word("thresholds")
    table = records.table("thresholds", ("name", "value", "basis", "source"), rows, spoken=True)
    none = Paragraph(line=line(speaker.word("no-thresholds")))
    return Section(id=records.anchor("thresholds"), heading=heading, blocks=(table if rows else none,))


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
    rows = [_observation(one, records) for one in report.observations]
    table = records.table("observations", head, rows, spoken=True)
    return Section(
        id=records.anchor("observations"),
        heading=speaker.word("observations"),
        blocks=(Paragraph(line=line(speaker.word("times")), tone="quiet"), table),
    )


def _observation(one: ObservationRecord, records: Records) -> Row:
    speaker = records.speaker
    where = speaker.circumstances(one.state.value, one.vantage.value)
    parameters = speaker.join(speaker.parameter(name, value) for name, value in one.parameters.items())
    kept = [records.item(name) for name in ((one.item,) if one.item else ()) + one.artefacts]
    return row(
        [line(code(one.id)), line(code(speaker.shown(one.probe)))],
        [line(speaker.fact(one.fact)), line(speaker.note(speaker.subject(one.subject), speaker.shown(parameters)))],
        [line(speaker.shown(one.sample)), line(where)],
        [line(speaker.clock(one.started_at)), *_repeated(one, records)],
        list(_outcome(one, records)),
        tuple(span for item in kept for span in (item, Span(text=" "))),
        identifier=records.anchor(one.id),
    )


def _repeated(one: ObservationRecord, records: Records) -> Iterator[Line]:
    if one.round > 1:
        yield line(records.speaker.word("round-number", number=one.round))
    if one.attempt > 1:
        yield line(records.speaker.word("attempt-number", number=one.attempt))


def _outcome(one: ObservationRecord, records: Records) -> Iterator[Line]:
    speaker = records.speaker
    if one.available:
        yield line(speaker.note(speaker.word("available"), speaker.effort(one.effort)))
    else:
        yield line(Span(text=speaker.cause(one.cause) or speaker.word("not-available"), state="inconclusive"))
        yield line(speaker.reason(one.reason))
    if one.controlled is not None:
        yield line(speaker.word("control" if one.controlled else "no-control"))
    if one.simulated:
        yield line(speaker.word("simulated-mark"))
    yield from (line(speaker.shown(remark)) for remark in one.remarks)


def items_section(records: Records) -> Section:
    """Return the contents of the bundle, with digests; what is sealed by its commitment."""
    speaker, report = records.speaker, records.view.report
    head = ("item-number", "content", "item-class", "size", "digest")
    withheld = {one.id for one in records.view.verified.withheld} if records.view.verified else set[str]()
    rows = [_item(one, one.id in withheld, records) for one in report.items]
    table = records.table("items", head, rows, spoken=True)
    return Section(id=records.anchor("items"), heading=speaker.word("items"), blocks=(table,))


def _item(one: Item, withheld: bool, records: Records) -> Row:  # noqa: FBT001  # whether this copy lacks it
    speaker = records.speaker
    sealed = one.class_ is ItemClass.SEALED
    here = speaker.word("withheld" if withheld else "included") if sealed and records.view.verified else ""
    kept = [line(speaker.note(speaker.text(ITEM_CLASSES[one.class_]), here))]
    if one.retain_until:
        kept.append(line(speaker.word("retained", until=speaker.day(one.retain_until))))
    digest = line(code(one.sha256 or one.commitment or ""))
    return row(
        line(code(one.id)),
        [line(speaker.shown(one.label or one.role)), line(code(one.path or ""))],
        kept,
        line(f"{one.size:,}" if one.size is not None else "－"),
        [digest, line(speaker.word("commitment"))] if one.commitment else digest,
        identifier=records.anchor(one.id),
    )


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
