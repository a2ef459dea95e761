"""A small world for the screens: two colleges, an account of each role, a few cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from machines.roles import STAFF, Role
from machines.words import Kind
from tests.conftest import NOW
from tests.factories import make_case, make_cohort, make_college, make_letter, make_staff
from tests.tracker.views.browser import PASSWORD, Browser
from tracker import create_app
from tracker.actions.moves import finish
from tracker.auth.passwords import hash_password
from tracker.config import Settings
from tracker.desk import Desk
from tracker.lists import refresh_people
from tracker.models import Branch, Case, College, Person, Staff, db


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application on the test's database, at 10 o'clock on 2024-07-02."""
    made = create_app(settings)
    made.config["CLOCK"] = lambda: NOW
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def password_hash() -> str:
    """One hash for all accounts: making it is slow on purpose."""
    return hash_password(PASSWORD)


Row = TypeVar("Row")


@dataclass
class World:
    """Rows that the tests name; committed before the first request."""

    session: Session
    college: College
    other_college: College
    staff: dict[Role, Staff]
    other_secretary: Staff
    case: Case
    with_letter: Case
    other_branch_case: Case
    other_college_case: Case

    @property
    def branch(self) -> Branch:
        """The branch of the secretary."""
        return self.college.branches[0]

    def set_by_hand(self) -> None:
        """Commit what a test wrote past the verbs, the lists knowing of it."""
        refresh_people(self.session, self.session.scalars(sa.select(Person.id)).all())
        self.session.commit()

    def fresh(self, case: Case) -> Case:
        """The case as the database has it now."""
        self.session.rollback()
        self.session.expire_all()
        return self.session.get_one(Case, case.id)

    def rows(self, model: type[Row]) -> list[Row]:
        """Every row of a table as it is now, oldest first."""
        self.session.rollback()
        return list(self.session.scalars(sa.select(model).order_by(sa.inspect(model).columns.id)))

    def count(self, model: type) -> int:
        """How many rows a table holds now."""
        self.session.rollback()
        return self.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.fixture
def world(session: Session, desk: Desk, password_hash: str) -> World:
    """The world, its due dates computed."""
    college, other = make_college(session, branches=2), make_college(session)

    def account(role: Role, home: College | None, *branches: Branch) -> Staff:
        return make_staff(session, role, home, branches, password_hash=password_hash)

    staff = {
        role: account(role, None if role is Role.DEPARTMENT else college)
        for role in STAFF
        if role is not Role.BRANCH_SECRETARY
    }
    staff[Role.BRANCH_SECRETARY] = account(Role.BRANCH_SECRETARY, college, college.branches[0])
    make_cohort(session)
    first, second = college.branches
    with_letter = make_case(
        session, branch=first, states={"transfer": "letter_issued", "education": "attended"}
    )
    make_letter(session, with_letter)
    made = World(
        session,
        college,
        other,
        staff,
        account(Role.BRANCH_SECRETARY, college, second),
        make_case(session, branch=first, contact_person=staff[Role.CONTACT_PERSON]),
        with_letter,
        make_case(session, branch=second, kind=Kind.PROBATIONARY_MEMBER),
        make_case(session, branch=other.branches[0]),
    )
    for case in session.scalars(sa.select(Case)):
        finish(desk, case)
    session.commit()
    return made


@pytest.fixture
def browser(app: Flask) -> Callable[..., Browser]:
    """Open a browser, logged in as somebody if an account is given."""

    def opened(staff: Staff | None = None) -> Browser:
        found = Browser(app)
        if staff is not None:
            found.log_in(staff)
        return found

    return opened


@pytest.fixture
def secretary(browser: Callable[..., Browser], world: World) -> Browser:
    """The branch secretary's browser."""
    return browser(world.staff[Role.BRANCH_SECRETARY])


@pytest.fixture
def organizer(browser: Callable[..., Browser], world: World) -> Browser:
    """The organizer's browser."""
    return browser(world.staff[Role.ORGANIZER])
