"""The formats a report comes in: name → function from a view and a language to bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hoshitori.report.html import render_html
from hoshitori.report.json import render_json
from hoshitori.report.text import render_text
from hoshitori.report.view import ReportView

Format = Callable[[ReportView, str], bytes]

FORMATS: Final[Mapping[str, Format]] = {
    "text": lambda view, language: (render_text(view, language) + "\n").encode(),
    "html": render_html,
    "json": render_json,
}


def render(name: str, view: ReportView, language: str) -> bytes:
    """Return a report in one of `FORMATS`; `language` is `ja` or `en`."""
    return FORMATS[name](view, language)
