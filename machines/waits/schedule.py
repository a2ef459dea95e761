"""From a wait and the facts of a case to the moments at which something is due. Pure: no clock.

Reminders fall on working days, at the hour from which the policy lets mails leave: before a
deadline they are moved back, after it on. A deadline does not move unless the policy says so. What
the clock does by itself it does at the first moment of the day after the deadline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

from machines.calendar import Calendar
from machines.dates import days
from machines.facts import Facts
from machines.policy import Policy
from machines.waits.reckoning import Reckoning
from machines.waits.wait import Reminder, Wait, When

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One moment of a wait: `at` is aware; all `reminders` of that moment, or the clock's `move`.

    With (case, wait, at) it is unique for ever. `how` is the reckoning of its day, from the fact
    to the working day.
    """

    at: datetime
    how: Reckoning
    reminders: tuple[Reminder, ...] = ()
    move: str | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A wait's deadline and its moments, earliest first."""

    wait: Wait
    deadline: Reckoning
    occurrences: tuple[Occurrence, ...]

    @property
    def due(self) -> date:
        """The deadline, that day included."""
        return self.deadline.day


def schedule(wait: Wait, facts: Facts, calendar: Calendar) -> Schedule | None:
    """When a wait is due and what happens when; None where nothing can be reckoned yet."""
    deadline = wait.due(facts)
    if deadline is None:
        return None
    if wait.may_move and facts.policy.deadlines_on_workdays:
        deadline = deadline.on_workday(calendar, "S0-1")
    moments: dict[datetime, list[tuple[Reminder, Reckoning]]] = {}
    for reminder in wait.reminders:
        if all(condition.holds(facts) for condition in reminder.only_if):
            last = reminder.stops.day(facts) if reminder.stops else None
            for how in _days_of(reminder, deadline, facts.policy):
                how = how.on_workday(calendar, "S0-1", back=reminder.ahead)
                if last is not None and how.day > last:
                    continue
                at = _moment(how.day, facts.policy.mails_from)
                moments.setdefault(at, []).append((reminder, how))
    found = [Occurrence(at, said[0][1], _each_once(said)) for at, said in moments.items()]
    if wait.move is not None:
        how = deadline.to_day("期限之后的第一天", deadline.day + days(1), *wait.rules)
        found.append(Occurrence(_moment(how.day, time(0)), how, move=wait.move))
    return Schedule(wait, deadline, tuple(sorted(found, key=lambda one: one.at)))


def _each_once(said: list[tuple[Reminder, Reckoning]]) -> tuple[Reminder, ...]:
    """Two rows of a table that fall on one working day, e.g. before a long holiday, say it once."""
    kept: dict[tuple[str, str | None, str], Reminder] = {}
    for reminder, _ in said:
        kept.setdefault((reminder.to, reminder.mail, reminder.words), reminder)
    return tuple(kept.values())


def _days_of(reminder: Reminder, deadline: Reckoning, policy: Policy) -> Iterator[Reckoning]:
    """The day of each of the reminder's numbers."""
    value = getattr(policy, reminder.item)
    numbers = value if isinstance(value, tuple) else (value,)
    if reminder.at is not None:
        numbers = numbers[reminder.at : reminder.at + 1]
    for number in numbers:
        yield _day_of(reminder, number, deadline)


def _day_of(reminder: Reminder, number: int | Fraction, deadline: Reckoning) -> Reckoning:
    item, rules = reminder.item, reminder.rules
    match reminder.when:
        case When.SHARES:
            return deadline.at_share(Fraction(number), item, *rules)
        case When.DAYS_SINCE:
            return deadline.from_start().plus_days(int(number), item, *rules)
        case When.MONTHS_BEFORE:
            return deadline.plus_months(-int(number), item, *rules)
        case When.MONTHS_AFTER:
            return deadline.plus_months(int(number), item, *rules)
        case When.DAYS_BEFORE:
            return deadline.plus_days(-int(number), item, *rules)
        case When.DAYS_AFTER:
            return deadline.plus_days(int(number), item, *rules)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI)
