"""The exit codes of DESIGN §8."""

from __future__ import annotations

from hoshitori.model.verdict import Verdict

DONE = 0
REFUSED = 1
USAGE = 2
FAILED = 3
UNDECIDED = 4
INTERNAL_ERROR = 70
INTERRUPTED = 130


def of_verdict(overall: Verdict) -> int:
    """Return how `run` and `demo` end: 3 with a FAIL, 4 with something undecided, else 0."""
    return {Verdict.FAIL: FAILED, Verdict.INCONCLUSIVE: UNDECIDED}.get(overall, DONE)
