"""The verdict sheet (星取表) as text for a terminal."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len

from hoshitori.report.answer import counted, named_product
from hoshitori.report.layout import WIDTH, pad, wrap
from hoshitori.report.limits import not_shown
from hoshitori.report.notices import notices
from hoshitori.report.sheet import SheetLine, sheet_lines
from hoshitori.report.speaker import Speaker, visible
from hoshitori.report.view import ReportView
from hoshitori.report.wording import OVERALL

MARK: Final = 3
"""Cells of the column of marks: some signs are one cell wide, some two."""


def render_text(view: ReportView, language: str) -> str:
    """Return the sheet: what must be said first, the answer, the requirements, what was not shown."""
    speaker = Speaker(language, view.catalogue)
    lines: list[str] = []
    for notice in notices(view, speaker):
        # the fixed line and the kind stay unbroken, so that they can be found as they are written
        lines += [notice.text] if notice.weight in {"fixed", "kind"} else bullet(notice.text, "! ")
    lines += ["", *wrap(named_product(view, speaker))]
    lines += wrap(speaker.text(OVERALL[view.report.summary.overall]))
    lines += wrap(counted(view, speaker))
    lines += ["", rule(speaker.word("sheet")), *_sheet(sheet_lines(view, speaker))]
    lines += ["", rule(speaker.word("not-shown"))]
    for told in not_shown(view, speaker):
        lines += bullet(told, "· ")
    lines += ["", *wrap(speaker.text(view.catalogue.trademark))]
    return "\n".join(visible(line) for line in lines)


def _sheet(sheet: list[SheetLine]) -> list[str]:
    identifiers = max((cell_len(line.id) for line in sheet), default=0)
    verdicts = max((cell_len(line.verdict) for line in sheet), default=0)
    lines: list[str] = []
    for line in sheet:
        head = f"{pad(line.mark, MARK)}{pad(line.id, identifiers)}  {pad(line.verdict, verdicts)}  "
        lines += wrap(line.title, first=head, rest=" " * cell_len(head))
        for remark in (*line.remarks, *([line.remedy] if line.remedy else [])):
            margin = " " * (MARK + identifiers + 2)
            lines += wrap(remark, first=f"{margin}· ", rest=f"{margin}  ")
    return lines


def bullet(text: str, sign: str) -> list[str]:
    """Return a text as a bullet."""
    return wrap(text, first=sign, rest=" " * cell_len(sign))


def rule(heading: str) -> str:
    """Return a heading across the line."""
    return f"── {heading} " + "─" * max(0, WIDTH - cell_len(heading) - 4)
