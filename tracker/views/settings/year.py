"""A year of the calendar as its page shows it: months in weeks, runs of days with their source."""

from __future__ import annotations

import calendar as weeks
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from machines.calendar import Calendar
from machines.dates import days
from tracker.desk import Desk
from tracker.models import CalendarChange, CalendarDay, CalendarYear
from tracker.waits.workdays import PACKAGE, calendar_of, made_up_for, packaged

NEWEST = 30
OFF, WORKED, WEEKEND, PLAIN = "off", "worked", "weekend", ""
MARKS = {OFF: "休", WORKED: "班"}


@dataclass(frozen=True, slots=True)
class Day:
    """One day: `look` is off, worked, weekend or ""; `own` where the department decided."""

    day: date
    look: str
    why: str
    source: str
    own: bool

    @property
    def mark(self) -> str:
        """The character beside the number."""
        return MARKS.get(self.look, "")


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that are alike and of one source."""

    first: Day
    last: Day

    @property
    def length(self) -> int:
        """How many days."""
        return (self.last.day - self.first.day).days + 1


@dataclass(frozen=True, slots=True)
class Year:
    """A year: `months` in weeks from Monday, None before the first and after the last day."""

    year: int
    months: tuple[tuple[tuple[Day | None, ...], ...], ...]
    runs: tuple[Run, ...]
    source: str
    caveat: str
    own_days: int
    known_until: int


def read_year(desk: Desk, year: int) -> Year:
    """The year as it stands now."""
    calendar, session = calendar_of(desk.session), desk.session
    own = {
        row.day: row
        for row in session.scalars(
            sa.select(CalendarDay).where(
                CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
            )
        )
    }
    found = [
        _day(date(year, 1, 1) + days(n), calendar, own)
        for n in range(366 if weeks.isleap(year) else 365)
    ]
    return Year(
        year,
        tuple(_months(found)),
        tuple(_runs(found)),
        _source_of(year, session.get(CalendarYear, year)),
        calendar.caveat(date(year, 1, 1)),
        len(own),
        max(calendar.years),
    )


def _source_of(year: int, declared: CalendarYear | None) -> str:
    """By what the year is known; "" for one that is not."""
    if declared is not None:
        who = declared.change.made_by.name if declared.change.made_by else "系统"
        return f"{who}声明收录完整，依据：{declared.source}"
    return f"软件包 {PACKAGE}" if year in packaged().years else ""


def _day(day: date, calendar: Calendar, own: dict[date, CalendarDay]) -> Day:
    row, why = own.get(day), calendar.why_free(day)
    if row is not None:
        look = WORKED if row.works else OFF
        return Day(day, look, row.name or "调休上班", row.source, own=True)
    if day in calendar.holidays:
        return Day(day, OFF, why, PACKAGE, own=False)
    if day in calendar.workdays:
        return Day(day, WORKED, f"{made_up_for(day)}调休上班", PACKAGE, own=False)
    return Day(day, WEEKEND if why else PLAIN, why, "", own=False)


def _months(found: Sequence[Day]) -> Iterator[tuple[tuple[Day | None, ...], ...]]:
    for _month, of_month in groupby(found, key=lambda one: one.day.month):
        of = list(of_month)
        row: list[Day | None] = [None] * of[0].day.weekday() + list(of)
        row += [None] * (-len(row) % 7)
        yield tuple(tuple(row[start : start + 7]) for start in range(0, len(row), 7))


def _runs(found: Iterable[Day]) -> Iterator[Run]:
    """The days that differ from an ordinary week, those in a row and alike together."""
    told = [one for one in found if one.mark]
    for _key, run in groupby(
        enumerate(told),
        key=lambda at: (
            at[1].day.toordinal() - at[0],
            at[1].look,
            at[1].why,
            at[1].source,
            at[1].own,
        ),
    ):
        of = [one for _, one in run]
        yield Run(of[0], of[-1])


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change with what it did in words, and whether it was taken back or is a taking back."""

    row: CalendarChange
    said: tuple[str, ...]
    year: int
    taken_back: bool


def changes_shown(desk: Desk) -> list[ShownChange]:
    """The newest changes first."""
    rows = desk.session.scalars(
        sa.select(CalendarChange)
        .order_by(CalendarChange.id.desc())
        .limit(NEWEST)
        .options(joinedload(CalendarChange.made_by))
    ).all()
    undone = set(
        desk.session.scalars(
            sa.select(CalendarChange.undoes_id).where(CalendarChange.undoes_id.is_not(None))
        )
    )
    return [ShownChange(row, tuple(_said(row)), _first_year(row), row.id in undone) for row in rows]


def _said(row: CalendarChange) -> Iterator[str]:
    """Days in a row that came to the same are one line, each with what stood before."""
    told = [
        (date.fromisoformat(day), _words(row.before["days"][day]), _words(now))
        for day, now in sorted(row.after["days"].items())
    ]
    for (_, before, after), run in groupby(
        enumerate(told), key=lambda at: (at[1][0].toordinal() - at[0], at[1][1], at[1][2])
    ):
        of = [day for _, (day, _before, _after) in run]
        span = f"{of[0]}" if len(of) == 1 else f"{of[0]} 至 {of[-1]}"
        yield f"{span}：{before} → {after}"
    for year, now in row.after["years"].items():
        yield f"{year} 年：{'声明收录完整' if now else '不再声明收录完整'}"


def _words(row: dict[str, Any] | None) -> str:
    if row is None:
        return "未登记"
    return " ".join(word for word in (MARKS[WORKED if row["works"] else OFF], row["name"]) if word)


def _first_year(row: CalendarChange) -> int:
    found = [int(day[:4]) for day in row.after["days"]] + [int(y) for y in row.after["years"]]
    return min(found)
