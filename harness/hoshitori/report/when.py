"""Points in time as people write them, each with its zone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

from hoshitori.model.instant import InstantError, parse_instant
from hoshitori.report.plain import visible

_JAPAN: Final = timezone(timedelta(hours=9))
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def instant(text: str, language: str) -> str:
    """Return a point in time: Japanese time in Japanese, UTC in English; what is no time stands as written."""
    moment = _local(text, language)
    if moment is None:
        return visible(text)
    zone = "（日本時間）" if language == "ja" else " UTC"
    return f"{_day(moment, language)} {moment:%H:%M}{zone}"


def day(text: str, language: str) -> str:
    """Return the day of a point in time, or of a date."""
    moment = _local(text if "T" in text else f"{text}T00:00:00Z", language)
    return visible(text) if moment is None else _day(moment, language)


def clock(text: str, language: str) -> str:
    """Return a point in time to the second, without its zone; the head of its column names that."""
    moment = _local(text, language)
    return visible(text) if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"


def _local(text: str, language: str) -> datetime | None:
    try:
        moment = parse_instant(text)
        return moment.astimezone(_JAPAN) if language == "ja" else moment
    except (InstantError, OverflowError):
        return None


def _day(moment: datetime, language: str) -> str:
    if language == "ja":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
