"""Which cases a page shows, found without looking at all of them.

The order is by due day, then number; cases without a day come last. What is read at most, however
many cases there are (W = WINDOW, S = the shelves that bear the marks, P = one page):

- an exact search: the cases that its terms find, up to FEW;
- a secretary's, counselor's or contact person's list: his own cases;
- every other list: W cases by due day; where fewer than a page of these qualify, the first case of
  each of the S shelves and P cases of each of the P shelves that begin first;
- a search that finds more than FEW cases of a whole college or all: W cases, and the page may be
  short; the next goes on after the last case that was looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from tracker.models import Branch, Case, SearchTerm
from tracker.views.cases.wanted import Wanted, in_range

PAGE = 50
CAP = 1000
FEW = 1000
WINDOW = 500
SEARCH_WINDOW = 2000
ORDER = (Case.next_due_on, Case.id)

Cases = sa.Select[tuple[int, date | None]]
# Statements whose columns are read by name: next_due_on and id, maybe beside others.
Keyed = sa.Select[Any]


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

    `count` is of all pages, None where counting would take longer than the page.
    """

    keys: list[Key]
    after: Key | None
    count: int | None


def find_page(session: Session, wanted: Wanted, after: Key | None) -> Found:
    """The page after a key."""
    if (few := _few(session, wanted)) is not None:
        keys = sorted(few, key=lambda key: key.order)
        left = [key for key in keys if after is None or key.order > after.order]
        return Found(left[:PAGE], left[PAGE - 1] if len(left) > PAGE else None, len(keys))
    keys, after = _walk_parts(session, wanted, after)
    counted = None if wanted.prefixes and not wanted.narrow else count(session, wanted)
    return Found(keys, after, counted)


def count(session: Session, wanted: Wanted) -> int:
    """How many cases, by walking to CAP + 1 at most."""
    some: Keyed = sa.select(Case.id).where(*_conditions(wanted))
    if wanted.marks and not wanted.narrow and _joins_laterally(session):
        cases = sa.select(Case.id, Case.next_due_on).where(*wanted.where, *_parts_wanted(wanted))
        some = _each(wanted.shelves.subquery(), Case.shelf, cases, CAP + 1)
    limited = some.limit(CAP + 1).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(limited)) or 0


def _few(session: Session, wanted: Wanted) -> list[Key] | None:
    """Every key, where a number or a search finds few cases; else None."""
    ids: list[int] | None = None
    if wanted.number is not None:
        ids = [wanted.number]
    elif wanted.prefixes is not None and not (wanted.prefixes and wanted.narrow):
        ids = _ids_found(session, wanted)
    if not ids:
        return None if ids is None else []
    # Sorted outside, so that no planner is tempted to walk the due days of all cases instead.
    query = sa.select(*ORDER).where(Case.id.in_(ids), *wanted.where, *_parts_wanted(wanted))
    if wanted.marks:
        query = query.where(Case.shelf.in_(wanted.shelves))
    return [Key(*row) for row in session.execute(query)]


def _ids_found(session: Session, wanted: Wanted) -> list[int] | None:
    """The cases that the search terms find in the college or anywhere; None when there are many."""
    found: set[int] = set()
    for prefix in wanted.prefixes or ():
        query = sa.select(SearchTerm.case_id).where(in_range(prefix))
        if wanted.reach.college is not None:
            query = query.where(SearchTerm.college_id == wanted.reach.college)
        rows = session.scalars(query.limit(FEW + 1)).all()
        if len(rows) > FEW:
            return None
        found.update(rows)
    return list(found)


def _parts_wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if not wanted.undated:
        found.append(Case.next_due_on.is_not(None))
    if not wanted.dated:
        found.append(Case.next_due_on.is_(None))
    return found


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Everything that is wanted, for the cases of a few branches or of one person."""
    found = [*wanted.where, *_parts_wanted(wanted)]
    if wanted.marks:
        found.append(Case.shelf.in_(wanted.shelves))
    if wanted.prefixes:
        found.append(wanted.found_by(Case.id))
    return found


def _walk_parts(
    session: Session, wanted: Wanted, after: Key | None
) -> tuple[list[Key], Key | None]:
    """Dated cases first, then those without a day: each part walks an index."""
    keys: list[Key] = []
    for dated in (True, False):
        if not (wanted.dated if dated else wanted.undated):
            continue
        key = after if after and (after.day is not None) is dated else None
        if dated and after and key is None:
            continue
        found, seen = _walk_part(session, wanted, _part(dated, key), PAGE + 1 - len(keys))
        keys += found
        if len(keys) > PAGE:
            return keys[:PAGE], keys[PAGE - 1]
        if seen is not None:
            return keys, seen
    return keys, None


def _part(dated: bool, key: Key | None) -> list[ColumnElement[bool]]:
    """One part of the order, beyond a key of it."""
    if not dated:
        beyond = [Case.id > key.number] if key else []
        return [Case.next_due_on.is_(None), *beyond]
    if key is None:
        return [Case.next_due_on.is_not(None)]
    return [sa.tuple_(*ORDER) > sa.tuple_(sa.literal(key.day), sa.literal(key.number))]


def _walk_part(
    session: Session, wanted: Wanted, part: list[ColumnElement[bool]], size: int
) -> tuple[list[Key], Key | None]:
    """Up to `size` keys; and where a walk that gave up had come to, None when it found all."""
    if wanted.narrow:
        return _walk_own(session, wanted, part, size), None
    here = sa.select(Case.id, Case.next_due_on, Case.shelf).where(*wanted.where, *part)
    here = here.order_by(*ORDER)
    if not wanted.marks and not wanted.prefixes:
        return _keys(session, here.limit(size)), None
    length = SEARCH_WINDOW if wanted.prefixes else WINDOW
    found = _look_through(session, wanted, here.limit(length), size)
    if len(found) == size:
        return found, None
    last = _keys(session, here.offset(length - 1).limit(1))
    if not last:
        return found, None
    if wanted.prefixes:
        return found, last[0]
    return _merge_shelves(session, wanted, part, size), None


def _walk_own(
    session: Session, wanted: Wanted, part: list[ColumnElement[bool]], size: int
) -> list[Key]:
    """The first cases of each branch, or of the contact person, merged."""
    own = sa.select(Case.id, Case.next_due_on).where(*_conditions(wanted), *part)
    if wanted.reach.branches is None or len(wanted.reach.branches) == 1:
        return _keys(session, own.order_by(*ORDER).limit(size))
    branches = sa.select(Branch.id).where(Branch.id.in_(wanted.reach.branches)).subquery()
    return _keys(session, _first_of_each(session, branches, Case.branch_id, own, size, size))


def _look_through(
    session: Session,
    wanted: Wanted,
    window: sa.Select[tuple[int, date | None, int | None]],
    size: int,
) -> list[Key]:
    seen = window.subquery()
    query = sa.select(seen.c.id, seen.c.next_due_on)
    if wanted.marks:
        query = query.where(seen.c.shelf.in_(wanted.shelves))
    if wanted.prefixes:
        query = query.where(wanted.found_by(seen.c.id))
    return _keys(session, query.order_by(seen.c.next_due_on, seen.c.id).limit(size))


def _keys(session: Session, query: Keyed) -> list[Key]:
    return [Key(row.next_due_on, row.id) for row in session.execute(query)]


def _merge_shelves(
    session: Session, wanted: Wanted, part: list[ColumnElement[bool]], size: int
) -> list[Key]:
    """No page holds cases of more shelves than it has rows: those whose first cases come first."""
    cases = sa.select(Case.id, Case.next_due_on).where(*wanted.where, *part)
    shelves = wanted.shelves.subquery()
    leading = _first_of_each(session, shelves, Case.shelf, cases, 1, size).subquery()
    return _keys(session, _first_of_each(session, leading, Case.shelf, cases, size, size))


def _first_of_each(
    session: Session,
    groups: sa.Subquery,
    column: InstrumentedAttribute[Any],
    cases: Cases,
    each: int,
    size: int,
) -> Keyed:
    """The first `each` cases of every group, of these the first `size`: (group, day, number)."""
    if _joins_laterally(session):
        found = _each(groups, column, cases, each)
        return found.order_by(*list(found.selected_columns)[1:]).limit(size)
    shown = aliased(Case)
    own = cases.where(column == groups.c[0]).order_by(*ORDER).limit(each).correlate(groups)
    query = sa.select(groups.c[0], shown.next_due_on, shown.id).select_from(groups)
    query = query.join(shown, shown.id.in_(own.with_only_columns(Case.id)))
    return query.order_by(shown.next_due_on, shown.id).limit(size)


def _each(
    groups: sa.Subquery, column: InstrumentedAttribute[Any], cases: Cases, each: int
) -> Keyed:
    own = cases.where(column == groups.c[0]).order_by(*ORDER).limit(each).lateral()
    query = sa.select(groups.c[0], own.c.next_due_on, own.c.id).select_from(groups)
    return query.join(own, sa.true())


def _joins_laterally(session: Session) -> bool:
    """PostgreSQL wants a lateral join where SQLite wants a correlated IN."""
    return session.get_bind().dialect.name == "postgresql"
