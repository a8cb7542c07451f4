"""The verdict sheet (星取表) as text."""

from __future__ import annotations

from hoshitori.model.predicate_parties import Kind
from hoshitori.report.view import ReportView
from hoshitori.report.wording import CAUSES, VERDICT_MARKS, VERDICTS, WORDS


def render_text(view: ReportView, language: str) -> str:
    """Return the sheet."""
    report, catalogue = view.report, view.catalogue

    def word(key: str, **values: object) -> str:
        return WORDS[key].in_language(language).format(**values)

    lines = [report.profile.first_line.in_language(language)]
    if report.kind is Kind.DEMO:
        lines.append(word("training"))
    if view.verified is None:
        lines.append(word("unsigned"))
    if any(person.simulated for person in report.personnel):
        lines.append(word("simulated"))
    summary = report.summary
    lines += ["", f"{report.dut.maker} {report.dut.model}  firmware {report.dut.versions.firmware}"]
    lines.append(word("decided", of=summary.of, decided=summary.decided, na=summary.not_applicable))
    lines.append("")
    titles = {requirement.id: requirement.title for requirement in catalogue.requirements}
    for one in report.requirements:
        extra = [CAUSES[one.cause].in_language(language)] if one.cause else []
        extra += [word("document-only")] if one.document_only else []
        extra += [catalogue.texts[remark].in_language(language) for remark in one.remarks]
        extra += [one.reason] if one.reason else []
        told = f"  （{'・'.join(extra)}）" if extra else ""
        title = titles[one.requirement].in_language(language)
        lines.append(
            f"{VERDICT_MARKS[one.verdict]} {one.requirement} {title}: {VERDICTS[one.verdict].in_language(language)}{told}"
        )
    lines += ["", word("items-tested"), catalogue.trademark.in_language(language)]
    return "\n".join(lines)
