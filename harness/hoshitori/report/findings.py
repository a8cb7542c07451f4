"""The eight findings of `verify`, for people and for scripts."""

from __future__ import annotations

from typing import Any

from hoshitori.model.findings import Findings, State

_MARKS = {State.OK: "○", State.WARN: "△", State.FAIL: "×", State.NOT_CHECKED: "－"}


def render_findings(findings: Findings, language: str) -> str:
    """Return the findings as text."""
    lines = [findings.path]
    for one in findings.findings:
        detail = f" [{one.code}]" + (f" {one.detail}" if one.detail and one.state is not State.OK else "")
        lines.append(f"{_MARKS[one.state]} {one.sentence.in_language(language)}{detail}")
    return "\n".join(lines)


def findings_data(findings: Findings, *, require_pass: bool = False) -> dict[str, Any]:
    """Return the findings as data."""
    return {
        "path": findings.path,
        "exitCode": int(findings.exit_code(require_pass=require_pass)),
        "kind": findings.kind.value if findings.kind else None,
        "training": findings.training,
        "trust": {
            "pinned": findings.trust.pinned,
            "scheme": findings.trust.scheme,
            "version": findings.trust.version,
            "fingerprint": findings.trust.fingerprint,
            "asOf": findings.trust.as_of,
            "stale": findings.trust.stale,
        },
        "findings": [
            {
                "aspect": one.aspect.value,
                "state": one.state.value,
                "code": one.code,
                "ja": one.sentence.ja,
                "en": one.sentence.en,
                "detail": one.detail,
                "undecided": one.undecided,
            }
            for one in findings.findings
        ],
    }
