"""What the database knows of the people of a sheet, fetched in a few queries before any verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.sql.elements import ColumnElement

from tracker.desk import Actor, Desk
from tracker.models import Case, Cohort, Person, Probation
from tracker.models.db import in_batches
from tracker.permissions import reach_of, visible_cases
from tracker.roster.row import BadRow, RosterRow


@dataclass(slots=True)
class Known:
    """People by their two numbers, and their cases in this cohort.

    `in_sight`: the people with a case that the importer may see, in whatever cohort;
    `out_of_sight`: those with one that he may not see, and the colleges of such cases.
    """

    by_id_number: dict[str, Person]
    by_student_no: dict[str, Person]
    cases: dict[int, Case]
    probation_ends: dict[int, date | None]
    in_sight: frozenset[int]
    out_of_sight: dict[int, frozenset[int]]

    def find(self, id_number: str | None, student_no: str | None) -> Person | None:
        """Whom one of the numbers belongs to."""
        by_id = self.by_id_number.get(id_number or "")
        return by_id or self.by_student_no.get(student_no or "")

    def all_of(self, id_number: str | None, student_no: str | None) -> list[Person]:
        """Whom the numbers belong to: two people where they contradict each other."""
        found = (
            self.by_id_number.get(id_number or ""),
            self.by_student_no.get(student_no or ""),
        )
        return [person for person in found if person is not None]


def look_up(
    desk: Desk,
    cohort: Cohort,
    rows: Sequence[RosterRow | BadRow],
    actor: Actor,
    *,
    lock: bool = False,
) -> Known:
    """The people of the rows; `lock` keeps their cases from moving where rows can be locked."""
    session = desk.session
    id_numbers = sorted({row.id_number for row in rows if row.id_number})
    student_nos = sorted({row.student_no for row in rows if row.student_no})
    people = {
        person.id: person
        for column, numbers in ((Person.id_number, id_numbers), (Person.student_no, student_nos))
        for person in _people(session, column, numbers)
    }
    ids = sorted(people)
    cases = list(_cases(session, cohort, ids, lock=lock))
    return Known(
        by_id_number={p.id_number: p for p in people.values() if p.id_number},
        by_student_no={p.student_no: p for p in people.values() if p.student_no},
        cases={case.person_id: case for case in cases},
        probation_ends=dict(_probation_ends(session, [case.id for case in cases])),
        in_sight=frozenset(in_sight(session, actor, ids)),
        out_of_sight=_out_of_sight(session, actor, ids),
    )


def _people(session: Session, column: Any, numbers: Sequence[str]) -> Iterator[Person]:
    for batch in in_batches(numbers):
        query = sa.select(Person).where(column.in_(batch)).options(selectinload(Person.addresses))
        yield from session.scalars(query)


def _cases(
    session: Session, cohort: Cohort, person_ids: Sequence[int], *, lock: bool
) -> Iterator[Case]:
    for batch in in_batches(person_ids):
        query = sa.select(Case).where(Case.cohort_id == cohort.id, Case.person_id.in_(batch))
        if lock:
            query = query.order_by(Case.id).with_for_update(of=Case)
        yield from session.scalars(query)


def _probation_ends(session: Session, case_ids: Sequence[int]) -> Iterator[tuple[int, date | None]]:
    for batch in in_batches(case_ids):
        query = sa.select(Probation.case_id, Probation.ends_on)
        for row in session.execute(query.where(Probation.case_id.in_(batch))):
            yield row.case_id, row.ends_on


def in_sight(session: Session, actor: Actor, person_ids: Sequence[int]) -> Iterator[int]:
    """Those of the people with a case that the actor may see."""
    seen: ColumnElement[bool] = visible_cases(actor)
    for batch in in_batches(person_ids):
        yield from session.scalars(
            sa.select(Case.person_id).where(seen, Case.person_id.in_(batch)).distinct()
        )


def _out_of_sight(
    session: Session, actor: Actor, person_ids: Sequence[int]
) -> dict[int, frozenset[int]]:
    """A person is shared by his cases: who may not see one of them may not change him."""
    found: dict[int, set[int]] = {}
    unseen = Case.withdrawn_at.is_(None) & sa.not_(sa.and_(sa.true(), *reach_of(actor).covers()))
    for batch in in_batches(person_ids):
        query = sa.select(Case.person_id, Case.college_id).where(unseen)
        for row in session.execute(query.where(Case.person_id.in_(batch))):
            found.setdefault(row.person_id, set()).add(row.college_id)
    return {person_id: frozenset(colleges) for person_id, colleges in found.items()}
