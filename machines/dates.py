"""Calendar arithmetic of the rules. No clock here: the day is always an argument (D-2)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

# X-C7: probation lasts one year.
PROBATION_MONTHS = 12


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clamped to the month's end: 08-31 + 6 months is 02-28/29 (D-2)."""
    index = day.year * 12 + (day.month - 1) + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_end(day: date) -> date:
    """The last day of the month of `day` (S4.1-4)."""
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


def later_than_months(today: date, since: date, months: int) -> bool:
    """Strictly more than `months` calendar months since `since` (D-2)."""
    return today > add_months(since, months)


def days(number: int) -> timedelta:
    """A span of whole days."""
    return timedelta(days=number)
