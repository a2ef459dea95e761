"""Reading a mailbox by IMAP from a real Dovecot: everything is stored, and once."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import select

from tests.tracker.inbox.doors.dovecot import ACCOUNT
from tests.tracker.inbox.doors.seeing import mailbox, stored, uids
from tests.tracker.inbox.doors.talking import Talk
from tests.tracker.inbox.raw_mails import raw_mail
from tracker import clock
from tracker.inbox.doors import imap, reading
from tracker.inbox.doors.listener import listening
from tracker.inbox.words import Door, InboxState
from tracker.models.incoming import IncomingArrival, IncomingMail


def test_what_is_there_is_stored_as_it_is_and_left_alone(fetcher, server, session):
    mails = [raw_mail("1"), raw_mail("我已报到\r\n\x07\xff"), raw_mail("x" * 5000)]
    server.append(*mails)

    assert fetcher.round() == 7

    assert stored(session) == mails
    assert all(b"\\Seen" not in flags for flags in server.flags().values())
    mail = session.scalars(select(IncomingMail)).first()
    assert mail.state is InboxState.WAITING
    assert [arrival.door for arrival in mail.arrivals] == [Door.IMAP]
    assert (mail.arrivals[0].sender, mail.arrivals[0].recipients) == (None, [])
    row = mailbox(session)
    assert row.name == f"{ACCOUNT}@127.0.0.1/INBOX"
    assert row.last_error == ""
    assert row.last_uid == max(server.flags())
    assert clock.now() - row.read_at < timedelta(minutes=1)


def test_an_empty_mailbox_is_read_and_nothing_told(fetcher, session):
    assert fetcher.round() == 7
    assert (mailbox(session).last_error, stored(session)) == ("", [])


def test_what_comes_later_is_read_later_and_what_is_known_is_not_fetched_again(
    fetcher, server, session
):
    server.append(raw_mail("1"))
    fetcher.round()
    fetcher.round()
    server.append(raw_mail("2"))
    fetcher.round()

    assert stored(session) == [raw_mail("1"), raw_mail("2")]
    assert session.scalar(select(sa.func.count(IncomingArrival.id))) == 2


def test_a_mail_counts_from_when_the_server_took_it(fetcher, server, session):
    came = clock.now().replace(microsecond=0) - timedelta(days=2)
    with server.client() as client:
        client.append("INBOX", raw_mail("1"), msg_time=came)
        client.append("INBOX", raw_mail("2"), msg_time=came + timedelta(days=30))
    fetcher.round()

    first, second = session.scalars(select(IncomingMail.received_at).order_by(IncomingMail.id))
    assert first == came
    assert timedelta() <= clock.now() - second < timedelta(minutes=1)


def test_mails_deleted_by_hand_hinder_nobody(fetcher, server, session):
    server.append(*(raw_mail(str(number)) for number in range(3)))
    fetcher.round()
    server.delete(list(server.flags()))
    fetcher.round()
    server.append(raw_mail("new"))
    fetcher.round()

    assert len(stored(session)) == 4
    assert mailbox(session).last_error == ""


def test_when_the_numbers_change_all_is_read_again_and_nothing_doubled(
    make_fetcher, server, session
):
    mails = [raw_mail("1"), raw_mail("2", message_id="", date=""), raw_mail("3")]
    fetcher = make_fetcher(imap_folder="回信")
    server.append(*mails[:2], folder="回信")
    fetcher.round()
    before = mailbox(session).uid_validity

    server.renumber("回信", [mails[1], mails[0], mails[2]])
    fetcher.round()

    row = mailbox(session)
    assert row.uid_validity != before
    assert row.last_error == ""
    assert stored(session) == mails
    assert sorted(uids(session)) == [1, 1, 2, 2, 3]
    server.renumber("回信", [])


def test_a_mail_by_both_doors_is_one(fetcher, server, session, settings, engine):
    raw = raw_mail("3 换单位")
    with listening(settings, engine) as port, Talk(port) as talk:
        assert talk.bring(raw).startswith("250")
        server.append(b"Return-Path: <a@example.com>\r\nDelivered-To: zuzhibu\r\n" + raw)
        fetcher.round()
        server.append(raw_mail("5"))
        fetcher.round()
        assert talk.bring(raw_mail("5")).startswith("250")

    mails = session.scalars(select(IncomingMail).order_by(IncomingMail.id)).all()
    assert [[arrival.door for arrival in mail.arrivals] for mail in mails] == [
        [Door.SMTP, Door.IMAP],
        [Door.IMAP, Door.SMTP],
    ]


def test_also_one_with_bytes_that_a_mailbox_cannot_hand_over(
    fetcher, server, session, settings, engine
):
    raw = raw_mail("\0 1 \0")
    with listening(settings, engine) as port, Talk(port) as talk:
        assert talk.bring(raw).startswith("250")
    server.append(raw)
    fetcher.round()

    assert stored(session) == [raw]
    assert len(uids(session)) == 2


def test_a_thousand_mails_are_read_in_one_pass(fetcher, server, session):
    mails = [raw_mail(str(number)) for number in range(1000)]
    server.drop(mails)
    fetcher.round()

    assert sorted(stored(session)) == sorted(mails)
    assert mailbox(session).last_uid == max(server.flags())


def test_thirty_megabytes_come_in_pieces_byte_for_byte(fetcher, server, session):
    line = "iVBORw0KGgoAAAANSUhEUgAA" * 3
    large = raw_mail("\r\n".join(line + str(number) for number in range(390_000)))
    assert len(large) > 28 * imap.PIECE
    server.append(raw_mail("before"), large, raw_mail("after"))

    fetcher.round()

    assert stored(session) == [raw_mail("before"), large, raw_mail("after")]


def test_a_mail_of_whole_pieces_ends_where_it_ends(fetcher, server, session, monkeypatch):
    monkeypatch.setattr(reading, "BYTES_AT_ONCE", 100)
    monkeypatch.setattr(imap, "PIECE", 64)
    exact = raw_mail("x")
    exact = raw_mail("x" * (64 * 5 - len(exact) + 1))
    assert len(exact) == 64 * 5
    server.append(exact)
    fetcher.round()

    assert stored(session) == [exact]


def test_a_mail_over_the_limit_stays_there_is_told_of_and_taken_when_the_limit_is_raised(
    make_fetcher, server, session
):
    large = raw_mail("\r\n".join(["x" * 70] * 160_000))
    server.append(raw_mail("before"), large, raw_mail("after"))
    strict = make_fetcher(imap_max_mb=10)
    for _ in range(2):
        assert strict.round() == 7
        told = mailbox(session).last_error
        assert told.startswith("有 1 封邮件超过 10 MB，没有收取，仍在邮箱“INBOX”中，请登录邮箱查看")
        assert "11.0 MB" in told
    assert stored(session) == [raw_mail("before"), raw_mail("after")]
    strict.end()

    make_fetcher(imap_max_mb=12).round()

    assert stored(session)[2] == large
    assert mailbox(session).last_error == ""


def test_read_mails_are_marked_where_that_is_wanted(make_fetcher, server, session):
    server.append(raw_mail("1"), raw_mail("2"))
    make_fetcher(imap_after="seen").round()

    assert all(b"\\Seen" in flags for flags in server.flags().values())
    assert len(stored(session)) == 2


def test_read_mails_are_moved_where_that_is_wanted_also_those_left_from_before(
    make_fetcher, server, session
):
    server.append(raw_mail("1"))
    first = make_fetcher()
    first.round()
    first.end()
    server.append(raw_mail("2"))

    make_fetcher(imap_after="move:已读入").round()

    assert server.flags() == {}
    assert len(server.flags("已读入")) == 2
    assert len(stored(session)) == 2
    assert mailbox(session).last_error == ""
    server.delete(list(server.flags("已读入")), "已读入")


def test_a_reader_that_is_to_end_stops_between_two_groups(fetcher, server, session, monkeypatch):
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    server.append(*(raw_mail(str(number)) for number in range(5)))
    asked = iter([False, True])
    fetcher.stopping = lambda: next(asked)
    fetcher.round()
    assert len(stored(session)) == 2

    fetcher.stopping = lambda: False
    fetcher.round()
    assert len(stored(session)) == 5
