"""The waits a case stands in by the tables and its facts, each with its moments. No row is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from machines import get_machine
from machines.calendar import Calendar
from machines.facts import Facts
from machines.roles import Role
from machines.waits import Occurrence, Schedule, Wait, schedule
from machines.words import Kind

# Which waits a state has: of which kind of case, track, state.
Waits = Callable[[Kind, str, str], tuple[Wait, ...]]


def by_the_tables(kind: Kind, track: str, state: str) -> tuple[Wait, ...]:
    """The waits of that state; none where this kind of case does not run the track."""
    machine = get_machine(kind)
    return machine.track(track).state(state).waits if machine.has(track) else ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A wait of one track, as it stands by the facts."""

    track: str
    schedule: Schedule

    @property
    def name(self) -> str:
        """The wait's name, once in a case."""
        return self.schedule.wait.name

    def next_at(self, handled_until: datetime) -> datetime | None:
        """The first moment to come, or late: the clock's move, a reminder after `handled_until`."""
        found = self.schedule.occurrences
        return next((one.at for one in found if one.move or one.at > handled_until), None)

    def move_due(self, now: datetime) -> Occurrence | None:
        """What the clock must do by itself, however late it is."""
        found = self.schedule.occurrences
        return next((one for one in found if one.move and one.at <= now), None)

    @property
    def still_asks(self) -> bool:
        """Whether staff would still be prompted: what they had to see to has not come by itself."""
        every = self.schedule.wait.reminders
        of_staff = [one for one in every if one.to is not Role.GRADUATE] or every
        left = {said for one in self.schedule.occurrences for said in one.reminders}
        return not of_staff or any(one in left for one in of_staff)


def planned_waits(
    facts: Facts, calendar: Calendar, waits: Waits = by_the_tables
) -> Iterator[Planned]:
    """The waits of every track in its present state that can be reckoned.

    A wait that two tracks stand in is one: the first has it.
    """
    known: set[str] = set()
    for track, state in facts.states.items():
        for wait in waits(facts.kind, track, state):
            if wait.name in known:
                continue
            found = schedule(wait, facts, calendar)
            if found is not None:
                known.add(wait.name)
                yield Planned(track, found)
