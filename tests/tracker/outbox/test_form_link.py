"""An answer by mail that needs a form is sent back the link to it: the prompt's own, once a day."""

import hashlib
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from machines.mails import get_mail
from machines.orders import NOTHING
from machines.refusals import Refused
from machines.roles import Role
from tests.factories import make_case, make_letter, make_person, make_record, make_staff
from tracker.desk import Actor
from tracker.links import open_link, read_link, revoke_link
from tracker.models import AnswerLink, IncomingMail, Mail, MailState
from tracker.outbox.form_link import MOST_A_DAY, write_form_link
from tracker.outbox.resend import resend
from tracker.outbox.send import send_due
from tracker.outbox.write import write_mails

ADDRESS = "biyesheng@example.com"
REPLY_ID = "<tencent_0A1B2C3D@qq.com>"


@pytest.fixture
def prompt(desk):
    """A prompt that offers a form, and its case."""
    person = make_person(desk.session, ADDRESS, "second@example.net")
    case = make_case(desk.session, person=person, states={"transfer": "expired"})
    make_letter(desk.session, case)
    record = make_record(desk.session, case, "transfer", "expire")
    (mail,) = write_mails(desk, case, get_mail("letter_expired"), record, NOTHING)
    mail.state, mail.sent_at = MailState.SENT, desk.now
    desk.session.commit()
    return mail


def incoming(desk, mail, message_id=REPLY_ID) -> IncomingMail:
    row = IncomingMail(
        fingerprint=hashlib.sha256(message_id.encode()).hexdigest(),
        size=10,
        received_at=desk.now,
        next_try_at=desk.now,
        message_id=message_id,
        mail_id=mail.id,
    )
    desk.session.add(row)
    desk.session.flush()
    return row


def sent_back(desk, prompt, number=3, message_id=REPLY_ID) -> Mail | None:
    link = open_link(desk, prompt.case_id, prompt.kind, prompt.move_id)
    assert link is not None
    answer = get_mail(prompt.kind).answer(number)
    row = incoming(desk, prompt, message_id)
    return write_form_link(desk, prompt.case, link, answer, row.id, "second@example.net")


def test_one_case_is_sent_only_a_few_a_day_whatever_it_answers(desk, prompt):
    """Each time the last prompt is taken back and another sent, so that every link is a new one."""
    written = []
    for turn in range(MOST_A_DAY + 2):
        written.append(sent_back(desk, prompt, message_id=f"<{turn}@example.net>"))
        link = open_link(desk, prompt.case_id, prompt.kind, prompt.move_id)
        revoke_link(desk, link)
        record = make_record(desk.session, prompt.case, "transfer", "expire")
        (prompt, *_) = write_mails(desk, prompt.case, get_mail("letter_expired"), record, NOTHING)
    assert [mail is not None for mail in written] == [True] * MOST_A_DAY + [False] * 2

    tomorrow = replace(desk, now=desk.now + timedelta(days=1))
    assert sent_back(tomorrow, prompt, message_id="<tomorrow@example.net>") is not None


def test_the_link_leads_to_the_form_of_that_answer(desk, prompt):
    mail = sent_back(desk, prompt)

    assert mail is not None
    assert (mail.kind, mail.to_address, mail.move_id) == ("answer_form", "second@example.net", None)
    assert "填写重开申请（附件4）" in mail.text
    found = re.search(r"/a/([\w.-]+)\?answer=3\n", mail.text)
    assert found is not None
    assert f"{found.group(0).strip()}" in mail.html
    assert read_link(desk, found.group(1)).kind == "letter_expired"
    assert desk.session.scalar(select(func.count()).select_from(AnswerLink)) == 1


def test_the_mail_answers_the_one_that_came_in(desk, prompt, sender, server):
    mail = sent_back(desk, prompt)
    desk.session.commit()

    send_due(sender)

    (message,) = server.messages
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["In-Reply-To"] == REPLY_ID
    assert message["References"].split() == [prompt.message_id, REPLY_ID]
    assert message["Message-ID"] == mail.message_id


@pytest.mark.parametrize(
    "odd", ["", "no id", "<a b@example.com>", "<a@example.com>\r\nBcc: x", "<汉@x>"]
)
def test_an_id_that_no_header_can_carry_is_left_out(desk, prompt, odd):
    mail = sent_back(desk, prompt, message_id=odd)

    assert mail is not None
    assert mail.thread == prompt.message_id


def test_the_same_link_is_sent_back_once_a_day(desk, prompt):
    assert sent_back(desk, prompt) is not None
    assert sent_back(desk, prompt, 4, "<second@example.com>") is None

    tomorrow = replace(desk, now=desk.now + timedelta(days=1))
    assert sent_back(tomorrow, prompt, 4, "<third@example.com>") is not None


def test_it_stands_or_falls_with_the_callers_transaction(desk, prompt):
    sent_back(desk, prompt)
    desk.session.rollback()

    assert desk.session.scalars(select(Mail.kind)).all() == ["letter_expired"]


def test_held_up_it_is_sent_again_while_its_link_opens(desk, prompt):
    actor = Actor(Role.DEPARTMENT, make_staff(desk.session, Role.DEPARTMENT))
    mail = sent_back(desk, prompt)
    assert mail is not None
    mail.state = MailState.FAILED
    desk.session.commit()
    later = replace(desk, now=desk.now + timedelta(hours=1))

    again = resend(later, mail.id, actor)

    assert (again.text, again.thread, again.incoming_id) == (
        mail.text,
        mail.thread,
        mail.incoming_id,
    )
    with pytest.raises(Refused, match="已经再次发送过"):
        resend(replace(desk, now=desk.now + timedelta(hours=2)), mail.id, actor)


def test_once_its_link_is_closed_it_is_not_sent_again(desk, prompt):
    actor = Actor(Role.DEPARTMENT, make_staff(desk.session, Role.DEPARTMENT))
    mail = sent_back(desk, prompt)
    assert mail is not None
    mail.state = MailState.FAILED
    link = open_link(desk, prompt.case_id, prompt.kind, prompt.move_id)
    assert link is not None
    revoke_link(desk, link)
    desk.session.commit()

    with pytest.raises(Refused, match="链接已经失效"):
        resend(desk, mail.id, actor)


def test_at_night_the_form_leaves_at_once_for_its_reply_came_a_moment_ago(desk, prompt):
    """S3.1-4: what staff write at that hour waits for the morning."""
    hours = replace(desk.settings, mail_any_hour=False)
    night = replace(desk, settings=hours, now=desk.now.replace(hour=23))
    mail = sent_back(night, prompt)
    assert (mail.any_hour, mail.next_try_at) == (True, night.now)
