"""Points in time have one spelling."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoshitori.model.instant import InstantError, format_instant, parse_date, parse_instant


@given(st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9999, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_reads_back(instant: datetime) -> None:
    """Writing drops fractions and nothing else."""
    assert parse_instant(format_instant(instant)) == instant.replace(microsecond=0)


def test_other_zones_are_written_in_utc() -> None:
    """A moment is the same wherever it was taken."""
    tokyo = timezone(timedelta(hours=9))

    assert format_instant(datetime(2026, 11, 21, 12, 0, tzinfo=tokyo)) == "2026-11-21T03:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T03:00:00+00:00", "2026-11-21 03:00:00Z", "2026-11-21T03:00:00z", "2026-11-21T03:00:00.5Z",
        "2026-11-21T03:00:00Z\n", "2026-11-21T03:00:60Z", "2026-02-30T03:00:00Z", "２０２６-11-21T03:00:00Z", "",
    ],
)  # fmt: skip
def test_other_spellings_are_refused(text: str) -> None:
    """Other zones, fractions, digits, leap seconds and days that do not exist are errors."""
    with pytest.raises(InstantError):
        parse_instant(text)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-1-1", "2026-11-21T00:00:00Z", "2026-11-21\n", ""])
def test_dates(text: str) -> None:
    """A date is a day that exists, from its first instant in UTC."""
    assert parse_date("2026-11-21") == datetime(2026, 11, 21, tzinfo=UTC)
    with pytest.raises(InstantError):
        parse_date(text)
