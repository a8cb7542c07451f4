"""The report as one self-contained HTML file: Japanese and English in one, nothing loaded, nothing run."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any, Final, cast

import jinja2

from hoshitori.report.page import make_page
from hoshitori.report.plain import LONGEST_LIST, visible
from hoshitori.report.view import ReportView

LANGUAGES: Final = {"ja": "日本語", "en": "English"}
_IDS: Final = re.compile(r"\b([A-Z]?\d{1,2}\.\d{1,2}-\d{1,3}|\d{1,2}-[A-Z][A-Za-z]{1,15})\b")
_TEMPLATES: Final = Path(__file__).parent / "templates"


def render_html(view: ReportView, language: str) -> bytes:
    """Return the report as one HTML file that opens, and prints, in `language` and can be switched to the other."""
    pages = [make_page(view, each) for each in LANGUAGES]
    chosen = next(page for page in pages if page.language == language)
    template = _environment().get_template("report.html.j2")
    return template.render(pages=pages, chosen=language, names=LANGUAGES, title=chosen.title).encode()


@functools.cache
def _environment() -> jinja2.Environment:
    """Return the template engine: everything is escaped, and nothing invisible passes even where a section forgot."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    cast("dict[str, Any]", environment.globals)["pieces"] = pieces
    return environment


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return text cut up, and of each piece whether it is an id (`1-AuthMech`, `S1.1-02`) that stays on one line."""
    return [(part, number % 2 == 1) for number, part in enumerate(_IDS.split(text)) if part]


def _finalize(value: Any) -> Any:  # noqa: ANN401  # jinja2's own type: whatever an expression came to
    return visible(value, longest=LONGEST_LIST) if isinstance(value, str) and not hasattr(value, "__html__") else value
