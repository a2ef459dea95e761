"""When the demo's staff are at work: weekdays from 8:30 to 17:30, and not on public holidays."""

from __future__ import annotations

from datetime import date, time

from machines.dates import days

OPENING, CLOSING = time(8, 30), time(17, 30)
# New Year, Labour Day, National Day: those whose dates the calendar fixes, as (month, day).
_HOLIDAYS = frozenset(
    {(1, 1), *((5, day) for day in (1, 2, 3)), *((10, day) for day in range(1, 8))}
)


def is_workday(day: date) -> bool:
    """Whether the university's offices are open."""
    return day.isoweekday() <= 5 and (day.month, day.day) not in _HOLIDAYS


def workday_from(day: date) -> date:
    """The day itself or the next workday after it."""
    while not is_workday(day):
        day += days(1)
    return day


def workday_before(day: date, count: int) -> date:
    """The last workday that lies at least `count` days before."""
    day -= days(count)
    while not is_workday(day):
        day -= days(1)
    return day


def session_of(day: date) -> str:
    """The college committee's session of the half-month: it meets twice a month."""
    return f"学院党委会（第{2 * day.month - (day.day <= 15)}次）"
