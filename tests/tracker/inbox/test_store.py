"""What a door stores: every byte once, every arrival noted, whatever happens at the same time."""

import hashlib
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from tests.conftest import NOW
from tests.factories import make_case
from tests.tracker.inbox.raw_mails import OUR_ADDRESS, raw_mail
from tracker.inbox.store import Arrival, store_arrival
from tracker.inbox.words import Door, InboxState
from tracker.models import db
from tracker.models.db import begin_writing, writing
from tracker.models.incoming import ImapMailbox, IncomingArrival, IncomingMail, IncomingRaw


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


def by_smtp(raw: bytes, *recipients: str, sender: str = "biyesheng@example.com") -> Arrival:
    return Arrival(Door.SMTP, NOW, raw, sender, recipients or (OUR_ADDRESS,))


def store(session, *arrivals: Arrival) -> list[tuple[int, bool]]:
    with writing(session):
        return [store_arrival(session, arrival) for arrival in arrivals]


def count(session, model: type[db.Model]) -> int:
    return session.scalar(select(sa.func.count()).select_from(model))


def test_a_new_mail_waits_for_the_chain_with_every_byte_and_its_envelope(session):
    raw = raw_mail("\0 1 \xff".encode("latin-1").decode("latin-1"))

    ((incoming_id, new),) = store(session, by_smtp(raw))

    assert new
    mail = session.get(IncomingMail, incoming_id)
    assert (mail.state, mail.size, mail.received_at) == (InboxState.WAITING, len(raw), NOW)
    assert mail.raw.data == raw
    assert mail.raw.sha256 == hashlib.sha256(raw).hexdigest()
    (arrival,) = mail.arrivals
    assert (arrival.door, arrival.at) == (Door.SMTP, NOW)
    assert (arrival.sender, arrival.recipients) == ("biyesheng@example.com", [OUR_ADDRESS])
    assert raw.startswith(arrival.head + b"\r\n\r\n")


def test_the_same_mail_by_both_doors_is_one_with_two_arrivals_and_both_heads(session):
    mailbox = ImapMailbox(name="zuzhibu@imap.example.org/INBOX")
    session.add(mailbox)
    session.commit()
    raw = raw_mail()
    fetched = b"Delivered-To: zuzhibu@example.org\n" + raw.replace(b"\r\n", b"\n")
    by_imap = Arrival(Door.IMAP, NOW, fetched, mailbox_id=mailbox.id, uid_validity=7, uid=1)

    (first, again) = store(session, by_smtp(raw), by_imap)

    assert again == (first[0], False)
    assert count(session, IncomingMail) == count(session, IncomingRaw) == 1
    mail = session.get(IncomingMail, first[0])
    assert mail.raw.data == raw
    assert [arrival.door for arrival in mail.arrivals] == [Door.SMTP, Door.IMAP]
    assert mail.arrivals[1].sender is None
    assert mail.arrivals[1].head.startswith(b"Delivered-To: zuzhibu@example.org\n")

    assert store(session, by_imap) == [again]
    assert count(session, IncomingArrival) == 2


def test_two_mails_with_one_message_id_are_both_kept(session):
    stored = store(session, by_smtp(raw_mail("1")), by_smtp(raw_mail("3 换单位")))

    assert [new for _, new in stored] == [True, True]
    assert count(session, IncomingRaw) == 2


def test_a_null_sender_and_addresses_that_are_no_text_are_kept(session):
    odd = b"\xff\0@example.com".decode("utf-8", "surrogateescape")

    stored = store(session, by_smtp(raw_mail(), odd, sender=""), by_smtp(raw_mail("2"), sender=odd))

    first, second = (session.get(IncomingMail, incoming_id) for incoming_id, _ in stored)
    assert first.arrivals[0].sender == ""
    assert first.arrivals[0].recipients == ["\ufffd\ufffd@example.com"]
    assert second.arrivals[0].sender == "\ufffd\ufffd@example.com"


def test_bytes_that_are_no_mail_at_all_are_kept(session):
    for raw in (b"", b"\0", b"\r\n", b"From \r\n", bytes(range(256))):
        ((incoming_id, _),) = store(session, by_smtp(raw))
        assert session.get(IncomingRaw, incoming_id).data == raw


@pytest.mark.parametrize("state", [InboxState.HELD, InboxState.BROKEN])
def test_what_comes_again_for_another_recipient_is_read_again(session, state):
    ((incoming_id, _),) = store(session, by_smtp(raw_mail()))
    mail = session.get(IncomingMail, incoming_id)
    mail.state, mail.failed_step, mail.claimed_by = state, "match", "a worker"
    session.commit()

    store(session, by_smtp(raw_mail(), OUR_ADDRESS.upper()))
    assert session.get(IncomingMail, incoming_id).state is state

    store(session, by_smtp(raw_mail(), "reply+0123@example.org"))
    session.expire_all()
    assert (mail.state, mail.claimed_by, mail.lease_until) == (InboxState.WAITING, "", None)


@pytest.mark.parametrize("state", [InboxState.FILED, InboxState.SET_ASIDE])
def test_what_has_its_place_keeps_it_and_the_arrival_is_noted(session, state):
    ((incoming_id, _),) = store(session, by_smtp(raw_mail()))
    mail = session.get(IncomingMail, incoming_id)
    mail.state, mail.case = state, make_case(session)
    session.commit()

    store(session, by_smtp(raw_mail(), "reply+0123@example.org"))

    session.expire_all()
    assert mail.state is state
    assert len(mail.arrivals) == 2


def test_nothing_is_stored_where_the_caller_takes_it_back(session):
    begin_writing(session)
    store_arrival(session, by_smtp(raw_mail()))
    session.rollback()

    assert count(session, IncomingMail) == count(session, IncomingRaw) == 0


def test_raw_bytes_cannot_be_changed_afterwards(session):
    ((incoming_id, _),) = store(session, by_smtp(raw_mail()))

    with pytest.raises(sa.exc.DatabaseError):
        session.execute(sa.update(IncomingRaw).values(data=b""))
    session.rollback()
    assert session.get(IncomingRaw, incoming_id).data == raw_mail()


def test_two_doors_that_store_one_mail_at_once_store_it_once(session, sessions):
    """The first holds its transaction open until the second stands before the same row."""
    raw = raw_mail()
    answers: list[tuple[int, bool]] = []

    def second() -> None:
        with sessions() as other, writing(other):
            answers.append(store_arrival(other, by_smtp(raw, "reply+0123@example.org")))

    thread = threading.Thread(target=second)
    with writing(session):
        first = store_arrival(session, by_smtp(raw))
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(10)

    assert first[1]
    assert answers == [(first[0], False)]
    assert count(session, IncomingMail) == 1
    assert count(session, IncomingArrival) == 2


def test_where_the_first_of_two_gives_up_the_second_stores_it(session, sessions):
    raw = raw_mail()
    answers: list[tuple[int, bool]] = []

    def second() -> None:
        with sessions() as other, writing(other):
            answers.append(store_arrival(other, replace(by_smtp(raw), door=Door.LMTP)))

    thread = threading.Thread(target=second)
    begin_writing(session)
    store_arrival(session, by_smtp(raw))
    thread.start()
    thread.join(0.3)
    session.rollback()
    thread.join(10)

    ((_, new),) = answers
    assert new
    assert session.scalars(select(IncomingArrival.door)).all() == [Door.LMTP]
