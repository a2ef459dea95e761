"""When a digest is due: on working days, at the hour from which mails leave. Pure: no clock.

A slot is the moment a digest belongs to. Whoever looks late finds the newest slot alone, so that
after days of downtime there is one digest and not one for each day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from machines.calendar import Calendar
from machines.dates import days
from machines.policy import Policy
from machines.roles import Role
from tracker.clock import SHANGHAI
from tracker.models import DigestRhythm

# Who is told first, then beside them, then last (S4.4-8); further days tell the last again.
TOLD_OF_RECEIPTS = (
    frozenset({Role.BRANCH_SECRETARY, Role.ORGANIZER}),
    frozenset({Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.COMMITTEE}),
    frozenset({Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT}),
)
# No holiday of a whole year: a week without any working day is stepped over, not more.
_MOST_WEEKS = 8


@dataclass(frozen=True, slots=True)
class Hours:
    """The days and hours in which mails leave."""

    calendar: Calendar
    start: time
    end: time

    def at(self, day: date) -> datetime:
        """The moment of that day's slot."""
        return datetime.combine(day, self.start, SHANGHAI)

    def open_at(self, moment: datetime) -> bool:
        """Whether mails to offices leave now."""
        here = moment.astimezone(SHANGHAI)
        return self.calendar.is_workday(here.date()) and self.start <= here.time() < self.end

    def next_after(self, moment: datetime) -> datetime:
        """The next slot of a working day after a moment."""
        day = self.calendar.workday_from(moment.astimezone(SHANGHAI).date())
        if self.at(day) <= moment:
            day = self.calendar.workday_from(day + days(1))
        return self.at(day)


def newest_slot(rhythm: DigestRhythm, moment: datetime, hours: Hours) -> datetime | None:
    """The newest slot of a rhythm that is not after the moment; None for a rhythm without any."""
    today = moment.astimezone(SHANGHAI).date()
    if rhythm is DigestRhythm.DAILY:
        day = hours.calendar.workday_until(today)
        if hours.at(day) > moment:
            day = hours.calendar.workday_until(day - days(1))
        return hours.at(day)
    if rhythm is DigestRhythm.WEEKLY:
        firsts = (hours.at(day) for day in _first_workdays(today, hours.calendar))
        return next((slot for slot in firsts if slot <= moment), None)
    return None


def receipts_slots(
    policy: Policy, role: Role, hours: Hours
) -> Iterator[tuple[datetime, frozenset[Role]]]:
    """S4.4-8: when this role is told of missing receipts, and who is told with it; the first first.

    So many days before the cut-off, on the working day before where that day is free.
    """
    for number, before in enumerate(sorted(policy.receipt_digest_days, reverse=True)):
        told = TOLD_OF_RECEIPTS[min(number, len(TOLD_OF_RECEIPTS) - 1)]
        if role in told:
            day = policy.receipt_cutoff - days(before)
            yield hours.at(hours.calendar.workday_until(day)), told


def _first_workdays(today: date, calendar: Calendar) -> Iterator[date]:
    """The first working day of this week, of the week before and so on; weeks begin on Monday."""
    monday = today - days(today.weekday())
    for back in range(_MOST_WEEKS):
        first = calendar.workday_from(monday - days(7 * back))
        if first < monday - days(7 * back - 7):
            yield first
