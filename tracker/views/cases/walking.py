"""Which cases a page shows, found without looking at all of them.

The order is by due day, then number; cases without a day come last. What is read at most, however
many cases there are:

- up to FEW_FOUND cases that a search finds;
- else all that qualify, from the shelves that bear the marks or from the asker's own branches, if
  these are CAP or fewer;
- else WINDOW cases by due day, where most filters fill a page; where not, the first case of each
  shelf, and a page of cases from each of the fifty shelves that begin first;
- for a search that finds more than FEW_FOUND while the filters leave more than CAP,
  SEARCH_WINDOW cases by due day: that page may be short, and the next goes on after the last case
  looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from tracker.models import Case, SearchTerm
from tracker.views.cases.wanted import Wanted, in_range

PAGE = 50
CAP = 1000
FEW_FOUND = 500
WINDOW = 500
SEARCH_WINDOW = 800
ORDER = (Case.next_due_on, Case.id)
# The shelf where it must not choose the index: of cases that something better has found.
SHELF = sa.func.coalesce(Case.shelf, 0)

Cases = sa.Select[tuple[date | None, int]]
# Statements whose columns are read by name: next_due_on and id, maybe beside others.
Keyed = sa.Select[Any]
Column = ColumnElement[Any] | InstrumentedAttribute[Any]
Conditions = Sequence[ColumnElement[bool]]


class Key(NamedTuple):
    """Where a case stands in the order; a case without a due day has the number alone."""

    day: date | None
    number: int

    @property
    def order(self) -> tuple[bool, date, int]:
        """What the order compares."""
        return self.day is None, self.day or date.min, self.number


@dataclass(frozen=True, slots=True)
class Found:
    """The keys of a page, the key after which the next one begins (None: there is none).

    `count` is of all pages, CAP + 1 for more; None where counting would take longer than the page.
    """

    keys: list[Key]
    after: Key | None
    count: int | None


def find_page(session: Session, wanted: Wanted, after: Key | None) -> Found:
    """The page after a key."""
    if (every := _all_of_few(session, wanted)) is not None:
        return _page_of(every, after)
    return _walk(session, wanted, after)


def _page_of(every: list[Key], after: Key | None) -> Found:
    keys = sorted(every, key=lambda key: key.order)
    left = [key for key in keys if after is None or key.order > after.order]
    return Found(left[:PAGE], left[PAGE - 1] if len(left) > PAGE else None, len(keys))


def count(session: Session, wanted: Wanted) -> int:
    """How many cases, CAP + 1 for more. Not for a search."""
    some = _qualifying(session, wanted).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _all_of_few(session: Session, wanted: Wanted) -> list[Key] | None:
    """Every key, in no order; None if they are, or may be, more than CAP."""
    if wanted.number is not None:
        return _among(session, wanted, [wanted.number])
    if wanted.prefixes == ():
        return []
    if wanted.prefixes and (ids := _ids_found(session, wanted)) is not None:
        return _among(session, wanted, ids)
    if wanted.narrow:
        return _up_to_cap(session, wanted)
    if wanted.marks and count(session, wanted) <= CAP:
        keys = _up_to_cap(session, wanted)
        return _of_those_found(session, wanted, keys or []) if wanted.prefixes else keys
    return None


def _up_to_cap(session: Session, wanted: Wanted) -> list[Key] | None:
    """Every key, in no order, unless there are more than CAP.

    The statement asks for no order: with a limit it would tempt a planner to walk the due days of
    all cases in the hope of an early end.
    """
    keys = _keys(session, _qualifying(session, wanted))
    return keys if len(keys) <= CAP else None


def _among(session: Session, wanted: Wanted, ids: Sequence[int]) -> list[Key]:
    """Those of some cases that are wanted."""
    if not ids:
        return []
    query = sa.select(*ORDER).where(Case.id.in_(ids), *wanted.place(leads=False), *wanted.aside)
    if wanted.marks:
        query = query.where(SHELF.in_(wanted.shelves))
    return _keys(session, query)


def _ids_found(session: Session, wanted: Wanted) -> list[int] | None:
    """The cases that the search terms find in the college or anywhere; None when there are many."""
    found: set[int] = set()
    for prefix in wanted.prefixes or ():
        query = sa.select(SearchTerm.case_id).where(in_range(prefix))
        if wanted.reach.college is not None:
            query = query.where(SearchTerm.college_id == wanted.reach.college)
        rows = session.scalars(query.limit(FEW_FOUND + 1)).all()
        if len(rows) > FEW_FOUND:
            return None
        found.update(rows)
    return list(found) if len(found) <= FEW_FOUND else None


def _of_those_found(session: Session, wanted: Wanted, keys: list[Key]) -> list[Key]:
    """Those of some keys that the search finds."""
    ids = [key.number for key in keys]
    query = sa.select(SearchTerm.case_id).where(SearchTerm.case_id.in_(ids), wanted.term_found)
    found = set(session.scalars(query)) if ids else set()
    return [key for key in keys if key.number in found]


def _qualifying(session: Session, wanted: Wanted) -> Keyed:
    """The first CAP + 1 cases in no order; the search counts only where the cases are own ones."""
    if wanted.narrow:
        cases = sa.select(*ORDER).where(*wanted.place(), *wanted.aside)
        return _filtered(cases, wanted, Case.id).limit(CAP + 1)
    cases = sa.select(*ORDER).where(*wanted.where)
    if wanted.marks and _joins_laterally(session):
        return _each(wanted.shelves.subquery(), cases, CAP + 1).limit(CAP + 1)
    if wanted.marks:
        cases = cases.where(Case.shelf.in_(wanted.shelves))
    return cases.limit(CAP + 1)


def _filtered(query: Keyed, wanted: Wanted, number: Column, shelf: Column = SHELF) -> Keyed:
    if wanted.marks:
        query = query.where(shelf.in_(wanted.shelves))
    if wanted.prefixes is not None:
        query = query.where(wanted.found_by(number))
    return query


def _walk(session: Session, wanted: Wanted, after: Key | None) -> Found:
    """A page by due day: dated cases, then those without a day."""
    keys: list[Key] = []
    onward: Key | None = None
    for dated in (True, False):
        key = after if after and (after.day is not None) is dated else None
        past = dated and after is not None and key is None
        if past or not (wanted.dated if dated else wanted.undated):
            continue
        found, seen = _walk_part(session, wanted, dated, key, PAGE + 1 - len(keys))
        keys += found
        onward = keys[PAGE - 1] if len(keys) > PAGE else seen
        if onward is not None:
            break
    return Found(keys[:PAGE], onward, _count_of_many(session, wanted))


def _count_of_many(session: Session, wanted: Wanted) -> int | None:
    if wanted.narrow:
        return CAP + 1
    if wanted.prefixes:
        return None
    return CAP + 1 if wanted.marks else count(session, wanted)


def _walk_part(
    session: Session, wanted: Wanted, dated: bool, key: Key | None, size: int
) -> tuple[list[Key], Key | None]:
    """Up to `size` keys of one part; and where a search that gave up had come to, else None."""
    cases = sa.select(*ORDER, Case.shelf).where(*wanted.where).order_by(*ORDER)
    if wanted.narrow or not (wanted.marks or wanted.prefixes):
        own = cases.where(*_beyond(dated, key))
        return _keys(session, _filtered(own, wanted, Case.id).limit(size)), None
    length = SEARCH_WINDOW if wanted.prefixes else WINDOW
    here = cases.where(*_beyond(dated, key))
    found = _look_through(session, wanted, here.limit(length), size)
    if len(found) == size:
        return found, None
    last = _keys(session, here.offset(length - 1).limit(1))
    if not last:
        return found, None
    if wanted.prefixes:
        return found, last[0]
    return _merge_shelves(session, wanted, _beyond(dated, key), size), None


def _beyond(dated: bool, key: Key | None) -> Conditions:
    """One part of the order, after a key of it."""
    if not dated:
        return [Case.next_due_on.is_(None), *([Case.id > key.number] if key else [])]
    if key is None:
        return [Case.next_due_on.is_not(None)]
    return [sa.tuple_(*ORDER) > sa.tuple_(sa.literal(key.day), sa.literal(key.number))]


def _look_through(session: Session, wanted: Wanted, window: Keyed, size: int) -> list[Key]:
    """Those of a window that qualify."""
    seen = window.subquery()
    query = sa.select(seen.c.next_due_on, seen.c.id)
    query = _filtered(query, wanted, seen.c.id, seen.c.shelf)
    return _keys(session, query.order_by(seen.c.next_due_on, seen.c.id).limit(size))


def _keys(session: Session, query: Keyed) -> list[Key]:
    return [Key(row.next_due_on, row.id) for row in session.execute(query)]


def _merge_shelves(session: Session, wanted: Wanted, beyond: Conditions, size: int) -> list[Key]:
    """No page holds cases of more shelves than it has rows: those whose first cases come first."""
    cases = sa.select(*ORDER).where(*wanted.where, *beyond)
    leading = _first_of_each(session, wanted.shelves.subquery(), cases, 1, size).subquery()
    return _keys(session, _first_of_each(session, leading, cases, size, size))


def _first_of_each(
    session: Session, shelves: sa.Subquery, cases: Cases, each: int, size: int
) -> Keyed:
    """The first `each` cases of every shelf, of these the first `size`: (shelf, day, number)."""
    if _joins_laterally(session):
        found = _each(shelves, cases, each)
        return found.order_by(*list(found.selected_columns)[1:]).limit(size)
    shown = aliased(Case)
    own = cases.where(Case.shelf == shelves.c.shelf).order_by(*ORDER).limit(each)
    ids = own.correlate(shelves).with_only_columns(Case.id)
    query = sa.select(shelves.c.shelf, shown.next_due_on, shown.id).select_from(shelves)
    query = query.join(shown, shown.id.in_(ids))
    return query.order_by(shown.next_due_on, shown.id).limit(size)


def _each(shelves: sa.Subquery, cases: Cases, each: int) -> Keyed:
    own = cases.where(Case.shelf == shelves.c.shelf).order_by(*ORDER).limit(each).lateral()
    query = sa.select(shelves.c.shelf, own.c.next_due_on, own.c.id).select_from(shelves)
    return query.join(own, sa.true())


def _joins_laterally(session: Session) -> bool:
    """PostgreSQL wants a lateral join where SQLite wants a correlated IN."""
    return session.get_bind().dialect.name == "postgresql"
