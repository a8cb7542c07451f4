"""How long a silent device must have been looked at before its silence counts against it."""

from __future__ import annotations

from hoshitori.profile import Case


def patience_seconds(case: Case, declared_seconds: int) -> int:
    """Return the seconds: the time that the supplier declared, or the threshold where none was declared."""
    if declared_seconds:
        return declared_seconds
    undeclared: int = case.threshold("undeclared-wait")
    return undeclared
