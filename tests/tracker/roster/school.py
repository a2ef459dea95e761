"""A small school for the roster desk: two colleges, the staff who import, and sheets to import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from machines.roles import Role
from tests.factories import make_cohort, make_college, make_staff
from tracker.actions.roster import do_roster, open_roster, try_roster
from tracker.actions.roster_choices import choose_values
from tracker.actions.uploads import keep_upload
from tracker.desk import Actor, Desk
from tracker.models import (
    Branch,
    Case,
    CasePlan,
    Cohort,
    College,
    MailAddress,
    MoveRecord,
    Person,
    PlannedWait,
    Probation,
    RosterImport,
    Track,
)
from tracker.models.db import Base
from tracker.roster.aliases import Field
from tracker.roster.cells import Cell
from tracker.roster.choices import TAKE
from tracker.roster.imports import rows_in
from tracker.roster.sample import HEADINGS, build_xlsx, made_up_id_number
from tracker.roster.verdicts import Record, Ruling

# Everything an import may write, besides its own row.
WRITTEN = (Person, MailAddress, Case, Track, Probation, MoveRecord, CasePlan, PlannedWait)


@dataclass
class School:
    """The rows that the tests name, all committed."""

    desk: Desk
    cohort: Cohort
    college: College
    other: College
    department: Actor
    organizer: Actor
    secretary: Actor
    counselor: Actor

    @property
    def branch(self) -> Branch:
        """The secretary's branch."""
        return self.college.branches[0]

    def keep_and_try(
        self, *people: Mapping[Field, Cell], actor: Actor | None = None, **build: Any
    ) -> RosterImport:
        """A sheet of these people handed in and tried, by the organizer unless told otherwise."""
        return self.try_file(build_xlsx(people, **build), "名册.xlsx", actor=actor)

    def try_file(self, data: bytes, name: str, *, actor: Actor | None = None) -> RosterImport:
        """A file handed in and tried."""
        me = actor or self.organizer
        kept = keep_upload(self.desk, name, "application/octet-stream", data, me, None)
        made = open_roster(self.desk, self.cohort.id, [kept], me)
        return try_roster(self.desk, made.id, me)

    def try_files(self, *files: tuple[str, bytes], actor: Actor | None = None) -> RosterImport:
        """Several files handed in at once and tried."""
        me = actor or self.organizer
        kept = [
            keep_upload(self.desk, name, "application/octet-stream", data, me, None)
            for name, data in files
        ]
        made = open_roster(self.desk, self.cohort.id, kept, me)
        return try_roster(self.desk, made.id, me)

    def bring_in(self, *people: Mapping[Field, Cell], **options: Any) -> RosterImport:
        """A sheet of these people tried and imported."""
        actor = options.get("actor") or self.organizer
        return do_roster(self.desk, self.keep_and_try(*people, **options).id, actor)

    def take(
        self, roster: RosterImport, *fields: Field, actor: Actor | None = None
    ) -> RosterImport:
        """Let the roster's word count for these fields, and try again."""
        me = actor or self.organizer
        choose_values(self.desk, roster.id, dict.fromkeys(fields, TAKE), {}, me)
        return try_roster(self.desk, roster.id, me)

    def counts(self) -> dict[str, int]:
        """How many rows the tables of an import hold."""
        self.desk.session.rollback()
        return {model.__name__: self.count(model) for model in WRITTEN}

    def count(self, model: type[Base]) -> int:
        """How many rows one table holds."""
        return self.desk.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0

    def person(self, name: str) -> Person:
        """The only person of that name."""
        return self.desk.session.scalars(sa.select(Person).filter_by(name=name)).one()

    def case(self, name: str) -> Case:
        """The only case of the person of that name."""
        return self.desk.session.scalars(
            sa.select(Case).join(Person).where(Person.name == name)
        ).one()


def make_school(desk: Desk) -> School:
    """Two branches in the first college, one in the other; committed."""
    session = desk.session
    college = make_college(session, "信息工程学院", branches=2)
    other = make_college(session, "教师教育学院")
    other.branches[0].name = "教师教育学院学生党支部"

    def actor(role: Role, home: College | None, *branches: Branch) -> Actor:
        return Actor(role, make_staff(session, role, home, branches))

    school = School(
        desk,
        make_cohort(session),
        college,
        other,
        actor(Role.DEPARTMENT, None),
        actor(Role.ORGANIZER, college),
        actor(Role.BRANCH_SECRETARY, college, college.branches[0]),
        actor(Role.COUNSELOR, college),
    )
    session.commit()
    return school


def row(order: int = 101, **changes: Cell | None) -> dict[Field, Cell]:
    """A full member of the first branch, by the names of `Field`; None leaves a cell empty."""
    values: dict[str, Cell | None] = {
        "name": f"张{'甲乙丙丁戊己庚辛壬癸'[order % 10]}",
        "student_no": f"2020010{order}",
        "id_number": made_up_id_number(date(2002, 3, 4), order),
        "ethnicity": "汉族",
        "degree": "大学本科 学士",
        "member_kind": "正式党员",
        "college": "信息工程学院",
        "branch": "学生第一党支部",
        "joined_on": date(2022, 6, 1),
        "regularised_on": date(2023, 6, 1),
        "job_post": "本科毕业年级学生",
        "dues_paid_until": date(2024, 5, 30),
        "mobile": f"19900000{order}",
        "email": f"s{order}@example.com",
    } | changes
    return {Field(name): value for name, value in values.items() if value is not None}


def only(roster: RosterImport) -> Record:
    """The verdict on the only row, apart from people the sheet lacks."""
    (record,) = (r for r in rows_in(roster) if r["ruling"] != Ruling.MISSING)
    return record


def reasons(record: Record) -> list[tuple[str, str]]:
    """Why a row is refused: label and reason."""
    return [(fault["label"], fault["reason"]) for fault in record["faults"]]


def without(*fields: Field) -> Sequence[tuple[Field, str]]:
    """The headings of a sheet that lacks some columns."""
    return [(field, heading) for field, heading in HEADINGS if field not in fields]
