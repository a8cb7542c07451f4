"""The verdict sheet (星取表) as text for a terminal."""

from __future__ import annotations

from hoshitori.report.notices import notices
from hoshitori.report.sheet import sheet_lines
from hoshitori.report.speaker import Speaker, visible
from hoshitori.report.view import ReportView

_INDENT = " " * 4


def render_text(view: ReportView, language: str) -> str:
    """Return the sheet: what must be said first, the answer, the requirements, what was not shown."""
    speaker = Speaker(language, view.catalogue)
    report, summary = view.report, view.report.summary
    lines = [notice.text for notice in notices(view, speaker)]
    lines += [
        "",
        f"{visible(report.dut.maker)}  {visible(report.dut.model)}  "
        f"{speaker.word('firmware')} {visible(report.dut.versions.firmware)}",
        speaker.word(
            "decided",
            of=summary.of,
            decided=summary.decided,
            na=summary.not_applicable,
            passed=summary.passed,
            failed=summary.failed,
            open=summary.inconclusive,
        ),
        "",
        f"── {speaker.word('sheet')} ──",
    ]
    for line in sheet_lines(view, speaker):
        lines.append(f"{line.mark} {line.id}  {line.title}  {line.verdict}")
        lines += [f"{_INDENT}· {remark}" for remark in line.remarks]
    lines += ["", f"── {speaker.word('not-shown')} ──"]
    lines += [f"· {told}" for told in not_shown(view, speaker)]
    lines += ["", speaker.text(view.catalogue.trademark)]
    return "\n".join(lines)


def not_shown(view: ReportView, speaker: Speaker) -> list[str]:
    """Return what the report does not show, beyond its requirements' own limits."""
    coverage = view.report.coverage
    told = [speaker.word("items-tested")]
    dark = dict.fromkeys(speaker.circumstances(one.state, one.vantage) for one in coverage.not_covered)
    if dark:
        told.append(f"{speaker.word('not-covered')}: {speaker.separator.join(dark)}")
    if coverage.declared_not_seen:
        told.append(speaker.word("declared-not-seen", ports=speaker.separator.join(coverage.declared_not_seen)))
    if coverage.impossible:
        told.append(speaker.word("impossible", adapters=speaker.separator.join(coverage.impossible)))
    return told
