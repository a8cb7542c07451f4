"""Points in time as they stand on the wire: RFC 3339, UTC, whole seconds, one spelling."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from hoshitori.model.errors import HoshitoriError

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class InstantError(HoshitoriError):
    """A time that is not spelled in the one way, or does not exist."""

    code = "E_INSTANT"


def parse_instant(text: str) -> datetime:
    """Return the point in time that `2026-11-21T03:00:00Z` spells.

    Raises:
        InstantError: for another spelling, another zone, fractions, a leap second or a day that does not exist.
    """
    if not _INSTANT.match(text):
        raise InstantError(f"{text[:40]!a} is not YYYY-MM-DDThh:mm:ssZ")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise InstantError(f"{text} does not exist") from None


def parse_date(text: str) -> datetime:
    """Return the first instant, in UTC, of the day that `2026-11-21` spells.

    Raises:
        InstantError: for another spelling or a day that does not exist.
    """
    if not _DATE.match(text):
        raise InstantError(f"{text[:40]!a} is not YYYY-MM-DD")
    try:
        return datetime.combine(date.fromisoformat(text), time(tzinfo=UTC))
    except ValueError:
        raise InstantError(f"{text} does not exist") from None


def format_instant(instant: datetime) -> str:
    """Return the one spelling of a point in time; fractions of a second are dropped."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
