"""Whatever sheets come: each row is of one person, a second import is empty, an undo complete."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from machines.words import PartyStatus
from tests.tracker.roster.school import School, row
from tests.tracker.roster.sheets import MEMBERS, members, students
from tests.tracker.roster.undoing import undo
from tracker.actions.roster import do_roster, try_roster
from tracker.actions.roster_choices import choose_values
from tracker.models import Case, Correction, MailAddress, Person, SearchTerm
from tracker.permissions import visible_cases
from tracker.roster.aliases import Field
from tracker.roster.choices import TAKE, Choices
from tracker.roster.gathering import Gathered, gather, keys_of
from tracker.roster.places import OneSheet, Part
from tracker.roster.purpose import Purpose
from tracker.roster.row import BadRow, RosterRow
from tracker.roster.sheet import Sheet, SheetRow

# An undone import leaves the lists as they were, so that all examples may share one school.
SHARED = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

EMPTY = Sheet(
    file_name="",
    digest="",
    title="",
    header_row=1,
    columns=(),
    unmapped=(),
    rows=(),
    notes=(),
)
number = st.sampled_from(["1", "2", "3", "4"])
numbers = st.tuples(st.none() | number, st.none() | number).filter(any)
rows = st.lists(
    st.tuples(st.sampled_from([1, 2, 3]), numbers, st.sampled_from("甲乙"), st.booleans()),
    max_size=12,
)


def part(at: int, sheet: int, both: tuple[str | None, str | None], name: str, bad: bool) -> Part:
    """A row of a sheet, readable or not; the second sheet is a supplement."""
    purpose = Purpose.SUPPLEMENT if sheet == 2 else Purpose.MEMBERS
    id_number, student_no = both
    values: dict[str, Any] = {"number": at, "name": name}
    values |= {"id_number": id_number, "student_no": student_no}
    row = BadRow(faults=(), **values) if bad else RosterRow(member_kind=PartyStatus.FULL, **values)
    stated = {Field(key): value for key, value in values.items() if key != "number" and value}
    return Part(OneSheet(sheet, EMPTY, purpose), SheetRow(at, stated), row)


@given(rows)
def test_each_row_belongs_to_exactly_one_person(drawn: list[Any]) -> None:
    parts = [
        part(at, sheet, both, name, bad and sheet == 3)
        for at, (sheet, both, name, bad) in enumerate(drawn, 1)
    ]
    people = gather(parts, Choices())
    places = [
        p.place for one in people for p in (one.parts if isinstance(one, Gathered) else [one])
    ]
    assert sorted(places) == sorted(p.place for p in parts)
    known: set[tuple[Field, str]] = set()
    for one in people:
        if isinstance(one, Gathered):
            own = {key for p in one.parts for key in keys_of(p.row)}
            assert known.isdisjoint(own)
            known |= own


def seen(school: School) -> list[list[tuple[object, ...]]]:
    """What lists, searches and cases show: people with a case, their addresses, their places."""
    school.desk.session.rollback()
    shown = visible_cases(school.department)
    cases = (Case.id, Case.person_id, Case.branch_id, Case.status, Case.shelf, Case.next_due_on)
    found = sa.select(Case.person_id).where(shown)
    queries = [
        sa.select(*cases).where(shown).order_by(Case.id),
        sa.select(Person.__table__).where(Person.id.in_(found)).order_by(Person.id),
        sa.select(MailAddress.__table__).order_by(MailAddress.id),
        sa.select(SearchTerm.term, SearchTerm.case_id)
        .where(SearchTerm.case_id.in_(sa.select(Case.id).where(shown)))
        .order_by(SearchTerm.case_id, SearchTerm.term),
        sa.select(Person.id_number, Person.student_no)
        .where(Person.id_number.is_not(None) | Person.student_no.is_not(None))
        .order_by(Person.id),
        sa.select(Correction.id),
    ]
    return [[tuple(line) for line in school.desk.session.execute(q)] for q in queries]


someone = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["张乙", "李一", "阿依古丽·买买提"]),
        "student_no": st.sampled_from([None, "2020010102", "2020010109"]),
        "mobile": st.sampled_from([None, "13800001234", "12"]),
        "email": st.sampled_from([None, "new@example.com", "S101@example.com"]),
        "job_post": st.sampled_from([None, "硕士毕业年级学生"]),
        "joined_on": st.sampled_from([None, "2022-06-11"]),
        "branch": st.sampled_from(["学生第二党支部", "学生第九党支部"]),
        "abroad": st.just("是"),
    },
)
people = st.lists(st.tuples(st.sampled_from([101, 102, 103, 104]), someone), min_size=1, max_size=5)
# A 学号 given to another person makes room for a row that was refused before: not taken here.
taken = st.sets(st.sampled_from(["name", "mobile", "job_post", "joined_on"]))


@SHARED
@given(people, people, taken)
def test_an_import_is_complete_and_so_is_its_undo(
    school: School, listed: list[Any], beside: list[Any], fields: set[str]
) -> None:
    if school.count(Case) == 0:
        school.bring_in(row(101), row(102))
    before = seen(school)
    files = (
        members(*(row(at, **more) for at, more in listed), columns=f"{MEMBERS} student_no abroad"),
        students(*(row(at, **more) for at, more in beside)),
    )
    tried = school.try_files(*files)
    choices = {Field(name): TAKE for name in fields}
    choose_values(school.desk, tried.id, choices, {}, school.organizer)
    tried = try_roster(school.desk, tried.id, school.organizer)
    assert seen(school) == before

    done = do_roster(school.desk, tried.id, school.organizer)
    again = school.try_files(*files)
    choose_values(school.desk, again.id, choices, {}, school.organizer)
    again = try_roster(school.desk, again.id, school.organizer)
    assert again.account["writes"] == 0
    assert "new" not in again.account["rulings"]

    undo(school, done)
    assert seen(school) == before
