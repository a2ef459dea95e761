"""What comes back for a mail to a colleague belongs to no case, and waits in nobody's triage."""

from __future__ import annotations

import pytest

from machines.roles import Role
from tests.factories import make_college, make_staff
from tests.tracker.inbox.chain.letters import letter, take_in, written
from tests.tracker.inbox.chain.test_programs import notice
from tracker.actions.reminding import put_mail_address
from tracker.desk import Actor
from tracker.digests.outbox import write_to_staff
from tracker.inbox.matching import ABOUT_STAFF_MAIL
from tracker.inbox.words import InboxState, IncomingKind
from tracker.models import MailState, StaffMail, StaffMailKind
from tracker.outbox.compose import Composed
from tracker.outbox.tokens import return_path
from tracker.permissions import NoSuchIncoming, incoming_for


@pytest.fixture
def told(desk, session) -> StaffMail:
    """A digest that left for an organizer."""
    organizer = make_staff(session, Role.ORGANIZER, make_college(session))
    put_mail_address(desk, organizer, "zuzhiyuan@example.com")
    words = Composed("今日提醒", "有这些事等您。", "<p>有这些事等您。</p>")
    mail = write_to_staff(desk, organizer, StaffMailKind.DIGEST, desk.now, words)
    assert mail is not None
    mail.state, mail.sent_at = MailState.SENT, desk.now
    session.commit()
    return mail


def test_a_bounce_ends_mails_to_that_address_and_waits_for_nobody(desk, settings, told):
    before = written(desk)

    row = take_in(desk, notice(told), return_path(settings, told.token), sender="")

    assert (row.state, row.kind) == (InboxState.SET_ASIDE, IncomingKind.BOUNCE)
    assert (row.staff_mail_id, row.case_id) == (told.id, None)
    assert ABOUT_STAFF_MAIL in row.findings
    desk.session.refresh(told)
    assert told.returned_why == "收件人邮箱不存在"
    assert (told.staff.mail_trouble, told.staff.next_digest_at) == ("收件人邮箱不存在", None)
    assert written(desk) == before


def test_a_bounce_that_anybody_can_have_made_up_marks_nothing(desk, told):
    row = take_in(desk, notice(told), "zuzhibu@example.org", sender="")

    assert row.state is InboxState.SET_ASIDE
    desk.session.refresh(told)
    assert (told.returned_at, told.staff.mail_trouble) == (None, "")


def test_an_automatic_reply_is_set_aside_and_a_persons_waits_for_the_department_alone(
    desk, session, told
):
    away = take_in(
        desk,
        letter(
            sender=told.to_address,
            words="我在休假",
            Auto_Submitted="auto-replied",
            In_Reply_To=told.message_id,
        ),
    )
    person = take_in(
        desk, letter(sender=told.to_address, words="这件我已办好", In_Reply_To=told.message_id)
    )

    assert (away.state, person.state) == (InboxState.SET_ASIDE, InboxState.HELD)
    department = make_staff(session, Role.DEPARTMENT)
    session.commit()
    assert incoming_for(desk, Actor(Role.DEPARTMENT, department), person.id) is person
    other = make_staff(session, Role.ORGANIZER, make_college(session))
    session.commit()
    with pytest.raises(NoSuchIncoming):
        incoming_for(desk, Actor(Role.ORGANIZER, other), person.id)
