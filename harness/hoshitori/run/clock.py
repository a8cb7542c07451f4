"""The present time as a run writes it down."""

from __future__ import annotations

import datetime

from hoshitori.model.instant import format_instant


def now_text() -> str:
    """Return the present time, RFC 3339 in UTC with whole seconds."""
    return format_instant(datetime.datetime.now(datetime.UTC))
