"""Mails to staff over real SMTP, on both databases: none lost, one in doubt at most, one Message-ID."""

from __future__ import annotations

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.databases import bare_app
from tests.tracker.digests.conftest import MORNING, School
from tests.tracker.outbox.servers import Played, serving
from tests.tracker.test_worker import at_the, wait_until
from tests.tracker.working import working
from tracker.actions.reminding import arrange_reminders
from tracker.clock import database_now
from tracker.desk import Actor
from tracker.digests.outbox import claim_next, write_to_staff
from tracker.digests.sending import send_to_staff
from tracker.models import MailState, Staff, StaffMail, StaffMailKind, db
from tracker.models.db import begin_writing
from tracker.outbox.compose import Composed
from tracker.outbox.send import Sender
from tracker.outbox.tokens import token_of_address

WORDS = Composed(
    "今日提醒：已逾期的期限 1 件", "王晓燕同志：\n\n有这些事等您。\n", "<p>有这些事等您。</p>"
)


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


@pytest.fixture
def server():
    with serving(Played()) as played:
        yield played


@pytest.fixture
def settings(settings, server):
    return replace(
        settings, smtp_host="127.0.0.1", smtp_port=server.port, mail_domain_limits={"*": 100_000}
    )


@pytest.fixture
def app(settings):
    app = bare_app(settings.database_url)
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def send(app, sessions, settings):
    """A worker's round of sending."""

    def once(**changes) -> int:
        with sessions() as session:
            return send_to_staff(Sender(app, session, replace(settings, **changes)))

    return once


def write(school: School, desk, staff: Staff, number: int = 1) -> list[StaffMail]:
    kind = StaffMailKind.TRIAL
    begin_writing(school.session)
    written = [
        write_to_staff(desk, staff, kind, MORNING + timedelta(minutes=n), WORDS)
        for n in range(number)
    ]
    school.session.commit()
    return [mail for mail in written if mail is not None]


def states(session) -> list[MailState]:
    session.rollback()
    return list(session.scalars(select(StaffMail.state).order_by(StaffMail.id)))


def test_it_arrives_as_a_machines_mail_that_no_machine_answers(
    school, desk, server, send, settings
):
    (mail,) = write(school, desk, school.staff(desk))

    assert send() == 1

    (message,) = server.messages
    assert message["Message-ID"] == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] is None
    assert message["X-Case-Tag"] is None
    (recipient,) = message["To"].addresses
    assert (recipient.display_name, recipient.addr_spec) == ("王晓燕", "shuji@example.com")
    assert "有这些事等您" in message.get_body(("plain",)).get_content()
    assert "有这些事等您" in message.get_body(("html",)).get_content()
    place, token = token_of_address(settings, server.taken[0].mail_from)
    assert (place, token) == ("bounce", mail.token)
    assert states(school.session) == [MailState.SENT]


def test_one_slot_has_one_mail_whoever_writes_it(school, desk):
    secretary = school.staff(desk)
    write(school, desk, secretary)

    assert write_to_staff(desk, secretary, StaffMailKind.TRIAL, MORNING, WORDS) is None


def test_two_workers_send_each_mail_once(school, desk, server, send):
    mails = write(school, desk, school.staff(desk), 12)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(lambda _: send(), range(2))) == 12

    assert Counter(server.ids) == Counter(mail.message_id for mail in mails)


def test_killed_in_mid_send_it_is_not_lost_and_goes_again_with_the_same_id(
    school, desk, server, settings
):
    victim: list[int] = []
    server.before_250 = at_the(2, lambda: os.kill(victim[0], signal.SIGKILL))
    colleague = school.staff(desk)
    with working(settings) as worker:
        victim.append(worker.pid)
        mails = write(school, desk, colleague, 3)
        worker.join(30)
        assert worker.exitcode == -signal.SIGKILL
    assert states(school.session) == [MailState.SENT, MailState.SENDING, MailState.PENDING]

    past = database_now(school.session) - timedelta(seconds=1)
    school.session.execute(update(StaffMail).values(lease_until=past))
    school.session.commit()
    with working(settings):
        wait_until(lambda: set(states(school.session)) == {MailState.SENT})

    assert Counter(server.ids) == Counter([mails[1].message_id, *(m.message_id for m in mails)])
    school.session.expire_all()
    assert [mail.maybe_doubled for mail in mails] == [False, True, False]


def test_a_server_that_is_away_is_asked_again_later_and_given_up_after_the_last_try(
    school, desk, send
):
    write(school, desk, school.staff(desk))

    for _ in range(3):
        assert send(smtp_port=1, retry_pauses=(0, 0)) in (0, 1, 2, 3)

    (mail,) = school.session.scalars(select(StaffMail).execution_options(populate_existing=True))
    assert (mail.state, mail.tries) == (MailState.FAILED, 3)
    assert "the mail server cannot be used" in mail.last_error


def test_a_mailbox_that_is_not_there_is_written_to_no_more_until_somebody_saves_it_again(
    school, desk, server, send
):
    secretary = school.staff(desk)
    server.rcpt["shuji@example.com"] = "550 5.1.1 no such user"
    write(school, desk, secretary)
    assert send() == 1

    write(school, desk, secretary)
    school.session.refresh(secretary)
    assert (secretary.mail_trouble, secretary.next_digest_at) == ("收件人邮箱不存在", None)

    arrange_reminders(
        desk,
        secretary.id,
        "shuji@Example.COM",
        secretary.digest_rhythm,
        Actor(secretary.as_role, secretary),
    )
    school.session.refresh(secretary)
    assert (secretary.mail_address, secretary.mail_trouble) == ("shuji@example.com", "")
    assert secretary.next_digest_at is not None


def test_a_provider_is_sent_no_faster_than_its_pace(school, desk, send, server):
    write(school, desk, school.staff(desk), 5)

    assert send(mail_domain_limits={"*": 10}, catcher_port=1) == 1
    assert send(mail_domain_limits={"*": 10}, catcher_port=1) == 0


def test_a_claim_whose_lease_ended_is_anothers(school, desk, session):
    write(school, desk, school.staff(desk))

    first = claim_next(session, "one", lease=timedelta(seconds=-1))
    second = claim_next(session, "two")

    assert first is not None
    assert second is not None
    assert first.message_id == second.message_id
    assert claim_next(session, "three") is None
