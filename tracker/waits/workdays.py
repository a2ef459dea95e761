"""The working days of China, from the package that keeps the State Council's arrangements."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

import chinese_calendar
from chinese_calendar import constants
from sqlalchemy.orm import Session

from machines.calendar import Calendar


def calendar_of(session: Session) -> Calendar:
    """The calendar that holds now."""
    del session
    return packaged()


@cache
def packaged() -> Calendar:
    """What the package knows: public holidays with their names, make-up workdays, years covered."""
    holidays = {
        day: chinese_calendar.Holiday(name).chinese for day, name in constants.holidays.items()
    }
    return Calendar(
        MappingProxyType(holidays),
        frozenset(constants.workdays),
        frozenset(day.year for day in constants.holidays),
    )
