"""The page of a report in one language: what must be said first, the answer, what was not shown, and all the rest."""

from __future__ import annotations

from dataclasses import dataclass

from hoshitori.model.predicate_results import Counts
from hoshitori.model.verdict import Verdict
from hoshitori.report.answer import answer_pairs, counted
from hoshitori.report.blocks import Paragraph, Section, Span, line, row
from hoshitori.report.limits import not_shown
from hoshitori.report.notices import Notice, notices
from hoshitori.report.page_evidence import (
    items_section,
    observations_section,
    report_section,
    rounds_section,
    thresholds_section,
)
from hoshitori.report.page_product import label_section, product_section, supplier_section
from hoshitori.report.page_record import record_section
from hoshitori.report.page_work import (
    authorisations_section,
    bench_section,
    parties_section,
    profile_section,
    programs_section,
)
from hoshitori.report.records import Records, anchor
from hoshitori.report.requirement import requirement_section
from hoshitori.report.sheet import SheetLine, sheet_lines, state_name
from hoshitori.report.speaker import Speaker
from hoshitori.report.view import ReportView
from hoshitori.report.wording import FINDING_MARKS, OVERALL, QUESTIONS, VERDICT_MARKS, VERDICTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many requirements came out one way."""

    mark: str
    name: str
    count: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything on the page in one language; the template only lays it out."""

    language: str
    speaker: Speaker
    title: str
    fixed: str
    report_id: str
    notices: tuple[Notice, ...]
    overall: str
    overall_state: str
    counted: str
    tallies: tuple[Tally, ...]
    pairs: tuple[tuple[str, str], ...]
    sheet: tuple[SheetLine, ...]
    not_shown: tuple[str, ...]
    requirements: tuple[Section, ...]
    before: tuple[Section, ...]
    after: tuple[Section, ...]
    trademark: str

    def anchor(self, identifier: str) -> str:
        """Return the place of a requirement on the page."""
        return anchor(self.language, identifier)


def make_page(view: ReportView, language: str) -> Page:
    """Return the page of a report in `ja` or `en`."""
    speaker = Speaker(language, view.catalogue)
    records = Records.of(view, speaker)
    report = view.report
    first, *others = notices(view, speaker)
    label = (label_section(report.label, records),) if report.label else ()
    return Page(
        language=language,
        speaker=speaker,
        title=f"{speaker.word('title')} {speaker.shown(report.dut.maker)} {speaker.shown(report.dut.model)}",
        fixed=first.text,
        report_id=f"{speaker.word('report-id')} {speaker.shown(report.bundle.id)}",
        notices=tuple(others),
        overall=speaker.text(OVERALL[report.summary.overall]),
        overall_state=state_name(report.summary.overall),
        counted=counted(view, speaker),
        tallies=_tallies(report.summary, speaker),
        pairs=tuple(answer_pairs(view, speaker)),
        sheet=tuple(sheet_lines(view, speaker)),
        not_shown=tuple(not_shown(view, speaker)),
        before=(_findings_section(records),) if view.findings else (),
        requirements=tuple(requirement_section(one, records) for one in report.requirements),
        after=(
            thresholds_section(records),
            product_section(records),
            *label,
            supplier_section(report.supplier, records),
            parties_section(records),
            bench_section(records),
            authorisations_section(records),
            profile_section(records),
            rounds_section(records),
            report_section(records),
            record_section(records),
            observations_section(records),
            items_section(records),
            programs_section(records),
        ),
        trademark=speaker.text(view.catalogue.trademark),
    )


def _tallies(summary: Counts, speaker: Speaker) -> tuple[Tally, ...]:
    counts = {
        Verdict.PASS: summary.passed,
        Verdict.FAIL: summary.failed,
        Verdict.INCONCLUSIVE: summary.inconclusive,
        Verdict.NOT_APPLICABLE: summary.not_applicable,
    }
    return tuple(
        Tally(
            mark=VERDICT_MARKS[verdict],
            name=speaker.text(VERDICTS[verdict]),
            count=count,
            state=state_name(verdict),
        )
        for verdict, count in counts.items()
    )


def _findings_section(records: Records) -> Section:
    """Return the eight findings of verifying, as a buyer asks for them; the codes stand last."""
    speaker, findings = records.speaker, records.view.findings
    asked = [(question, findings[aspect]) for aspect, question in QUESTIONS.items()] if findings else []
    rows = tuple(
        row(
            line(speaker.text(question)),
            line(Span(text=f"{FINDING_MARKS[one.state]} ", state=one.state.value), speaker.text(one.sentence)),
            line(Span(text=one.code, code=True)),
        )
        for question, one in asked
    )
    head = ("question", "finding", "finding-code")
    return Section(
        id=records.anchor("findings"),
        heading=speaker.word("findings"),
        blocks=(
            records.table("findings", head, rows, spoken=True, shape="findings"),
            Paragraph(line=line(speaker.word("findings-as-of")), tone="quiet"),
        ),
    )
