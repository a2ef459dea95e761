"""A small college with its staff and one graduate, made by the verbs, for tests of whole lives."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from machines.policy import Policy
from machines.roles import STAFF, Role
from machines.words import PartyStatus
from tracker.actions import OpeningOrder, open_case
from tracker.clock import at_noon
from tracker.desk import CLOCK, GRADUATE, Actor, Desk
from tracker.models import (
    Branch,
    Case,
    Cohort,
    College,
    EducationActivity,
    MailAddress,
    Person,
    PolicyVersion,
    Staff,
    UploadedFile,
)
from tracker.models.db import begin_writing
from tracker.roster.sample import made_up_id_number


@dataclass(frozen=True)
class World:
    """The desk, the case's key, and who acts in which role."""

    desk: Desk
    case_id: int

    def at(self, moment: datetime) -> World:
        """The same world at another moment."""
        return World(replace(self.desk, now=moment), self.case_id)

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.desk.session.get_one(Case, self.case_id)

    def actor(self, role: Role) -> Actor:
        """The one who holds a role in this world."""
        if role is Role.GRADUATE:
            return GRADUATE
        if role is Role.CLOCK:
            return CLOCK
        staff = self.desk.session.scalars(sa.select(Staff).filter_by(role=role.value)).first()
        return Actor(role, staff)


def make_world(
    desk: Desk,
    status: PartyStatus = PartyStatus.FULL,
    *,
    abroad: bool = False,
    joined_on: date = date(2022, 6, 1),
    policy: Policy | None = None,
) -> World:
    """A college, one account per role, one activity, two uploads, one graduate whose data are right."""
    desk = replace(desk, now=at_noon(date(2024, 5, 27)))
    begin_writing(desk.session)
    cohort = _cohort(desk, policy or Policy())
    branch = _college(desk)
    person = _person(desk, joined_on)
    case = open_case(desk, cohort, person, branch, OpeningOrder(status, abroad=abroad), CLOCK)
    desk.session.add(_upload(desk, case.id))
    desk.session.commit()
    return World(desk, case.id)


def _cohort(desk: Desk, policy: Policy) -> Cohort:
    cohort = Cohort(name="2024届", year=2024, opened_at=desk.now)
    cohort.policies = [
        PolicyVersion(version=1, data=policy.to_data(), reason="首版", made_at=desk.now)
    ]
    desk.session.add(cohort)
    return cohort


def _college(desk: Desk) -> Branch:
    college = College(name="信息工程学院", contact_name="周敏", contact_phone="0570-555-0101")
    branch = Branch(name="学生第一党支部", college=college)
    desk.session.add_all([college, branch])
    desk.session.flush()
    for role in STAFF:
        desk.session.add(
            Staff(
                login=role.value,
                name=f"{role.label}甲",
                role=role.value,
                college=None if role is Role.DEPARTMENT else college,
                phone="",
                password_hash="-",
                session_salt="-",
                active=True,
                made_at=desk.now,
                branches=[branch] if role is Role.BRANCH_SECRETARY else [],
            )
        )
    desk.session.add(
        EducationActivity(
            college=college,
            vehicle="lecture",
            held_on=date(2024, 5, 20),
            place="一号报告厅",
            theme="离校前专题党课",
            lecturer="学院党委书记",
            recorded_at=desk.now,
        )
    )
    return branch


def _person(desk: Desk, joined_on: date) -> Person:
    born = date(2001, 9, 12)
    person = Person(
        name="阿依古丽·买买提",
        student_no="2020000001",
        id_number=made_up_id_number(born, 101),
        sex="男",
        ethnicity="维吾尔族",
        birth_date=born,
        degree="大学本科 学士",
        degree_awarded="大学本科 学士",
        job_post="本科毕业年级学生",
        joined_on=joined_on,
        dues_paid_until=date(2024, 5, 30),
        mobile="19900000001",
    )
    person.addresses = [
        MailAddress(address=f"student{n}@example.com", position=n, source="名册", active=True,
                    added_at=desk.now)
        for n in (1, 2)
    ]  # fmt: skip
    return person


def _upload(desk: Desk, case_id: int) -> UploadedFile:
    data = "本人签名的遗失声明".encode()
    return UploadedFile(
        case_id=case_id,
        name="遗失声明.txt",
        content_type="text/plain",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        uploaded_at=desk.now,
    )
