"""A hand that acts on one demo case: as its staff, as the graduate by his link, on a given day."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from machines.orders import NOTHING, Order
from machines.roles import Role
from machines.words import Channel, Direction, Grade
from tracker.actions import ContactOrder, answer_prompt, record_contact, take_action
from tracker.desk import Actor, Desk
from tracker.links import link_url
from tracker.models import AnswerLink, Case, EducationActivity, Staff
from tracker.models.staff import staff_branch


class Hand:
    """Acts on one case at one moment; every act is a verb with its own commit."""

    def __init__(self, desk: Desk, case_id: int) -> None:
        self.desk = desk
        self.case_id = case_id

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.desk.session.get_one(Case, self.case_id)

    def staff(self, role: Role) -> Staff:
        """The account that holds `role` for this case."""
        query = sa.select(Staff).where(Staff.role == role.value, Staff.active.is_(True))
        if role is Role.BRANCH_SECRETARY:
            query = query.join(staff_branch).where(staff_branch.c.branch_id == self.case.branch_id)
        elif role is not Role.DEPARTMENT:
            query = query.where(Staff.college_id == self.case.college_id)
        return self.desk.session.scalars(query.order_by(Staff.id).limit(1)).one()

    def do(self, role: Role, name: str, order: Order = NOTHING) -> None:
        """Make the move `track.action` as the staff member of that role."""
        track, _, action = name.partition(".")
        take_action(self.desk, self.case_id, track, action, order, Actor(role, self.staff(role)))

    def answer(self, mail: str, number: int, order: Order = NOTHING, words: str = "") -> None:
        """Answer the newest prompt of that mail by its link."""
        link = self.desk.session.scalars(
            sa.select(AnswerLink)
            .filter_by(case_id=self.case_id, kind=mail, used_at=None, superseded_by_id=None)
            .order_by(AnswerLink.id.desc())
            .limit(1)
        ).one()
        token = link_url(self.desk.settings, link).rpartition("/")[2]
        answer_prompt(self.desk, token, number, order, words)

    def contact(self, channel: Channel, grade: Grade, said: str = "", by: str = "") -> None:
        """Write down a contact by hand, an hour before now."""
        order = ContactOrder(
            at=self.desk.now - timedelta(hours=1),
            channel=channel,
            direction=Direction.OUT,
            grade=grade,
            address=self.case.person.mobile or "",
            answered_by=by,
            said=said,
        )
        secretary = self.staff(Role.BRANCH_SECRETARY)
        record_contact(self.desk, self.case_id, order, Actor(Role.BRANCH_SECRETARY, secretary))

    def activity(self) -> int:
        """The newest education activity of the case's college."""
        found = self.desk.session.scalars(
            sa.select(EducationActivity.id)
            .filter_by(college_id=self.case.college_id)
            .order_by(EducationActivity.id.desc())
        )
        return next(iter(found))

    @property
    def now(self) -> datetime:
        """The moment of the act."""
        return self.desk.now
