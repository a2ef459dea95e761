"""Sums over foretold events: of all, by day or week, by person. Whatever is shown adds up alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.elements import ColumnElement

from machines.dates import days
from machines.roles import Role
from tracker.foretold.narrowing import OF_GRADUATE
from tracker.models import Case, SimulationEvent
from tracker.models.db import in_batches
from tracker.models.simulation import Change
from tracker.simulation.report import Happening

# Days up to here are bars of their own; what is longer is drawn by weeks.
MOST_BARS: Final = 62
WEEK: Final = 7
EVENTS_A_PAGE: Final = 100
PEOPLE_A_PAGE: Final = 50
Where = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day, or a week from its Monday on, cut to the days that were run: what happens in it."""

    since: date
    until: date
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def label(self) -> str:
        """The day, or the first day of the week, without its year."""
        return f"{self.since:%m-%d}"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom it goes to: the graduate of a case, or somebody of the staff by name and role."""

    role: str
    recipient: str
    case: Case | None
    counts: Counter[str]


def count_by(
    session: Session, where: Where, column: sa.orm.InstrumentedAttribute[str]
) -> Counter[str]:
    """How many events there are of each word of a column."""
    query = sa.select(column, sa.func.count()).where(*where).group_by(column)
    return Counter(dict(session.execute(query).tuples().all()))


def by_stretch(
    session: Session,
    where: Where,
    first: date,
    last: date,
    column: sa.orm.InstrumentedAttribute[str],
) -> list[Stretch]:
    """Every day or week from `first` to `last`, empty ones too, by the words of a column."""
    found = _stretches(first, last)
    query = sa.select(SimulationEvent.day, column, sa.func.count()).where(
        *where, SimulationEvent.day.between(first, last)
    )
    starts = {day: one for one in found for day in _days_of(one)}
    for day, word, number in session.execute(query.group_by(SimulationEvent.day, column)):
        starts[day].counts[word] += number
    return found


def is_weekly(first: date, last: date) -> bool:
    """Whether a stretch is a week."""
    return (last - first).days >= MOST_BARS


def _stretches(first: date, last: date) -> list[Stretch]:
    if not is_weekly(first, last):
        return [Stretch(first + days(n), first + days(n)) for n in range((last - first).days + 1)]
    found, since = [], first
    while since <= last:
        until = min(since + days(WEEK - since.isoweekday()), last)
        found.append(Stretch(since, until))
        since = until + days(1)
    return found


def _days_of(stretch: Stretch) -> Iterator[date]:
    for number in range((stretch.until - stretch.since).days + 1):
        yield stretch.since + days(number)


# Whom it goes to: a graduate is his case, also in what the clock does to it; staff their names.
_OWN = SimulationEvent.role.in_(OF_GRADUATE)
_WHO = (
    sa.case((_OWN, Role.GRADUATE.value), else_=SimulationEvent.role).label("to_role"),
    SimulationEvent.recipient,
    sa.case((_OWN, SimulationEvent.case_id)).label("who"),
)


def by_recipient(session: Session, where: Where, page: int | None = 1) -> list[Recipient]:
    """Whoever gets most first; a page of them, or all (None)."""
    row = SimulationEvent
    of_kind = [
        sa.func.sum(sa.case((row.kind == kind.value, 1), else_=0)).label(kind.value)
        for kind in Happening
    ]
    number = sa.func.count()
    query = sa.select(*_WHO, *of_kind).where(*where).group_by(*_WHO).order_by(number.desc(), *_WHO)
    if page is not None:
        query = query.limit(PEOPLE_A_PAGE).offset((page - 1) * PEOPLE_A_PAGE)
    rows = session.execute(query).all()
    cases = _cases(session, {one.who for one in rows if one.who is not None})
    return [
        Recipient(
            one.to_role,
            one.recipient,
            cases.get(one.who),
            Counter({kind.value: int(getattr(one, kind.value)) for kind in Happening}),
        )
        for one in rows
    ]


def count_recipients(session: Session, where: Where) -> int:
    """How many there are of them."""
    each = sa.select(*_WHO).where(*where).distinct().subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(each)) or 0


def list_events(session: Session, where: Where, page: int) -> list[SimulationEvent]:
    """One page, in the order of time."""
    query = _events(where).limit(EVENTS_A_PAGE).offset((page - 1) * EVENTS_A_PAGE)
    return list(session.scalars(query))


def all_events(session: Session, where: Where, most: int) -> Iterator[SimulationEvent]:
    """All of them, or the first so many, in the order of time, a portion at a time in memory."""
    yield from session.scalars(_events(where).limit(most).execution_options(yield_per=2000))


def _events(where: Where) -> sa.Select[tuple[SimulationEvent]]:
    case = joinedload(SimulationEvent.case)
    return (
        sa.select(SimulationEvent)
        .where(*where)
        .order_by(SimulationEvent.at, SimulationEvent.id)
        .options(
            case.joinedload(Case.person),
            case.joinedload(Case.branch),
            case.joinedload(Case.college),
            case.joinedload(Case.cohort),
            joinedload(SimulationEvent.college),
        )
    )


def _cases(session: Session, keys: set[int]) -> dict[int, Case]:
    query = sa.select(Case).options(
        joinedload(Case.person), joinedload(Case.branch), joinedload(Case.cohort)
    )
    return {
        case.id: case
        for some in in_batches(sorted(keys))
        for case in session.scalars(query.where(Case.id.in_(some)))
    }


def changes() -> tuple[Change, ...]:
    """The ways in which two policies differ, what is the same last."""
    return (Change.ADDED, Change.DROPPED, Change.MOVED, Change.SAME)
