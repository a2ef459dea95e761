"""The columns of a table of waits: counted from what, due when, who is told what, when.

A wait ties a state to a deadline. Its reminders say who is told before and after it: the graduate
by a mail of the catalogue, staff by a task. Only a wait that names a `move` ends anything by the
clock; every other deadline is a prompt to a person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from machines.facts import Facts
from machines.roles import Role
from machines.waits.reckoning import Reckoning


class When(StrEnum):
    """How the numbers of a policy item place reminders about a deadline."""

    DAYS_BEFORE = "days_before"
    MONTHS_BEFORE = "months_before"
    DAYS_AFTER = "days_after"
    MONTHS_AFTER = "months_after"
    # Shares of the time from where the wait is counted from to its deadline, e.g. 1/3 and 2/3.
    SHARES = "shares"
    # So many days after what it is counted from; for a prompt that grows old without a deadline.
    DAYS_SINCE = "days_since"


@dataclass(frozen=True, slots=True)
class Condition:
    """A named yes or no of the facts: `says` in Chinese, as the table shows it."""

    says: str
    holds: Callable[[Facts], bool] = field(compare=False)


@dataclass(frozen=True, slots=True)
class LastDay:
    """The day after which a row says no more: `says` in Chinese; no end where `day` finds none."""

    says: str
    day: Callable[[Facts], date | None] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One row: to whom, when, what.

    `item` names the policy item whose number or numbers place it; `at` picks one of them (a rung of
    a ladder), None takes each. A graduate is sent `mail`; staff get a task of these `words`.
    `stops` drops what would be said after its day.
    """

    to: Role
    when: When
    item: str
    rules: tuple[str, ...]
    mail: str | None = None
    words: str = ""
    at: int | None = None
    only_if: tuple[Condition, ...] = ()
    stops: LastDay | None = None

    @property
    def ahead(self) -> bool:
        """Whether it comes before the deadline, and is pointless once that has passed."""
        return self.when in (When.DAYS_BEFORE, When.MONTHS_BEFORE, When.SHARES)


@dataclass(frozen=True, slots=True)
class Wait:
    """What a state waits for.

    `due` reckons the deadline from the facts, None where there is none yet; `until` says in Chinese
    how. `move` is the action of its track that the clock makes on the day after. `leads`: lists
    sort the case by it. `may_move`: a policy that moves deadlines to working days moves this one;
    never one that is printed on paper or stands in the law.
    """

    name: str
    label: str
    counted_from: str
    due: Callable[[Facts], Reckoning | None] = field(compare=False)
    rules: tuple[str, ...]
    reminders: tuple[Reminder, ...] = ()
    move: str | None = None
    leads: bool = True
    may_move: bool = False
    until: str = ""


def ladder(
    *roles: Role, words: str, rules: tuple[str, ...], only_if: tuple[Condition, ...] = ()
) -> tuple[Reminder, ...]:
    """An escalation after the deadline: each role a rung later than the one before.

    The rungs are the numbers of the policy's `escalation_days`; what is left of them after the
    last role is not used.
    """
    return tuple(
        Reminder(
            role, When.DAYS_AFTER, "escalation_days", rules, words=words, at=rung, only_if=only_if
        )
        for rung, role in enumerate(roles)
    )
