"""One page of the list in a handful of queries, however many cases there are.

Paging is by key: the page after (due day, id). Counts stop at a cap, so that a million rows cost
what a thousand do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.elements import ColumnElement

from machines.roles import Role
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import Case, Task
from tracker.permissions import visible_cases
from tracker.views.addresses import LARGEST_KEY
from tracker.views.cases.filters import Filters, Tab, conditions, tab_condition
from tracker.views.cases.states import Standing, standings

PAGE = 50
CAP = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list."""

    case: Case
    standings: list[Standing]
    overdue: bool
    tasks: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows, the key of the next page ('' when there is none), and how many there are."""

    rows: list[Row]
    after: str
    count: str


def list_cases(desk: Desk, actor: Actor, filters: Filters, after: str) -> Listing:
    """The page after the key `after`."""
    today = day_of(desk.now)
    where = [visible_cases(actor), *conditions(filters, actor, today)]
    cases = _page(desk, where, after, dated=filters.tab is not Tab.CLOSED)
    shown = cases[:PAGE]
    tasks = _open_tasks(desk, shown)
    return Listing(
        [
            Row(
                case,
                standings(case, today, resting=False),
                case.closed_at is None
                and case.next_due_on is not None
                and case.next_due_on < today,
                tasks.get(case.id, 0),
            )
            for case in shown
        ],
        _key(shown[-1]) if len(cases) > PAGE else "",
        _count(desk, where),
    )


def count_tabs(desk: Desk, actor: Actor) -> dict[Tab, str]:
    """How many cases each tab of work holds; who sees all is not told what takes a full scan."""
    today, own = day_of(desk.now), visible_cases(actor)
    counted = [Tab.MINE, Tab.OVERDUE]
    if actor.role is not Role.DEPARTMENT:
        counted.append(Tab.NO_ADDRESS)
    return {tab: _count(desk, [own, tab_condition(tab, actor, today)]) for tab in counted}


def _count(desk: Desk, where: list[ColumnElement[bool]]) -> str:
    some = sa.select(sa.literal(1)).select_from(Case).where(*where).limit(CAP + 1).subquery()
    found = desk.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
    return str(found) if found <= CAP else f"{CAP}+"


def _page(desk: Desk, where: list[ColumnElement[bool]], after: str, *, dated: bool) -> list[Case]:
    """Dated cases first, by day; then those without a day: each part walks an index.

    Closed cases wait for no day, so that there is no first part (`dated` False).
    """
    day, number = _read_key(after)
    found: list[Case] = []
    if dated and (day is not None or number is None):
        first = _query(where).where(Case.next_due_on.is_not(None))
        first = first.order_by(Case.next_due_on, Case.id)
        if day is not None:
            key = sa.tuple_(Case.next_due_on, Case.id)
            first = first.where(key > sa.tuple_(sa.literal(day), sa.literal(number)))
        found += desk.session.scalars(first.limit(PAGE + 1)).all()
        number = None
    if len(found) <= PAGE:
        rest = _query(where).order_by(Case.id)
        if dated:
            rest = rest.where(Case.next_due_on.is_(None))
        if number is not None:
            rest = rest.where(Case.id > number)
        found += desk.session.scalars(rest.limit(PAGE + 1 - len(found))).all()
    return found


def _query(where: list[ColumnElement[bool]]) -> sa.Select[tuple[Case]]:
    return (
        sa.select(Case)
        .where(*where)
        .options(
            joinedload(Case.person, innerjoin=True),
            joinedload(Case.branch, innerjoin=True),
            joinedload(Case.cohort, innerjoin=True),
            selectinload(Case.tracks),
        )
    )


def _key(case: Case) -> str:
    return f"{case.next_due_on.isoformat() if case.next_due_on else ''}~{case.id}"


def _read_key(after: str) -> tuple[date | None, int | None]:
    """The day and number of a key; of nonsense, the first page."""
    day, _, number = after.partition("~")
    try:
        key = (date.fromisoformat(day) if day else None), int(number)
    except ValueError:
        return None, None
    return key if 0 <= key[1] <= LARGEST_KEY else (None, None)


def _open_tasks(desk: Desk, cases: Sequence[Case]) -> dict[int, int]:
    query = (
        sa.select(Task.case_id, sa.func.count())
        .where(Task.case_id.in_([c.id for c in cases]), Task.settled_at.is_(None))
        .group_by(Task.case_id)
    )
    return {row[0]: row[1] for row in desk.session.execute(query)}
