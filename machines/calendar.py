"""Working days of a calendar that is handed in: weekends, public holidays, make-up workdays (调休).

No data of any year stands here; whoever knows a year's arrangement builds a `Calendar` from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from machines.dates import days

WEEKEND = {6: "周六", 7: "周日"}


@dataclass(frozen=True, slots=True)
class Calendar:
    """`holidays` are days off by name; `workdays` are days at the weekend that are worked.

    `years` are those whose arrangement is known; in any other year only weekends, and in those that
    are `begun` the days entered one by one, are free, and whoever shows a day says so (`caveat`).
    """

    holidays: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    workdays: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    begun: frozenset[int] = frozenset()

    def why_free(self, day: date) -> str:
        """Why nobody is at work that day, in Chinese; "" on a working day."""
        if day in self.holidays:
            return self.holidays[day]
        return "" if day in self.workdays else WEEKEND.get(day.isoweekday(), "")

    def is_workday(self, day: date) -> bool:
        """Whether offices are open."""
        return not self.why_free(day)

    def knows(self, day: date) -> bool:
        """Whether the arrangement of that day's year is known."""
        return day.year in self.years

    def caveat(self, *of: date) -> str:
        """What must be said of these days: the earliest year not covered yet, or ""."""
        year = min((day.year for day in of if not self.knows(day)), default=None)
        if year is None:
            return ""
        avoided = "周末和已登记的放假日" if year in self.begun else "周末"
        return f"{year} 年的节假日安排尚未收录，只避开{avoided}，请在“设置 · 工作日历”补录"

    def workday_from(self, day: date) -> date:
        """The day itself, or the next working day after it."""
        while not self.is_workday(day):
            day += days(1)
        return day

    def workday_until(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        while not self.is_workday(day):
            day -= days(1)
        return day

    def overlaid(
        self, off: Mapping[date, str], worked: Iterable[date], years: Iterable[int]
    ) -> Calendar:
        """The same with days decided otherwise, which win, and further years known."""
        worked = frozenset(worked)
        kept = {day: why for day, why in self.holidays.items() if day not in worked}
        return Calendar(
            MappingProxyType(kept | dict(off)),
            (self.workdays | worked) - off.keys(),
            self.years | frozenset(years),
            self.begun | {day.year for day in off},
        )


# Weekends alone: where no arrangement of any year is at hand.
WEEKENDS = Calendar()
