"""Putting cases on their shelves. One place computes a case's marks, whoever changed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from tracker.lists.marks import KIND, WITHDRAWN, marks_of, shelf_of
from tracker.lists.searching import index_cases
from tracker.models import Case, MailAddress, ShelfMark, Task, Track, usable_address
from tracker.models.db import in_batches

# Read beside the roles of open tasks; no role is empty.
REACHABLE = ""
GONE = frozenset({WITHDRAWN})


def shelve_case(session: Session, case: Case) -> None:
    """Put one case on its shelf within the caller's transaction, which holds the case's lock.

    The caller has flushed tasks and addresses; the case's own new values may still be unwritten.
    """
    with session.no_autoflush:
        beside = set(session.scalars(_beside(case)))
        marks = marks_of(
            case.kind,
            closed=case.closed_at is not None,
            reachable=REACHABLE in beside,
            states=[(track.name, track.state) for track in case.tracks],
            asked=beside - {REACHABLE},
        )
        if case.withdrawn_at is not None:
            marks = GONE
        shelf = shelf_of(marks)
        if shelf != case.shelf:
            _put_up(session, {shelf: marks})
            case.shelf = shelf


def _beside(case: Case) -> sa.CompoundSelect[tuple[str]]:
    """The roles of open tasks, and REACHABLE for a person with a usable address."""
    usable = sa.exists().where(MailAddress.person_id == case.person.id, usable_address())
    return sa.union_all(
        sa.select(Task.role).where(Task.case_id == case.id, Task.settled_at.is_(None)),
        sa.select(sa.literal(REACHABLE)).where(usable),
    )


def shelve_cases(session: Session, case_ids: Iterable[int]) -> None:
    """The same for any number of cases, a few statements for each 500.

    For whoever changes what a case's marks say without moving it. Locks the cases where the
    database locks rows, so that a move under way is waited for and then seen.
    """
    session.flush()
    for some in in_batches(sorted(set(case_ids))):
        _shelve(session, some)


def refresh_people(session: Session, person_ids: Iterable[int]) -> None:
    """Shelve and index every case of these people: after their names, numbers or addresses changed."""
    session.flush()
    for some in in_batches(sorted(set(person_ids))):
        cases = session.scalars(sa.select(Case.id).where(Case.person_id.in_(some))).all()
        shelve_cases(session, cases)
        index_cases(session, cases)


def _shelve(session: Session, ids: Sequence[int]) -> None:
    columns = (Case.id, Case.person_id, Case.kind, Case.closed_at, Case.withdrawn_at, Case.shelf)
    query = sa.select(*columns).where(Case.id.in_(ids)).order_by(Case.id)
    cases = session.execute(query.with_for_update()).all()
    states, asked = _states(session, ids), _asked(session, ids)
    reachable = _reachable(session, [case.person_id for case in cases])
    known: dict[int, frozenset[str]] = {}
    moved: dict[int, list[int]] = defaultdict(list)
    for case in cases:
        marks = marks_of(
            case.kind,
            closed=case.closed_at is not None,
            reachable=case.person_id in reachable,
            states=states[case.id],
            asked=asked[case.id],
        )
        if case.withdrawn_at is not None:
            marks = GONE
        shelf = shelf_of(marks)
        known[shelf] = marks
        if shelf != case.shelf:
            moved[shelf].append(case.id)
    _put_up(session, {shelf: known[shelf] for shelf in sorted(moved)})
    for shelf, those in moved.items():
        _move(session, shelf, those)


def _states(session: Session, ids: Sequence[int]) -> Mapping[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    query = sa.select(Track.case_id, Track.name, Track.state).where(Track.case_id.in_(ids))
    for case_id, name, state in session.execute(query):
        found[case_id].append((name, state))
    return found


def _asked(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    query = sa.select(Task.case_id, Task.role)
    for case_id, role in session.execute(
        query.where(Task.case_id.in_(ids), Task.settled_at.is_(None))
    ):
        found[case_id].append(role)
    return found


def _reachable(session: Session, people: Sequence[int]) -> set[int]:
    query = sa.select(MailAddress.person_id)
    usable = query.where(MailAddress.person_id.in_(people), usable_address())
    return set(session.scalars(usable))


def _move(session: Session, shelf: int, ids: Sequence[int]) -> None:
    """Without counting the cases' versions up: nothing that a page shows of them has changed."""
    table = Case.__table__
    session.execute(sa.update(table).where(table.c.id.in_(ids)).values(shelf=shelf))  # type: ignore[arg-type]
    for case_id in ids:
        if loaded := session.identity_map.get(identity_key(Case, case_id)):
            set_committed_value(loaded, "shelf", shelf)


def _put_up(session: Session, shelves: Mapping[int, frozenset[str]]) -> None:
    """Write the marks of shelves that are new. Two who put up the same one do not quarrel."""
    if not shelves:
        return
    kinds = {mark for marks in shelves.values() for mark in marks if mark.startswith(KIND)}
    kinds |= GONE
    query = sa.select(ShelfMark.shelf)
    known = set(
        session.scalars(query.where(ShelfMark.mark.in_(kinds), ShelfMark.shelf.in_(shelves)))
    )
    rows = [
        {"mark": mark, "shelf": shelf}
        for shelf, marks in shelves.items()
        if shelf not in known
        for mark in sorted(marks)
    ]
    if rows:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(ShelfMark).on_conflict_do_nothing(), rows)
