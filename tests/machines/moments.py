"""What the table says of one case: which days, to whom, what. No clock, a calendar that is given."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from machines import MACHINES
from machines.calendar import Calendar
from machines.dates import days
from machines.facts import Facts
from machines.mails import MAILS
from machines.roles import Role
from machines.waits import Schedule, Wait, schedule

# Every day is worked, so that the days of the table are seen as they are reckoned.
EVERY_DAY = Calendar(
    workdays=frozenset(date(2024, 1, 1) + days(number) for number in range(8 * 366)),
    years=frozenset(range(2024, 2032)),
)

WAITS: dict[str, Wait] = {}
for _machine in MACHINES.values():
    for _track in _machine.tracks:
        for _state in _track.states:
            for _wait in _state.waits:
                WAITS.setdefault(_wait.name, _wait)

SHORT = {
    Role.GRADUATE: "graduate",
    Role.CONTACT_PERSON: "contact person",
    Role.BRANCH_SECRETARY: "secretary",
    Role.COUNSELOR: "counselor",
    Role.ORGANIZER: "organizer",
    Role.COMMITTEE: "committee",
    Role.DEPARTMENT: "department",
}


class Told(NamedTuple):
    """One line: the day, to whom, and the mail's name, or "task"."""

    day: str
    to: str
    what: str


def planned(name: str, facts: Facts, calendar: Calendar = EVERY_DAY) -> Schedule:
    """The schedule of the wait of that name; fails where nothing can be reckoned."""
    found = schedule(WAITS[name], facts, calendar)
    assert found is not None, f"{name} reckons nothing from these facts"
    return found


def told(name: str, facts: Facts, calendar: Calendar = EVERY_DAY) -> list[Told]:
    """Everything the wait says, in order; the clock's own move as its action."""
    lines = []
    for one in planned(name, facts, calendar).occurrences:
        if one.move:
            lines.append(Told(f"{one.at:%Y-%m-%d}", "clock", one.move))
        for row in one.reminders:
            assert row.mail is None or row.mail in MAILS
            lines.append(Told(f"{one.at:%Y-%m-%d}", SHORT[row.to], row.mail or "task"))
    return lines


def due(name: str, facts: Facts) -> date | None:
    """The deadline, or None where nothing can be reckoned."""
    found = schedule(WAITS[name], facts, EVERY_DAY)
    return found and found.due
