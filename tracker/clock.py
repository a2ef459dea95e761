"""The one place that reads the clock; days are days in Asia/Shanghai (D-2)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The day of a moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def at_noon(day: date) -> datetime:
    """Noon of a day in Asia/Shanghai: a moment that belongs to no other day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
