"""A college with its people, another beside it, and somebody whom a digest is due to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from machines.roles import Role
from tests.factories import make_case, make_cohort, make_college, make_person, make_staff
from tracker.actions.reminding import put_mail_address
from tracker.clock import SHANGHAI
from tracker.desk import Desk
from tracker.models import Branch, Case, Cohort, College, DigestRhythm, PlannedWait, Staff

# A Thursday; on the Tuesday before it everybody gave his address.
MORNING = datetime(2024, 7, 4, 9, 0, tzinfo=SHANGHAI)
ARRANGED = datetime(2024, 7, 2, 18, 0, tzinfo=SHANGHAI)


@dataclass
class School:
    """Two colleges, and a case of each branch."""

    session: Session
    cohort: Cohort
    college: College
    other: College

    @property
    def branch(self) -> Branch:
        """The first branch of the first college."""
        return self.college.branches[0]

    def staff(
        self,
        desk: Desk,
        role: Role = Role.BRANCH_SECRETARY,
        *branches: Branch,
        rhythm: DigestRhythm = DigestRhythm.DAILY,
        address: str = "shuji@example.com",
        at: datetime = ARRANGED,
    ) -> Staff:
        """A colleague who gave his address at that moment; a secretary of the first branch."""
        own = branches or ((self.branch,) if role is Role.BRANCH_SECRETARY else ())
        home = None if role is Role.DEPARTMENT else self.college
        found = make_staff(
            self.session, role, home, own, name="王晓燕", digest_rhythm=rhythm, login=address
        )
        put_mail_address(replace(desk, now=at), found, address)
        self.session.commit()
        return found

    def case(self, name: str = "林晓燕", branch: Branch | None = None, **more: object) -> Case:
        """An open case; its state waits for its secretary."""
        person = make_person(self.session, f"{name}@example.com", name=name)
        found = make_case(
            self.session, cohort=self.cohort, branch=branch or self.branch, person=person, **more
        )
        self.session.commit()
        return found

    def wait(self, case: Case, due_on: date, name: str = "letter_validity") -> PlannedWait:
        """A deadline of the case, as the planning writes it."""
        row = PlannedWait(
            case_id=case.id, track="transfer", name=name, due_on=due_on, handled_until=ARRANGED
        )
        self.session.add(row)
        self.session.commit()
        return row


@pytest.fixture
def school(session: Session) -> School:
    """The school."""
    college, other = make_college(session, "示例学院", branches=2), make_college(session)
    found = School(session, make_cohort(session), college, other)
    session.commit()
    return found


@pytest.fixture
def morning(desk: Desk) -> Desk:
    """The desk at the hour of the digests."""
    return replace(desk, now=MORNING)


def later(desk: Desk, **time: float) -> Desk:
    """The desk so much later."""
    return replace(desk, now=desk.now + timedelta(**time))
