"""The page's sections on the work: who did it, on which bench, under whose authority, by which plan and program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hoshitori.model.attestation import ATTESTATION_ROLE
from hoshitori.report.answer import accredited
from hoshitori.report.blocks import Block, Bullets, Fold, Line, Pairs, Paragraph, Section, code, line, row
from hoshitori.report.records import Records
from hoshitori.report.wording import GUARDS, IMPACTS, MODES, PERSONS, SCOPES, WAYS

NONE: Final = "－"
"""What stands in a cell of a table that has nothing to say."""


def parties_section(records: Records) -> Section:
    """Return laboratory, client and people, their accreditation, and what was signed beside the report."""
    speaker, report = records.speaker, records.view.report
    rows = [
        row(line(speaker.word(role)), line(speaker.shown(one.name)), line(code(one.identity)))
        for role, one in (("lab", report.lab), ("client", report.client))
    ]
    rows += [
        row(
            line(speaker.text(PERSONS[person.role])),
            line(speaker.note(speaker.shown(person.name), speaker.word("script") if person.simulated else "")),
            line(code(person.identity)),
        )
        for person in report.personnel
    ]
    head = ("role", "party", "identity")
    blocks: list[Block] = [
        records.table("parties", head, rows, spoken=True),
        Paragraph(heading=speaker.word("accreditation"), line=line(accredited(records.view, speaker))),
    ]
    if report.deviations:
        told = tuple(line(speaker.shown(one)) for one in report.deviations)
        blocks.append(Bullets(heading=speaker.word("deviations"), lines=told))
    if report.opinions:
        opinions = tuple(line(speaker.word("opinion", text=one.text, by=one.by)) for one in report.opinions)
        blocks.append(Bullets(heading=speaker.word("opinions"), lines=opinions))
    return Section(id=records.anchor("parties"), heading=speaker.word("parties"), blocks=tuple(blocks))


def bench_section(records: Records) -> Section:
    """Return the bench, what kept it in bounds, what handled the device, and which programs took part."""
    speaker, report = records.speaker, records.view.report
    environment = report.environment
    guard = environment.guard
    tested = speaker.word("guard-tested" if guard.tested else "guard-untested")
    adapters = [
        speaker.word("adapter", name=speaker.adapter(name), way=speaker.named(WAYS, way))
        for name, way in environment.adapters.items()
    ]
    pairs = (
        ("place", line(speaker.shown(report.place) or speaker.word("none-stated"))),
        ("bench-described", line(speaker.shown(environment.bench) or speaker.word("none-stated"))),
        ("mode", line(speaker.text(MODES[environment.lab_mode]))),
        ("machine", line(speaker.shown(environment.machine))),
        ("guard", line(speaker.note(speaker.text(GUARDS[guard.kind]), tested), " ", speaker.reason(guard.detail))),
        ("adapters", line(speaker.join(adapters) or speaker.word("none-stated"))),
    )
    rows = tuple(
        row(
            line(speaker.shown(one.name)),
            line(speaker.shown(one.version) or NONE),
            line(speaker.shown(one.serial or "") or NONE),
            line(speaker.day(one.calibrated_until) if one.calibrated_until else NONE),
        )
        for one in report.equipment
    )
    blocks: list[Block] = [Pairs(pairs=tuple((speaker.word(key), value) for key, value in pairs))]
    if rows:
        head = ("name", "version", "serial", "calibrated")
        blocks.append(records.table("equipment", head, rows))
    return Section(id=records.anchor("bench"), heading=speaker.word("bench"), blocks=tuple(blocks))


def authorisations_section(records: Records) -> Section:
    """Return who allowed which packets to where, of what impact, and until when."""
    speaker, report = records.speaker, records.view.report
    heading = speaker.word("authorisations")
    rows = tuple(
        row(
            line(speaker.note(speaker.shown(one.id), speaker.text(SCOPES[one.scope.value]))),
            line(speaker.shown(one.grantor)),
            [line(speaker.shown(target)) for target in one.targets],
            line(speaker.join(speaker.text(IMPACTS[impact.value]) for impact in one.impacts)),
            line(speaker.word("from-to", start=speaker.instant(one.valid_from), end=speaker.instant(one.valid_until))),
        )
        for one in report.authorisations
    )
    head = ("authorisation", "grantor", "targets", "impacts", "valid")
    table = records.table("authorisations", head, rows, spoken=True)
    none = Paragraph(line=line(speaker.word("no-authorisations")))
    return Section(id=records.anchor("authorisations"), heading=heading, blocks=(table if rows else none,))


def profile_section(records: Records) -> Section:
    """Return the profile, its edition, the plan and its time, the rule, and the programs that observed and judged."""
    speaker, report = records.speaker, records.view.report
    profile, plan = report.profile, report.plan
    frozen = speaker.word("plan-cases", count=plan.cases, at=speaker.instant(plan.frozen_at))
    pairs: tuple[tuple[str, Line], ...] = (
        ("profile-name", line(speaker.note(speaker.shown(profile.id), speaker.shown(profile.distribution)))),
        ("standard", line(speaker.shown(profile.standard))),
        ("attested", _attested(records)),
        ("method-validation", _validation(records)),
        ("decision-rule", line(speaker.word("decision-rule-text"))),
        ("plan", line(frozen)),
        ("plan-time", line(speaker.word("plan-own-word" if plan.timestamp is None else "plan-stamped"))),
        ("edition", line(code(profile.edition))),
        ("code", line(code(profile.code))),
        ("plan-digest", line(code(plan.sha256), " ", records.item(plan.item))),
    )
    return Section(
        id=records.anchor("profile"),
        heading=speaker.word("profile"),
        blocks=(Pairs(pairs=tuple((speaker.word(key), value) for key, value in pairs)), *_programs(records)),
    )


def _attested(records: Records) -> Line:
    """Return how many criteria were held against the official text, and where that is on record: the lab's word."""
    profile, speaker = records.view.report.profile, records.speaker
    counted = speaker.word("attested-count", of=profile.criteria, count=profile.attested)
    kept = [one.id for one in records.view.report.items if one.role == ATTESTATION_ROLE]
    if not kept:
        return line(counted)
    return line(counted, " ", speaker.word("attested-by-lab"), " ", *(records.item(one) for one in kept))


def _validation(records: Records) -> Line:
    """Return the self-proofs that were attached as validation of the method."""
    attached = [one.validation for one in records.view.report.methods if one.validation]
    if not attached:
        return line(records.speaker.word("no-method-validation"))
    return line(records.speaker.word("method-validation-own"), " ", *(records.item(one) for one in attached))


def _programs(records: Records) -> Iterator[Block]:
    speaker, report = records.speaker, records.view.report
    judge, harness = report.judge, report.harness
    isolation = speaker.word("isolated" if judge.isolated_network else "not-isolated")
    told = speaker.word("judge-line", version=judge.version, pytest=judge.pytest, isolation=isolation)
    yield Pairs(
        pairs=(
            (
                speaker.word("harness"),
                line(f"{speaker.shown(harness.name)} {speaker.shown(harness.version)} ", code(harness.sha256)),
            ),
            (speaker.word("judge"), line(speaker.shown(told), " ", code(judge.interpreter))),
        )
    )


def programs_section(records: Records) -> Section:
    """Return the files that judged, with their digests, and where they were found."""
    speaker, judge, harness = records.speaker, records.view.report.judge, records.view.report.harness
    plugins = [
        line(f"{speaker.shown(one.distribution)} {speaker.shown(one.version)}: ", code(", ".join(one.entry_points)))
        for one in harness.plugins
    ]
    files = tuple(line(code(one.path), " ", code(one.sha256)) for one in judge.files)
    paths = tuple(line(code(one)) for one in judge.paths)
    return Section(
        id=records.anchor("programs"),
        heading=speaker.word("judge-files"),
        blocks=(
            Bullets(heading=speaker.word("plugins"), lines=tuple(plugins)),
            Bullets(heading=speaker.word("judge-paths"), lines=paths),
            Fold(summary=speaker.word("judge-digests", count=len(files)), blocks=(Bullets(lines=files),)),
        ),
        annex=True,
    )
