"""A report for scripts: the signed predicate and the findings on it."""

from __future__ import annotations

import json

from hoshitori.report.findings import findings_data
from hoshitori.report.view import ReportView
from hoshitori.schema.wire import to_wire


def render_json(view: ReportView, language: str) -> bytes:
    """Return report and findings as JSON; `language` changes nothing, both are in it."""
    del language
    data = {
        "report": to_wire(view.report),
        "findings": findings_data(view.findings) if view.findings is not None else None,
    }
    return (json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
