"""The working days of China, from the package that keeps the State Council's arrangements.

The department's own entries lie over it and win. Whatever re-plans a case asks for the calendar, so
it is read anew only once it has changed: every change carries a nonce of its own.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.metadata import version
from types import MappingProxyType

import chinese_calendar
import sqlalchemy as sa
from chinese_calendar import constants
from sqlalchemy.orm import Session

from machines.calendar import Calendar
from tracker.models.calendar import CalendarChange, CalendarDay, CalendarYear

PACKAGE = f"chinesecalendar {version('chinesecalendar')}"
# Calendars kept by a process; a live one reads one, and a copy of its data now and then another.
KEPT = 8

_NEWEST = sa.select(CalendarChange.nonce).order_by(CalendarChange.id.desc()).limit(1)
_kept: dict[str, Calendar] = {}


def calendar_of(session: Session) -> Calendar:
    """The calendar that holds now, uncommitted changes of this session included.

    One look-up of one row, and no more while nobody changes the calendar.
    """
    newest = session.scalar(_NEWEST)
    if newest is None:
        return packaged()
    found = _kept.get(newest)
    if found is None:
        found = _overlaid(session)
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[newest] = found
    return found


def _overlaid(session: Session) -> Calendar:
    rows = session.execute(sa.select(CalendarDay.day, CalendarDay.works, CalendarDay.name)).all()
    return packaged().overlaid(
        {day: name for day, works, name in rows if not works},
        [day for day, works, _name in rows if works],
        session.scalars(sa.select(CalendarYear.year)),
    )


@cache
def packaged() -> Calendar:
    """What the package knows: public holidays with their names, make-up workdays, years covered."""
    holidays = {day: _chinese(name) for day, name in constants.holidays.items()}
    return Calendar(
        MappingProxyType(holidays),
        frozenset(constants.workdays),
        frozenset(year for year in {day.year for day in holidays} if _whole(year)),
    )


def made_up_for(day: date) -> str:
    """The holiday that a make-up workday of the package belongs to, "" where it names none."""
    name = constants.workdays.get(day)
    return _chinese(name) if name else ""


def _chinese(name: str) -> str:
    """The package's English name in Chinese. Raises ValueError for one that it does not list."""
    chinese: str = chinese_calendar.Holiday(name).chinese
    return chinese


def _whole(year: int) -> bool:
    """Whether the year's own arrangement is there, not only a New Year that began the year before."""
    return date(year, 10, 1) in constants.holidays
