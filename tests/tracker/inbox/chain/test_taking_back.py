"""A filing taken back: the addresses are as before, what cannot be taken back is named."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from machines.roles import Role
from tests.factories import make_staff
from tests.tracker.inbox.chain.letters import letter, take_in, tasks
from tests.tracker.inbox.chain.test_programs import notice
from tracker.actions.addresses import NewAddress, add_address
from tracker.actions.incoming import confirm_sender, undo_filing
from tracker.desk import Actor
from tracker.models import AddressChange, AddressState, IncomingFiling, Mail, Task
from tracker.outbox.tokens import return_path

SECOND = "second@example.net"


@pytest.fixture
def organizer(session, case):
    staff = make_staff(session, Role.ORGANIZER, college=case.college)
    session.commit()
    return Actor(Role.ORGANIZER, staff)


def came_back(desk, mail, **parts):
    return take_in(desk, notice(mail, **parts), return_path(desk.settings, mail.token), sender="")


def take_back(desk, organizer):
    filing = desk.session.scalars(select(IncomingFiling).order_by(IncomingFiling.id)).all()[-1]
    return undo_filing(desk, filing.id, "不是本人的", organizer)


def address(desk, case, wanted=""):
    desk.session.refresh(case.person)
    rows = case.person.addresses
    return next(row for row in rows if not wanted or row.address == wanted)


def history(desk, row) -> list[str]:
    query = select(AddressChange.why).filter_by(address_id=row.id).order_by(AddressChange.id)
    return list(desk.session.scalars(query))


def test_a_bounce_taken_back_leaves_the_address_as_it_was_with_a_line(desk, case, mail, organizer):
    came_back(desk, mail)
    assert address(desk, case).state is AddressState.BOUNCED

    undone = take_back(desk, organizer)

    row = address(desk, case)
    assert row.usable
    assert undone.restored == (row,)
    assert "恢复原状" in history(desk, row)[-1]
    assert tasks(desk, case) == []


def test_the_mail_that_was_sent_on_instead_is_named(desk, case, mail, organizer):
    new = NewAddress(SECOND, "本人来电", first=False)
    add_address(desk, case.id, new, organizer)
    came_back(desk, mail)

    undone = take_back(desk, organizer)

    assert [one.to_address for one in undone.sent_on] == [SECOND]


def test_after_it_was_taken_back_a_true_bounce_of_the_same_mail_counts(desk, case, mail, organizer):
    came_back(desk, mail)
    take_back(desk, organizer)

    came_back(desk, mail, words="Once more")

    assert address(desk, case).state is AddressState.BOUNCED


def test_what_happened_to_the_address_since_then_stands(desk, case, mail, organizer):
    add_address(desk, case.id, NewAddress(SECOND, "本人来电", first=False), organizer)
    came_back(desk, mail)
    later = replace(desk, now=desk.now + timedelta(hours=1))
    dead = address(desk, case, mail.to_address)
    later.session.add(
        AddressChange(
            address_id=dead.id, at=later.now, state=dead.state, active=True, why="再次核实"
        )
    )
    later.session.commit()

    undone = take_back(later, organizer)

    assert undone.restored == ()
    assert address(desk, case, mail.to_address).state is AddressState.BOUNCED


def test_where_all_other_mails_came_back_too_he_is_still_to_be_called(desk, case, mail, organizer):
    came_back(desk, mail)
    other = desk.session.scalars(select(Task)).one()
    other.text = other.text.replace(mail.to_address, "x")
    row = address(desk, case)
    desk.session.add(
        AddressChange(
            address_id=row.id, at=desk.now, state=AddressState.BOUNCED, active=True, why="退信"
        )
    )
    desk.session.commit()

    take_back(desk, organizer)

    assert len(tasks(desk, case)) == 1


def test_a_reply_taken_back_no_longer_says_that_its_address_works(desk, case, mail, organizer):
    take_in(desk, letter(mail, "2，过两天去办"))
    assert address(desk, case).state is AddressState.WORKS

    take_back(desk, organizer)

    row = address(desk, case)
    assert (row.state, row.worked_at) == (AddressState.UNCONFIRMED, None)


def test_the_form_that_was_sent_is_named(desk, case, mail, organizer):
    take_in(desk, letter(mail, "4"))
    form = desk.session.scalars(select(Mail).order_by(Mail.id)).all()[-1]

    assert take_back(desk, organizer).sent_on == (form,)


def test_a_review_that_the_reply_had_ended_is_named_and_people_begin_it_again(
    desk, session, case, mail, organizer
):
    case.track("disposition").state = "reviewing"
    session.commit()
    take_in(desk, letter(mail, "我在的，请稍等"))
    assert case.track("disposition").state == "dropped"

    undone = take_back(desk, organizer)

    assert [move.track for move in undone.moves] == ["disposition"]
    query = select(Task).filter_by(settled_at=None, role=Role.ORGANIZER.value)
    (task,) = desk.session.scalars(query)
    assert "由人重新启动" in task.text
    assert undone.moves[0].label in task.text
    assert case.track("disposition").state == "dropped"


def test_an_address_put_on_file_from_the_mail_goes_out_of_use_with_it(desk, case, mail, organizer):
    row = take_in(desk, letter(mail, "1", sender="new@example.net"))
    confirm_sender(desk, row.id, organizer, write_to=True)
    assert address(desk, case, "new@example.net").usable

    take_back(desk, organizer)

    assert not address(desk, case, "new@example.net").active
    assert address(desk, case, mail.to_address).usable
