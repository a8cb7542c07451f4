"""Time as a run writes it down."""

from __future__ import annotations

import datetime


def now_text() -> str:
    """Return the present time, RFC 3339 in UTC with whole seconds."""
    return text_of(datetime.datetime.now(datetime.UTC))


def text_of(instant: datetime.datetime) -> str:
    """Return an instant as RFC 3339 in UTC with whole seconds."""
    return instant.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
