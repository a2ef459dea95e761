"""People of the cohort who bear the name of a new one, so that nobody is doubled unsaid (S4.1-1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.desk import Actor, Desk
from tracker.models import Case, Cohort, Person
from tracker.models.db import in_batches
from tracker.permissions import visible_cases
from tracker.roster.aliases import Field
from tracker.roster.bench import Bench
from tracker.roster.comparing import Complaint, same_value
from tracker.roster.directory import Found, NewBranch
from tracker.roster.gathering import Gathered
from tracker.roster.known import Known
from tracker.roster.row import BadRow, Caution, RosterRow

_CURE = "请补填身份证号或学号；系统里缺号码的，先在个案中补填。确是两个人的，两边都填上身份证号"


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody with a case of the cohort that the importer may see."""

    branch_id: int
    person_id: int
    id_number: str | None
    student_no: str | None
    mobile: str | None
    birth_date: date | None
    joined_on: date | None


def look_up_namesakes(
    desk: Desk, cohort: Cohort, rows: Sequence[RosterRow | BadRow], known: Known, actor: Actor
) -> Mapping[str, Sequence[Namesake]]:
    """By name, for the names of those whose numbers nobody bears yet."""
    new = (row for row in rows if known.find(row.id_number, row.student_no) is None)
    names = sorted({row.name for row in new if isinstance(row, RosterRow)})
    people = {row.id: row for row in _bearing(desk, names)}
    found: dict[str, list[Namesake]] = {}
    for person_id, branch_id in _branches(desk, cohort, sorted(people), actor):
        name, *values = people[person_id]
        found.setdefault(name, []).append(Namesake(branch_id, *values))
    return found


def _bearing(desk: Desk, names: Sequence[str]) -> Iterator[sa.Row[Any]]:
    """Looked up apart from their cases: a database that starts from the cohort reads all of it."""
    columns = (Person.name, Person.id, Person.id_number, Person.student_no)
    for batch in in_batches(names):
        query = sa.select(*columns, Person.mobile, Person.birth_date, Person.joined_on)
        yield from desk.session.execute(query.where(Person.name.in_(batch)).order_by(Person.id))


def _branches(
    desk: Desk, cohort: Cohort, person_ids: Sequence[int], actor: Actor
) -> Iterator[tuple[int, int]]:
    for batch in in_batches(person_ids):
        query = sa.select(Case.person_id, Case.branch_id).where(
            Case.cohort_id == cohort.id, visible_cases(actor), Case.person_id.in_(batch)
        )
        for row in desk.session.execute(query.order_by(Case.id)):
            yield row.person_id, row.branch_id


def already_there(bench: Bench, one: Gathered) -> Iterator[Complaint]:
    """A new person who seems to be one the system knows by another number."""
    for other in bench.namesakes.get(one.row.name, ()):
        if alike := _alike(bench, one, other):
            # Whoever he is, the sheets do name him.
            bench.listed.add(other.person_id)
            yield Field.NAME, f"系统里已有同名且{alike}相同的人，两边号码对不上", _CURE
            return


def _alike(bench: Bench, one: Gathered, other: Namesake) -> str:
    """In what the two agree besides the name; '' where two ID numbers tell them apart."""
    row = one.row
    if row.id_number and other.id_number:
        return ""
    owners = (bench.owners.known.get((Field.EMAIL, a.lower()), ()) for a in one.addresses)
    if row.mobile and row.mobile == other.mobile:
        return Field.MOBILE.label
    if any(owner.person_id == other.person_id for of in owners for owner in of):
        return Field.EMAIL.label
    born, joined = row.birth_date, row.joined_on
    if born and other.birth_date and same_value(Field.BIRTH_DATE, other.birth_date, born):
        return Field.BIRTH_DATE.label
    # Many join on one day: where both have a 学号, the day says nothing.
    numbered = row.student_no and other.student_no
    return Field.JOINED_ON.label if joined and joined == other.joined_on and not numbered else ""


def namesake_cautions(bench: Bench, one: Gathered, found: Found) -> Iterator[Caution]:
    """A new person whose branch has somebody of his name."""
    others = bench.namesakes.get(one.row.name, ())
    if isinstance(found.branch, NewBranch):
        return
    if any(other.branch_id == found.branch.id for other in others):
        yield Caution(Field.NAME, "同一支部已有同名的人，请核对是不是同一个人")
