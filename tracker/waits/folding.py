"""From the moments of a wait that were missed to the one reminder that is given. Pure.

However long nobody looked: each recipient is told each thing once, by its newest moment, and the
reminder bears the date of the newest of all. What was to be said ahead of a deadline that has
passed is dropped: it would only confuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from machines.roles import Role
from machines.waits import Reckoning, Reminder
from tracker.clock import day_of
from tracker.waits.planned import Planned


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be said now: dated `at`, the newest moment; `folded` are the others, earliest first."""

    at: datetime
    how: Reckoning
    reminders: tuple[tuple[Role, Reminder], ...]
    folded: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """What a wait has come to: everything up to `until` is handled, `due` is said, if anything."""

    until: datetime
    due: Due | None


def fold(
    planned: Planned, handled_until: datetime, now: datetime, *, has_contact_person: bool
) -> Folded | None:
    """What the wait has to say at `now`; None where no moment of it has come."""
    found = planned.schedule.occurrences
    missed = [one for one in found if one.reminders and handled_until < one.at <= now]
    if not missed:
        return None
    passed = day_of(now) > planned.schedule.due
    kept: dict[tuple[Role, str], tuple[Role, Reminder]] = {}
    newest = None
    for moment in reversed(missed):
        for reminder in moment.reminders:
            if not (reminder.ahead and passed):
                role = _recipient(reminder.to, has_contact_person)
                kept.setdefault((role, reminder.mail or reminder.words), (role, reminder))
                newest = newest or moment
    until = missed[-1].at
    if newest is None:
        return Folded(until, None)
    others = tuple(one.at for one in missed if one is not newest)
    return Folded(until, Due(newest.at, newest.how, tuple(kept.values()), others))


def _recipient(role: Role, has_contact_person: bool) -> Role:
    """The secretary stands in where no contact person was named (S3.1-6)."""
    if role is Role.CONTACT_PERSON and not has_contact_person:
        return Role.BRANCH_SECRETARY
    return role
