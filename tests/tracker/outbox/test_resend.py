"""Sending once more by hand: a new row with the same words, when it can still do good."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from machines.mails import get_mail
from machines.orders import NOTHING
from machines.refusals import Refused
from machines.roles import Role
from tests.factories import OPENED, make_case, make_person, make_record, make_staff
from tracker.desk import GRADUATE, Actor
from tracker.links import open_link, revoke_link
from tracker.models import Mail, MailAddress, MailState
from tracker.outbox.resend import resend
from tracker.outbox.write import write_mails


@pytest.fixture
def actor(session):
    return Actor(Role.DEPARTMENT, make_staff(session, Role.DEPARTMENT))


def held_up(desk, state, *addresses, kind="confirm_data") -> list[Mail]:
    case = make_case(desk.session, person=make_person(desk.session, *addresses))
    record = make_record(desk.session, case, "transfer", "ask_confirm_data")
    mails = write_mails(desk, case, get_mail(kind), record, NOTHING)
    for mail in mails:
        mail.state = state
    desk.session.commit()
    return mails


def later(desk):
    return replace(desk, now=desk.now + timedelta(days=1))


def refused(desk, mail, actor) -> str:
    before = desk.session.scalar(select(func.count()).select_from(Mail))
    with pytest.raises(Refused) as no:
        resend(desk, mail.id, actor)
    assert desk.session.scalar(select(func.count()).select_from(Mail)) == before
    return str(no.value)


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.UNKNOWN])
def test_the_same_words_go_out_as_a_new_mail(desk, actor, state):
    (old,) = held_up(desk, state, "first@example.com")
    desk = later(desk)

    new = resend(desk, old.id, actor)

    assert (new.subject, new.text, new.html) == (old.subject, old.text, old.html)
    assert (new.case_id, new.kind, new.move_id) == (old.case_id, old.kind, old.move_id)
    assert (new.state, new.next_try_at, new.made_at) == (MailState.PENDING, desk.now, desk.now)
    assert new.message_id != old.message_id
    assert old.state is state


def test_once_an_address_is_known_the_mail_without_one_can_go(desk, actor):
    (old,) = held_up(desk, MailState.NO_ADDRESS)
    desk = later(desk)
    assert "先登记邮箱" in refused(desk, old, actor)

    old.case.person.addresses.append(
        MailAddress(address="new@example.com", source="phone", added_at=OPENED)
    )

    assert resend(desk, old.id, actor).to_address == "new@example.com"


def test_a_dead_address_gives_way_to_the_next(desk, actor):
    (old,) = held_up(desk, MailState.FAILED, "dead@example.com", "second@example.net")
    old.case.person.addresses[0].active = False

    assert resend(later(desk), old.id, actor).to_address == "second@example.net"


@pytest.mark.parametrize("state", [MailState.PENDING, MailState.SENDING, MailState.SENT])
def test_a_mail_that_was_not_held_up_is_not_sent_again(desk, actor, state):
    (old,) = held_up(desk, MailState.FAILED, "first@example.com")
    old.sent_at, old.state = desk.now, state

    assert state.label in refused(later(desk), old, actor)


def test_a_mail_is_sent_again_once(desk, actor):
    (old,) = held_up(desk, MailState.FAILED, "first@example.com")
    desk = later(desk)
    resend(desk, old.id, actor)

    assert "已经再次发送过" in refused(later(desk), old, actor)


def test_each_address_of_a_mail_to_all_is_sent_again_by_itself(desk, actor):
    first, second = held_up(
        desk, MailState.FAILED, "first@example.com", "second@example.net", kind="cannot_reach"
    )
    desk = later(desk)

    assert resend(desk, first.id, actor).to_address == "first@example.com"
    assert resend(desk, second.id, actor).to_address == "second@example.net"
    assert "已经再次发送过" in refused(later(desk), first, actor)


def test_a_mail_whose_link_no_longer_opens_is_not_sent_again(desk, actor):
    (old,) = held_up(desk, MailState.FAILED, "first@example.com")
    link = open_link(desk, old.case_id, old.kind, old.move_id)
    assert link is not None
    revoke_link(desk, link)

    assert "链接已经失效" in refused(later(desk), old, actor)


def test_only_staff_send_a_mail_again(desk, actor):
    (old,) = held_up(desk, MailState.FAILED, "first@example.com")

    assert "只有工作人员" in refused(later(desk), old, GRADUATE)
