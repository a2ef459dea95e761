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

from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import Case, Task
from tracker.permissions import visible_cases
from tracker.views.addresses import LARGEST_KEY
from tracker.views.cases.cries import cases_crying
from tracker.views.cases.filters import Filters, Tab
from tracker.views.cases.states import Standing, standings
from tracker.views.cases.walking import CAP, PAGE, Found, Key, count, find_page
from tracker.views.cases.wanted import on_tab, wanted

COUNTED = (Tab.MINE, Tab.OVERDUE, Tab.NO_ADDRESS)


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the list."""

    case: Case
    standings: list[Standing]
    overdue: bool
    tasks: int
    crying: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows, the key of the next page ('' when there is none), and how many there are.

    `short` says that the page ends before it is full because a search finds very many cases.
    """

    rows: list[Row]
    after: str
    count: str
    short: bool


def list_cases(desk: Desk, actor: Actor, filters: Filters, after: str) -> Listing:
    """The page after the key `after`."""
    today, key = day_of(desk.now), _read_key(after)
    found = find_page(desk.session, wanted(filters, actor, today), key)
    cases = _load(desk, actor, found.keys)
    tasks = _open_tasks(desk, cases)
    crying = cases_crying(desk, tasks)
    return Listing(
        [_row(case, today, tasks.get(case.id, 0), case.id in crying) for case in cases],
        _key(found.after) if found.after else "",
        _counted(found, first=key is None),
        found.after is not None and len(found.keys) < PAGE,
    )


def count_tabs(desk: Desk, actor: Actor) -> dict[Tab, str]:
    """How many cases each tab of work holds."""
    today = day_of(desk.now)
    return {tab: _capped(count(desk.session, on_tab(tab, actor, today))) for tab in COUNTED}


def _row(case: Case, today: date, tasks: int, crying: bool) -> Row:
    due, is_open = case.next_due_on, case.closed_at is None
    overdue = is_open and due is not None and due < today
    return Row(case, standings(case, today, resting=False), overdue, tasks, crying)


def _counted(found: Found, *, first: bool) -> str:
    if found.count is not None:
        return _capped(found.count)
    whole = first and found.after is None
    return f"{len(found.keys)}{'' if whole else '+'}"


def _capped(number: int) -> str:
    return str(number) if number <= CAP else f"{CAP}+"


def _load(desk: Desk, actor: Actor, keys: Sequence[Key]) -> list[Case]:
    """The cases of the keys, in their order; once more asked whether the actor may see them."""
    query = (
        sa.select(Case)
        .where(Case.id.in_([key.number for key in keys]), visible_cases(actor))
        .options(
            joinedload(Case.person, innerjoin=True),
            joinedload(Case.branch, innerjoin=True),
            joinedload(Case.cohort, innerjoin=True),
            selectinload(Case.tracks),
        )
    )
    found = {case.id: case for case in desk.session.scalars(query)} if keys else {}
    return [found[key.number] for key in keys if key.number in found]


def _key(key: Key) -> str:
    return f"{key.day.isoformat() if key.day else ''}~{key.number}"


def _read_key(after: str) -> Key | None:
    """The day and number of a key; of nonsense, the first page."""
    day, _, number = after.partition("~")
    try:
        key = Key(date.fromisoformat(day) if day else None, int(number))
    except ValueError:
        return None
    return key if 0 <= key.number <= LARGEST_KEY else None


def _open_tasks(desk: Desk, cases: Sequence[Case]) -> dict[int, int]:
    if not cases:
        return {}
    query = (
        sa.select(Task.case_id, sa.func.count())
        .where(Task.case_id.in_([c.id for c in cases]), Task.settled_at.is_(None))
        .group_by(Task.case_id)
    )
    return {row[0]: row[1] for row in desk.session.execute(query)}
