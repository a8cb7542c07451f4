"""The page's sections on the product: versions, units, the label's record, the supplier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from hoshitori.model.declaration_device import Sample
from hoshitori.model.predicate_parties import Label, Supplier, SupplierFact
from hoshitori.report.blocks import Block, Bullets, Line, Pairs, Paragraph, Row, Section, code, line, row
from hoshitori.report.records import Records
from hoshitori.report.wording import LINKS, SAMPLES, SOURCES, SUPPLIER_QUESTIONS, SUPPLIER_TOPICS


def product_section(records: Records) -> Section:
    """Return maker, model, the three facts of the firmware, and every unit that stood on the bench."""
    speaker, report = records.speaker, records.view.report
    dut, firmware = report.dut, report.firmware
    pairs = [
        ("maker", line(speaker.shown(dut.maker))),
        ("model", line(speaker.shown(dut.model))),
        ("hardware", line(speaker.shown(dut.versions.hardware or speaker.word("none-stated")))),
        ("firmware-declared", line(speaker.shown(dut.versions.firmware))),
        ("firmware-read", _read(records)),
        ("firmware-file", _supplied(records)),
        ("firmware-link", line(speaker.text(LINKS[firmware.link]))),
    ]
    if dut.versions.software:
        pairs.insert(3, ("software", line(speaker.shown(dut.versions.software))))
    if dut.virtual:
        pairs.append(("reality", line(speaker.word("virtual"))))
    head = ("sample", "serial", "addresses", "received", "condition", "disposal")
    units = records.table("samples", head, [_sample(one, records) for one in report.samples])
    return Section(
        id=records.anchor("product"),
        heading=speaker.word("product-details"),
        blocks=(Pairs(pairs=tuple((speaker.word(key), value) for key, value in pairs)), units),
    )


def _read(records: Records) -> Line:
    read = records.view.report.firmware.read
    if read is None:
        return line(records.speaker.word("not-read"))
    return line(records.speaker.shown(read.version), " ", *records.evidence([read.observation]))


def _supplied(records: Records) -> Line:
    supplied = records.view.report.firmware.supplied
    if supplied is None:
        return line(records.speaker.word("not-supplied"))
    size = records.speaker.word("bytes", count=f"{supplied.size:,}")
    return line(records.speaker.note(records.speaker.shown(supplied.name), size), " ", code(supplied.sha256))


def _sample(one: Sample, records: Records) -> Row:
    speaker = records.speaker
    unknown = speaker.word("none-stated")
    received = (
        speaker.word("received-from", at=speaker.day(one.received.at), source=one.received.from_)
        if one.received
        else unknown
    )
    custody = [
        line(speaker.note(speaker.word("custody-entry", at=speaker.day(each.from_), holder=each.holder), each.note))
        for each in one.custody
    ]
    return row(
        line(speaker.note(speaker.shown(one.id), speaker.text(SAMPLES[one.role]))),
        line(speaker.shown(one.serial) or unknown),
        [line(speaker.shown(address)) for address in (one.mac, *one.addresses) if address] or line(unknown),
        [line(received), *custody],
        line(speaker.shown(one.condition) or unknown),
        line(speaker.shown(one.disposal) or unknown),
    )


def label_section(label: Label, records: Records) -> Section:
    """Return what was recorded of a product label, and that only IPA's page knows how it stands now."""
    speaker = records.speaker
    listed = records.view.report.dut.model in label.models
    recorded = speaker.word("recorded-at", by=label.recorded_by, at=speaker.instant(label.snapshot.at))
    pairs = (
        ("registration", line(speaker.shown(label.registration))),
        ("label-level", line(f"★{label.level}")),
        ("label-status", line(speaker.shown(label.status))),
        ("label-issued", line(speaker.day(label.issued))),
        ("label-expires", line(speaker.day(label.expires))),
        ("label-models", line(speaker.shown(speaker.join(label.models)))),
        ("label-relation", line(speaker.word("label-same" if listed else "label-other"))),
        ("label-recorded", line(recorded)),
        ("label-copy", line(code(label.snapshot.sha256))),
    )
    return Section(
        id=records.anchor("label"),
        heading=speaker.word("label"),
        blocks=(
            Paragraph(line=line(speaker.word("label-state")), tone="warning"),
            Pairs(pairs=tuple((speaker.word(key), value) for key, value in pairs)),
        ),
    )


def supplier_section(supplier: Supplier | None, records: Records) -> Section:
    """Return what is known of the supplier and from where; what is not becomes a question."""
    speaker = records.speaker
    return Section(
        id=records.anchor("supplier"), heading=speaker.word("supplier"), blocks=tuple(_supplier(supplier, records))
    )


def _supplier(supplier: Supplier | None, records: Records) -> Iterator[Block]:
    speaker = records.speaker
    facts: dict[str, SupplierFact | None] = (
        {one.name: getattr(supplier, one.name) for one in fields(supplier)}
        if supplier
        else dict.fromkeys(SUPPLIER_TOPICS)
    )
    known = {topic: fact for topic, fact in facts.items() if fact is not None}
    if known:
        yield Paragraph(line=line(speaker.word("supplier-note")), tone="quiet")
        rows = tuple(
            row(
                line(speaker.text(SUPPLIER_TOPICS[topic])),
                line(speaker.shown(fact.value)),
                line(speaker.text(SOURCES[fact.by])),
            )
            for topic, fact in known.items()
        )
        head = ("topic", "value", "stated-by")
        yield records.table("supplier", head, rows, spoken=True)
    missing = [speaker.text(SUPPLIER_QUESTIONS[topic]) for topic, fact in facts.items() if fact is None]
    if missing:
        heading = speaker.word("ask-supplier" if known else "no-supplier")
        yield Bullets(heading=heading, lines=tuple(line(question) for question in missing))
