"""What another policy would do to one case, by the same planning that will then be done (S0-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from machines.calendar import Calendar
from machines.facts import Facts
from machines.mails import get_mail
from machines.policy import Policy
from machines.roles import Role
from machines.waits import Reminder
from machines.words import LetterStatus
from tracker.facts import under_policy
from tracker.waits.planned import Planned, planned_waits

# Up to when a wait's moments were said, by the wait's name.
SaidUntil = Callable[[str], datetime]


@dataclass(frozen=True, slots=True)
class Shift:
    """A wait whose deadline differs; None on the side on which it cannot be reckoned.

    `ends`: once the deadline has passed the clock makes a move by itself, as a letter expires.
    """

    wait: str
    label: str
    before: date | None
    after: date | None
    ends: bool = False

    @property
    def days(self) -> int:
        """How many days later, negative for earlier; 0 where one side has no day."""
        return (self.after - self.before).days if self.before and self.after else 0


@dataclass(frozen=True, slots=True)
class Change:
    """A reminder still to come that differs: to whom, which mail or task, when before, when after."""

    wait: str
    to: str
    mail: str
    words: str
    before: datetime | None
    after: datetime | None

    @property
    def what(self) -> str:
        """The mail's name or the task's words, in Chinese."""
        return get_mail(self.mail).label if self.mail else self.words

    @property
    def role(self) -> str:
        """Who is told, in Chinese."""
        return Role(self.to).label

    @property
    def turn(self) -> str:
        """Which of the three it is: added, dropped or moved."""
        if self.before is None:
            return "added"
        return "dropped" if self.after is None else "moved"


@dataclass(frozen=True, slots=True)
class CaseEffect:
    """All of it for one case. `letter_stays`: its letter keeps the validity that is printed on it."""

    shifts: tuple[Shift, ...] = ()
    changes: tuple[Change, ...] = ()
    letter_stays: bool = False

    def count(self, turn: str) -> int:
        """How many reminders are added, dropped or moved."""
        return sum(change.turn == turn for change in self.changes)

    def past(self, today: date) -> int:
        """How many deadlines would then lie in the past."""
        return sum(shift.after is not None and shift.after < today for shift in self.shifts)

    def to_data(self) -> dict[str, Any]:
        """Plain JSON values, days and moments in ISO writing."""
        shifts = [_plain(asdict(shift)) for shift in self.shifts]
        changes = [_plain(asdict(change)) for change in self.changes]
        return {"shifts": shifts, "changes": changes, "letter_stays": self.letter_stays}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> CaseEffect:
        """Read back what `to_data` wrote."""
        shifts = (Shift(**_read(one, date.fromisoformat)) for one in data.get("shifts", ()))
        changes = (Change(**_read(one, datetime.fromisoformat)) for one in data.get("changes", ()))
        return cls(tuple(shifts), tuple(changes), data.get("letter_stays", False))


def effect_on(
    facts: Facts, policy: Policy, calendar: Calendar, said_until: SaidUntil
) -> CaseEffect:
    """Plan the case's waits by the policy it has and by `policy`, and compare."""
    before = {one.name: one for one in planned_waits(facts, calendar)}
    after = {one.name: one for one in planned_waits(under_policy(facts, policy), calendar)}
    names = list(before | after)
    live = facts.letter is not None and facts.letter.status is LetterStatus.LIVE
    return CaseEffect(
        tuple(_shifts(names, before, after)),
        tuple(_changes(names, before, after, said_until)),
        live and facts.policy.letter_days != policy.letter_days,
    )


def _shifts(
    names: Iterable[str], before: dict[str, Planned], after: dict[str, Planned]
) -> Iterator[Shift]:
    for name in names:
        old, new = before.get(name), after.get(name)
        before_on, after_on = (one.schedule.due if one else None for one in (old, new))
        found = new or old
        if before_on != after_on and found is not None:
            wait = found.schedule.wait
            yield Shift(name, wait.label, before_on, after_on, ends=wait.move is not None)


def _changes(
    names: Iterable[str],
    before: dict[str, Planned],
    after: dict[str, Planned],
    said_until: SaidUntil,
) -> Iterator[Change]:
    for name in names:
        since = said_until(name)
        old, new = (_to_come(side.get(name), since) for side in (before, after))
        for key in old | new:
            gone = sorted(old[key] - new[key])
            come = sorted(new[key] - old[key])
            both = min(len(gone), len(come))
            yield from (Change(name, *key, was, at) for was, at in zip(gone, come, strict=False))
            yield from (Change(name, *key, was, None) for was in gone[both:])
            yield from (Change(name, *key, None, at) for at in come[both:])


def _to_come(
    planned: Planned | None, since: datetime
) -> defaultdict[tuple[str, str, str], set[datetime]]:
    """What is still to be said, by whom it is said to and what."""
    found: defaultdict[tuple[str, str, str], set[datetime]] = defaultdict(set)
    for moment in planned.schedule.occurrences if planned else ():
        if moment.at <= since:
            continue
        for reminder in moment.reminders:
            found[_key(reminder)].add(moment.at)
    return found


def _key(reminder: Reminder) -> tuple[str, str, str]:
    return reminder.to.value, reminder.mail or "", "" if reminder.mail else reminder.words


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _read(values: dict[str, Any], of: Callable[[str], Any]) -> dict[str, Any]:
    days = {name: of(values[name]) for name in ("before", "after") if values[name]}
    return values | days
