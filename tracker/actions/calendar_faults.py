"""What is wrong with days that somebody wants to enter, each beside its line or field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date

from machines.calendar import Calendar
from machines.policy_faults import EARLIEST_YEAR, LATEST_YEAR
from tracker.actions.calendar_lines import LONGEST_NAME, DayEntry, Unread

# A winter holiday has some sixty days; a year typed wrong has more.
LONGEST_RANGE = 100
LONGEST_SOURCE = 200
WEEKDAYS = "一二三四五六日"

# What is wrong, and the field of the form it stands beside.
Fault = tuple[str, str]


def entry_faults(
    read: Sequence[DayEntry | Unread], calendar: Calendar, known: Set[date]
) -> Iterator[Fault]:
    """Every fault, line by line; `known` are the days the department has entered before."""
    written: dict[date, DayEntry] = {}
    for entry in read:
        if isinstance(entry, Unread):
            yield f"第 {entry.line} 行：{entry.why}", "lines"
            continue
        found = [*_bad_days(entry), *_bad_name(entry)]
        if not found:
            found = [*_already_worked(entry, calendar, known), *_twice(entry, written)]
            written |= {day: written.get(day, entry) for day in entry.days}
        yield from (_placed(entry, words, name) for words, name in found)


def _placed(entry: DayEntry, words: str, name: str) -> Fault:
    return (f"第 {entry.line} 行：{words}", "lines") if entry.line else (words, name)


def _bad_days(entry: DayEntry) -> Iterator[Fault]:
    for day, name in ((entry.first, "first"), (entry.last, "last")):
        if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            yield f"{day} 的年份应在 {EARLIEST_YEAR} 与 {LATEST_YEAR} 之间", name
            return
    if entry.last < entry.first:
        yield f"最后一天 {entry.last} 早于第一天 {entry.first}，请对调", "last"
    elif (length := (entry.last - entry.first).days + 1) > LONGEST_RANGE:
        yield f"一次最多连续 {LONGEST_RANGE} 天，这里有 {length} 天，请核对年份或分开登记", "last"


def _bad_name(entry: DayEntry) -> Iterator[Fault]:
    if not entry.works and not entry.name:
        yield "放假要写明名称，如“国庆节”", "name"
    if len(entry.name) > LONGEST_NAME:
        yield f"名称最多 {LONGEST_NAME} 个字", "name"


def _already_worked(entry: DayEntry, calendar: Calendar, known: Set[date]) -> Iterator[Fault]:
    """A make-up workday on an ordinary working day is a date typed wrong."""
    if not entry.works:
        return
    idle = [d for d in entry.days if d.isoweekday() <= 5 and calendar.is_workday(d)]
    if wrong := [d for d in idle if d not in known]:
        named = "、".join(f"{d} 星期{WEEKDAYS[d.weekday()]}" for d in wrong[:3])
        yield f"{named}本来就是工作日，不用登记“班”，请核对日期", "first"


def _twice(entry: DayEntry, written: dict[date, DayEntry]) -> Iterator[Fault]:
    if both := next((day for day in entry.days if day in written), None):
        yield f"{both} 在第 {written[both].line} 行已经写过，请只留一处", "first"
