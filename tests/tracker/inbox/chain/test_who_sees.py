"""Who sees which mail that came in: its case's people; sorters for guesses; nobody loses one."""

import pytest
import sqlalchemy as sa

from machines.roles import Role
from tests.factories import make_case, make_person, make_staff
from tests.tracker.inbox.chain.letters import letter, take_in
from tracker.desk import Actor
from tracker.models import IncomingMail
from tracker.permissions import NoSuchIncoming, incoming_for, visible_incoming


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


def actor(session, role, case, *, own_branch=False) -> Actor:
    branches = (case.branch,) if own_branch else ()
    college = None if role is Role.DEPARTMENT else case.college
    staff = make_staff(session, role, college=college, branches=branches)
    session.commit()
    return Actor(role, staff)


def seen_by(session, who) -> set[int]:
    return set(session.scalars(sa.select(IncomingMail.id).where(visible_incoming(who))))


def test_everybody_sees_his_own_and_the_department_all(desk, session, case, mail):
    elsewhere = make_case(session, person=make_person(session, "ta@example.com"))
    session.commit()
    filed = take_in(desk, letter(mail, "1")).id
    guess = take_in(desk, letter(None, "你好", sender=mail.to_address)).id
    of_other = take_in(desk, letter(None, "在吗", sender="ta@example.com")).id
    stranger = take_in(desk, letter(None, "广告")).id

    organizer = actor(session, Role.ORGANIZER, case)
    secretary = actor(session, Role.BRANCH_SECRETARY, case, own_branch=True)
    counselor = actor(session, Role.COUNSELOR, case)
    other_branch = actor(session, Role.BRANCH_SECRETARY, elsewhere, own_branch=True)
    department = actor(session, Role.DEPARTMENT, case)

    assert seen_by(session, secretary) == {filed, guess}
    assert seen_by(session, organizer) == {filed, guess, stranger}
    assert seen_by(session, counselor) == {filed}
    assert seen_by(session, other_branch) == {of_other}
    assert seen_by(session, department) == {filed, guess, of_other, stranger}
    assert incoming_for(desk, secretary, filed).id == filed
    with pytest.raises(NoSuchIncoming):
        incoming_for(desk, secretary, of_other)


def test_a_guess_whose_case_was_withdrawn_falls_to_the_organizers(desk, session, case, mail):
    guess = take_in(desk, letter(None, "你好", sender=mail.to_address)).id
    case.withdrawn_at = desk.now
    session.commit()

    assert seen_by(session, actor(session, Role.ORGANIZER, case)) == {guess}
    assert seen_by(session, actor(session, Role.BRANCH_SECRETARY, case, own_branch=True)) == set()
