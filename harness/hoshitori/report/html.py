"""The report as one self-contained HTML file."""

from __future__ import annotations

import html

from hoshitori.report.text import render_text
from hoshitori.report.view import ReportView


def render_html(view: ReportView, language: str) -> bytes:
    """Return the report as HTML: one file, nothing loaded from anywhere."""
    body = html.escape(render_text(view, language))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Hoshitori</title></head>'
        f"<body><pre>{body}</pre></body></html>\n"
    ).encode()
