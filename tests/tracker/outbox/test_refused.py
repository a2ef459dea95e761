"""A mail refused within our own SMTP dialogue has what follows when a mail comes back (S4.4-5)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from machines.words import Direction, Grade
from tests.lives.snapshot import snapshot
from tests.tracker.actions.coming_back import FIRST, SECOND, address_row, history, prompted
from tests.tracker.outbox.servers import Played, free_port
from tracker import clock
from tracker.actions.bounces import ALL_BACK
from tracker.actions.refused_mails import follow_refused
from tracker.desk import Desk
from tracker.lists.marks import NO_ADDRESS
from tracker.models import AddressState, ContactEntry, Mail, MailState, ShelfMark, Task
from tracker.outbox.send import Sender, send_due

GONE = "550 5.1.1 no such mailbox"


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    return url


def waiting(desk: Desk, *addresses: str, kind: str = "confirm_data") -> Mail:
    """A prompt to the first of a person's addresses that waits to be sent."""
    mail = prompted(desk, *addresses, kind=kind)[0]
    mail.state, mail.sent_at = MailState.PENDING, None
    desk.session.commit()
    return mail


def send_all(sender: Sender) -> None:
    while send_due(sender):
        pass


def send_until_given_up(sender: Sender) -> None:
    for _ in range(len(sender.settings.retry_pauses) + 1):
        past = clock.now() - timedelta(seconds=1)
        sender.session.execute(
            sa.update(Mail).where(Mail.state == MailState.PENDING).values(next_try_at=past)
        )
        sender.session.commit()
        send_due(sender)


def follow(desk: Desk) -> int:
    desk.session.rollback()
    done = follow_refused(desk)
    desk.session.expire_all()
    return done


def mails(desk: Desk) -> list[tuple[str, MailState]]:
    desk.session.rollback()
    rows = desk.session.execute(sa.select(Mail.to_address, Mail.state).order_by(Mail.id))
    return [(address, state) for address, state in rows]


def test_a_mailbox_that_does_not_exist_is_out_of_use_and_the_next_gets_the_same_words(
    desk: Desk, sender: Sender, server: Played
) -> None:
    mail = waiting(desk, FIRST, SECOND)
    server.rcpt = {FIRST: GONE}
    send_all(sender)

    assert follow(desk) == 1

    assert address_row(desk, FIRST).state is AddressState.BOUNCED
    assert history(desk, FIRST) == ["发送时被退回：收件人邮箱不存在（550 5.1.1）"]
    assert mails(desk) == [(FIRST, MailState.FAILED), (SECOND, MailState.PENDING)]
    send_all(sender)
    assert mails(desk)[1] == (SECOND, MailState.SENT)
    [taken] = server.messages
    assert mail.subject == taken["Subject"]
    assert desk.session.query(Task).count() == 0


def test_one_attempt_is_one_line_of_the_ledger_and_no_contact(
    desk: Desk, sender: Sender, server: Played
) -> None:
    waiting(desk, FIRST)
    server.rcpt = {FIRST: GONE}
    send_all(sender)

    follow(desk)

    [entry] = desk.session.query(ContactEntry).all()
    assert (entry.direction, entry.grade) == (Direction.OUT, Grade.FAILED)
    [task] = desk.session.query(Task).all()
    assert task.entry_id == entry.id


def test_when_every_address_is_refused_the_secretary_is_asked_to_call(
    desk: Desk, sender: Sender, server: Played
) -> None:
    mail = waiting(desk, FIRST, SECOND)
    server.rcpt = {FIRST: GONE, SECOND: "550 5.2.1 mailbox disabled"}

    send_all(sender)
    follow(desk)
    send_all(sender)
    follow(desk)

    [task] = desk.session.query(Task).all()
    assert task.text.startswith(ALL_BACK)
    assert "收件人邮箱已停用（550 5.2.1）" in task.text
    assert address_row(desk, SECOND).state is AddressState.BOUNCED
    on_shelf = sa.select(ShelfMark.mark).filter_by(shelf=mail.case.shelf)
    assert NO_ADDRESS in set(desk.session.scalars(on_shelf))


@pytest.mark.parametrize(
    "words",
    [
        "554 5.7.1 Message looks like spam",
        "550 5.1.1 <zuzhibu@example.org>: sender rejected: user unknown",
        "550 5.1.0 发件人地址不存在",
        "552 5.2.2 mailbox full",
        "550 5.0.0 nothing said",
    ],
)
def test_a_refusal_that_says_nothing_of_the_mailbox_leaves_it_in_use_and_tries_the_next(
    desk: Desk, sender: Sender, server: Played, words: str
) -> None:
    waiting(desk, FIRST, SECOND)
    server.rcpt = {FIRST: words}
    send_all(sender)

    follow(desk)

    assert address_row(desk, FIRST).state is AddressState.UNCONFIRMED
    assert len(history(desk, FIRST)) == 1
    assert mails(desk)[1:] == [(SECOND, MailState.PENDING)]


def test_a_mail_given_up_after_the_last_try_leaves_the_mailbox_in_use_and_tries_the_next(
    desk: Desk, sender: Sender, server: Played
) -> None:
    waiting(desk, FIRST, SECOND)
    server.rcpt = {FIRST: "450 4.1.1 user unknown for now"}
    send_due(sender)
    assert follow(desk) == 0

    send_until_given_up(sender)

    assert follow(desk) == 1
    assert address_row(desk, FIRST).state is AddressState.UNCONFIRMED
    assert [address for address, _ in mails(desk)] == [FIRST, SECOND]


@pytest.mark.parametrize(
    "trouble",
    [
        {"rcpt": {FIRST: "530 5.7.0 Authentication required"}},
        {"rcpt": {FIRST: "554 5.7.1 <first@example.com>: Relay access denied"}},
        {"data": "553 authentication is required"},
        {"sender": "550 5.1.8 Sender address rejected: Domain not found"},
        {"vanish": "rcpt"},
        {"vanish": "end"},
    ],
    ids=str,
)
def test_what_is_about_us_or_in_doubt_troubles_no_address_and_nobody(
    desk: Desk, sender: Sender, server: Played, trouble: dict[str, object]
) -> None:
    waiting(desk, FIRST, SECOND)
    for name, value in trouble.items():
        setattr(server, name, value)
    send_until_given_up(sender)
    before = snapshot(desk.session)

    assert follow(desk) == 0

    assert snapshot(desk.session) == before
    [(_, state)] = mails(desk)
    assert state in (MailState.FAILED, MailState.UNKNOWN)
    assert history(desk, FIRST) == []


def test_a_server_that_is_out_of_reach_troubles_no_address(desk: Desk, sender: Sender) -> None:
    waiting(desk, FIRST, SECOND)
    nowhere = replace(sender, settings=replace(sender.settings, smtp_port=free_port()))
    send_until_given_up(nowhere)

    assert follow(desk) == 0
    assert mails(desk) == [(FIRST, MailState.FAILED)]


def test_an_address_that_no_message_can_carry_is_told_to_the_secretary(
    desk: Desk, sender: Sender
) -> None:
    waiting(desk, "a@example.com\nBcc: b@example.com")
    send_all(sender)

    follow(desk)

    assert desk.session.query(Task).count() == 1
    assert desk.session.query(Mail).count() == 1


def test_what_breaks_off_on_the_way_is_done_whole_the_next_time_and_once(
    desk: Desk, sender: Sender, server: Played
) -> None:
    waiting(desk, FIRST, SECOND)
    server.rcpt = {FIRST: GONE}
    send_all(sender)
    before = snapshot(desk.session)
    _break_once(desk.session)

    follow(desk)

    follow_up = {"mail"}
    now = snapshot(desk.session)
    assert {n: r for n, r in now.items() if n not in follow_up} == {
        n: r for n, r in before.items() if n not in follow_up
    }
    assert mails(desk) == [(FIRST, MailState.FAILED)]
    assert follow(desk) == 0
    desk.session.execute(sa.update(Mail).values(follow_up_at=clock.now() - timedelta(minutes=1)))
    desk.session.commit()
    assert [follow(desk), follow(desk)] == [1, 0]
    assert len(history(desk, FIRST)) == 1
    assert len(mails(desk)) == 2


def _break_once(session: Session) -> None:
    """Let the next commit fail, as when the connection is lost."""

    def fail(_session: Session) -> None:
        raise ConnectionResetError

    sa.event.listen(session, "before_commit", fail, once=True)


def test_two_workers_draw_it_once(
    desk: Desk, sender: Sender, server: Played, sessions: sessionmaker[Session]
) -> None:
    waiting(desk, FIRST, SECOND)
    server.rcpt = {FIRST: GONE}
    send_all(sender)
    desk.session.rollback()
    gate = threading.Barrier(2)

    def run() -> None:
        with sessions() as session:
            gate.wait()
            follow_refused(replace(desk, session=session))

    _together(run, run)

    assert len(history(desk, FIRST)) == 1
    assert mails(desk) == [(FIRST, MailState.FAILED), (SECOND, MailState.PENDING)]


def _together(*works: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_closed_case_gets_the_word_on_the_address_alone_and_a_withdrawn_one_nothing(
    desk: Desk, sender: Sender, server: Played
) -> None:
    closed, withdrawn = waiting(desk, FIRST), waiting(desk, SECOND)
    closed.case.closed_at = withdrawn.case.withdrawn_at = desk.now
    desk.session.commit()
    server.rcpt = {FIRST: GONE, SECOND: GONE}
    send_all(sender)

    assert [follow(desk), follow(desk)] == [2, 0]

    assert address_row(desk, FIRST).state is AddressState.BOUNCED
    assert address_row(desk, SECOND).state is AddressState.UNCONFIRMED
    assert desk.session.query(Task).count() == 0
    assert len(mails(desk)) == 2
