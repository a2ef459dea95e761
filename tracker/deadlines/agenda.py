"""What is due for whom, over all the cases he may see: rows by day, and how many there are of each.

However many cases there are, what is read is bounded. Who sees a college or less is answered from
his cases, whose waits are found by their key; who sees all, from the first days of each wait
(`ix_planned_wait_name_due`). Counts stop at CAP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from machines import MACHINES
from machines.dates import days
from machines.roles import Role
from tracker.models import Case, PlannedWait
from tracker.permissions import Reach

PAGE = 50
CAP = 1000
# Of a reach so many open cases are looked at, those due first; no college has as many.
MOST_CASES = 20_000


class Due(NamedTuple):
    """One wait of one case that is due: in the order of pages."""

    day: date
    number: int
    case_id: int
    name: str


class Key(NamedTuple):
    """Where a page ends."""

    day: date
    number: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases wait for a thing: those overdue, and all up to the last day, CAP + 1 for more."""

    overdue: int
    all: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose cases, which waits (names of the tables), up to which day, that day included."""

    reach: Reach
    names: tuple[str, ...]
    until: date

    @property
    def everywhere(self) -> bool:
        """Whether no part narrows the cases."""
        return self.reach == Reach()


def waits_of(role: Role) -> frozenset[str]:
    """The waits that concern a role: it acts next in their state, or is told of them."""
    return frozenset(
        wait.name
        for machine in MACHINES.values()
        for track in machine.tracks
        for state in track.states
        for wait in state.waits
        if state.owner is role or any(one.to is role for one in wait.reminders)
    )


def find_due(session: Session, asked: Asked, after: Key | None) -> list[Due]:
    """A page of what is due, earliest first; one more than PAGE says that another follows."""
    if not asked.names:
        return []
    if asked.everywhere:
        query = _first_of_each(asked, after)
    else:
        own = _of_his_cases(session, asked, after).subquery()
        query = sa.select(own).order_by(own.c.due_on, own.c.id).limit(PAGE + 1)
    return [Due(*row) for row in session.execute(query)]


def count_due(session: Session, asked: Asked, today: date) -> Mapping[str, Counted]:
    """How many cases each wait holds; a wait that holds none is left out."""
    if not asked.names:
        return {}
    if asked.everywhere:
        query: sa.Executable = _counts_of_each(asked, today)
    else:
        query = _counts_of_his(session, asked, today)
    return {
        name: Counted(late or 0, every) for name, late, every in session.execute(query) if every
    }


_COLUMNS = (PlannedWait.due_on, PlannedWait.id, PlannedWait.case_id, PlannedWait.name)
_ORDER = (PlannedWait.due_on, PlannedWait.id)


def _of_his_cases(session: Session, asked: Asked, after: Key | None = None) -> sa.Select[Any]:
    """The cases lead: neither name nor day must choose the index, or others' waits are looked at.

    The cases of a reach are walked by due day, as every list walks them. PostgreSQL wants a lateral
    part with a limit, which no case exceeds, to be kept from reading the whole table; SQLite a join.
    """
    open_ones = (Case.withdrawn_at.is_(None), Case.closed_at.is_(None))
    own = sa.select(Case.id).where(*asked.reach.covers(), *open_ones)
    cases = own.order_by(Case.next_due_on, Case.id).limit(MOST_CASES).subquery()
    name = sa.func.coalesce(PlannedWait.name, "")
    wanted = (name.in_(asked.names), PlannedWait.due_on <= asked.until, *_beyond(after))
    waits = sa.select(*_COLUMNS).where(PlannedWait.case_id == cases.c.id, *wanted)
    if session.get_bind().dialect.name == "postgresql":
        each = waits.limit(len(asked.names)).correlate(cases).lateral()
        return sa.select(each).select_from(cases).join(each, sa.true())
    return waits


def _of_wait(asked: Asked, name: str) -> sa.Select[Any]:
    """One wait of anybody's cases, from its first day on. The wait leads, not the cases."""
    still_there = sa.exists().where(Case.id == PlannedWait.case_id, Case.withdrawn_at.is_(None))
    return sa.select(*_COLUMNS).where(
        PlannedWait.name == name, PlannedWait.due_on <= asked.until, still_there
    )


def _beyond(after: Key | None) -> Sequence[ColumnElement[bool]]:
    if after is None:
        return ()
    later = sa.and_(PlannedWait.due_on == after.day, PlannedWait.id > after.number)
    # The first condition is what the index is walked by.
    return (PlannedWait.due_on >= after.day, sa.or_(PlannedWait.due_on > after.day, later))


def _first_of_each(asked: Asked, after: Key | None) -> sa.Select[Any]:
    """No page holds more of a wait than it has rows: the first of each, of these the first."""
    parts = [
        _of_wait(asked, name).where(*_beyond(after)).order_by(*_ORDER).limit(PAGE + 1).subquery()
        for name in asked.names
    ]
    every = sa.union_all(*(sa.select(part) for part in parts)).subquery()
    return sa.select(every).order_by(every.c.due_on, every.c.id).limit(PAGE + 1)


def _counts_of_his(session: Session, asked: Asked, today: date) -> sa.Select[Any]:
    seen = _of_his_cases(session, asked).subquery()
    late = sa.func.sum(sa.case((seen.c.due_on < today, 1), else_=0))
    return sa.select(seen.c.name, late, sa.func.count()).group_by(seen.c.name)


def _counts_of_each(asked: Asked, today: date) -> sa.CompoundSelect[Any]:
    return sa.union_all(
        *(
            sa.select(
                sa.literal(name),
                _capped(name, min(asked.until, today - days(1))),
                _capped(name, asked.until),
            )
            for name in asked.names
        )
    )


def _capped(name: str, until: date) -> sa.ScalarSelect[int]:
    """Ordered, so that the index is walked; a withdrawn case waits for nothing anyway."""
    query = sa.select(PlannedWait.due_on).where(
        PlannedWait.name == name, PlannedWait.due_on <= until
    )
    some = query.order_by(PlannedWait.due_on).limit(CAP + 1).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()
