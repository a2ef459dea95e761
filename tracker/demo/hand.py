"""A hand that acts on one demo case: as its staff, as the graduate by his link, at a given moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random

import sqlalchemy as sa

from machines.orders import NOTHING, Order
from machines.orders.transfer import Destination
from machines.roles import Role
from machines.words import Channel, Direction, Grade
from tracker.actions import (
    ContactOrder,
    answer_prompt,
    record_contact,
    settle_task,
    take_action,
)
from tracker.clock import SHANGHAI, day_of
from tracker.demo.organisations import draw_destination
from tracker.demo.season import Season
from tracker.demo.staff import Roster
from tracker.demo.workdays import OPENING
from tracker.desk import Desk
from tracker.links import link_url
from tracker.models import AnswerLink, Case, ContactEntry, EducationActivity, Letter, Staff, Task


@dataclass(frozen=True)
class Life:
    """What stays the same through a life of the demo: whose it is, where, and what luck he has."""

    case_id: int
    college_id: int
    branch_id: int
    season: Season
    staff: Roster
    fate: str

    def luck(self, of: str) -> Random:
        """A generator of his own for one question, the same on every run."""
        return Random(f"{self.fate}/{of}")

    @cached_property
    def place(self) -> Destination:
        """Where he goes."""
        return draw_destination(self.luck("place"))


class Hand:
    """Acts on one case at one moment; every act is a verb with its own commit."""

    def __init__(self, desk: Desk, life: Life) -> None:
        self.desk = desk
        self.life = life

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.desk.session.get_one(Case, self.life.case_id)

    @property
    def today(self) -> date:
        """The day of the act."""
        return day_of(self.desk.now)

    def state(self, track: str) -> str | None:
        """Where a track of the case stands; None where the case has no such track."""
        return next((one.state for one in self.case.tracks if one.name == track), None)

    def staff(self, role: Role) -> Staff:
        """The account that holds `role` for this case."""
        found = self.life.staff.holder(role, self.life.college_id, self.life.branch_id).staff
        if found is None:
            raise LookupError(role)
        return found

    def do(self, role: Role, name: str, order: Order = NOTHING) -> None:
        """Make the move `track.action` as the staff member of that role."""
        life = self.life
        track, _, action = name.partition(".")
        actor = life.staff.holder(role, life.college_id, life.branch_id)
        take_action(self.desk, life.case_id, track, action, order, actor)

    def answer(self, mail: str, number: int, order: Order = NOTHING, words: str = "") -> None:
        """Answer the newest prompt of that mail by its link."""
        link = self.desk.session.scalars(
            sa.select(AnswerLink)
            .filter_by(case_id=self.life.case_id, kind=mail, used_at=None, superseded_by_id=None)
            .order_by(AnswerLink.id.desc())
            .limit(1)
        ).one()
        token = link_url(self.desk.settings, link).rpartition("/")[2]
        answer_prompt(self.desk, token, number, order, words)

    def contact(
        self, channel: Channel, grade: Grade, said: str, *, by: str = "", address: str | None = None
    ) -> None:
        """Write down a contact by hand, made a little while ago."""
        minutes = self.life.luck(f"contact {self.desk.now}").randrange(3, 40)
        opening = datetime.combine(self.today, OPENING, SHANGHAI)
        order = ContactOrder(
            at=max(opening, self.desk.now - timedelta(minutes=minutes)),
            channel=channel,
            direction=Direction.OUT,
            grade=grade,
            address=(self.case.person.mobile or "") if address is None else address,
            answered_by=by,
            said=said,
        )
        life = self.life
        actor = life.staff.holder(Role.BRANCH_SECRETARY, life.college_id, life.branch_id)
        record_contact(self.desk, life.case_id, order, actor)

    def settle_tasks(self, outcome: str) -> None:
        """The secretary has looked at what the graduate's answers put to him."""
        life = self.life
        actor = life.staff.holder(Role.BRANCH_SECRETARY, life.college_id, life.branch_id)
        query = sa.select(Task.id).filter_by(
            case_id=life.case_id, settled_at=None, role=actor.role.value
        )
        for task_id in self.desk.session.scalars(query.order_by(Task.id)).all():
            settle_task(self.desk, task_id, outcome, actor)

    def activity(self) -> int:
        """The newest education activity of the case's college."""
        return self.desk.session.scalars(
            sa.select(sa.func.max(EducationActivity.id)).filter_by(college_id=self.life.college_id)
        ).one()

    def entries(self, count: int) -> str:
        """The keys of the newest attempts of the ledger, as a finding names them."""
        keys = self.desk.session.scalars(
            sa.select(ContactEntry.id)
            .filter_by(case_id=self.life.case_id, direction=Direction.OUT)
            .order_by(ContactEntry.id.desc())
            .limit(count)
        ).all()
        return ",".join(str(key) for key in sorted(keys))

    def next_letter(self) -> int:
        """The running number of the next letter of the whole school."""
        return (self.desk.session.scalar(sa.select(sa.func.max(Letter.id))) or 0) + 1
