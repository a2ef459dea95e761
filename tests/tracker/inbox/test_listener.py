"""The listener's dialogue: what it takes is stored first, what it refuses it refuses at once."""

import smtplib
import socket
import sqlite3
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from sqlalchemy import select

from tests.databases import postgres
from tests.tracker.inbox.mails import OUR_ADDRESS, raw_mail
from tests.tracker.inbox.talking import Talk
from tracker import clock
from tracker.inbox.doors import dialogue
from tracker.inbox.doors.crowd import Crowd
from tracker.inbox.doors.listener import listening
from tracker.inbox.words import Door, InboxState
from tracker.models.incoming import IncomingArrival, IncomingMail, IncomingRaw

TOKEN = "0123456789abcdef0123456789abcdef"


def stored(session) -> list[bytes]:
    session.rollback()
    return list(session.scalars(select(IncomingRaw.data).order_by(IncomingRaw.id)))


def envelopes(session) -> list[tuple[str | None, list[str]]]:
    query = select(IncomingArrival.sender, IncomingArrival.recipients)
    return [(row[0], row[1]) for row in session.execute(query.order_by(IncomingArrival.id))]


def test_a_mail_is_stored_as_it_came_before_it_is_acknowledged(talk, session):
    raw = raw_mail("1\r\n.\r\n..two dots\r\n\0\x07")

    assert talk.bring(raw).startswith("250 2.0.0")

    assert stored(session) == [raw]
    assert envelopes(session) == [("biyesheng@example.com", [OUR_ADDRESS])]
    mail = session.scalars(select(IncomingMail)).one()
    assert mail.state is InboxState.WAITING
    assert clock.now() - mail.received_at < timedelta(minutes=1)


def test_whatever_bytes_are_handed_over_are_stored(talk, session):
    @given(st.binary(max_size=200))
    @settings_of_hypothesis(max_examples=60, deadline=None)
    def hand_over(some: bytes) -> None:
        raw = some.replace(b"\r", b"").replace(b"\n", b"\r\n") + b"\r\n"
        assert talk.bring(raw).startswith("250")
        assert raw in stored(session)

    hand_over()


def test_several_mails_come_by_one_connection(talk, session):
    for number in range(3):
        assert talk.bring(raw_mail(str(number))).startswith("250")
    assert talk.say("QUIT").startswith("221")
    assert len(stored(session)) == 3


def test_the_null_sender_of_a_bounce_is_kept_as_such(talk, session):
    assert talk.bring(raw_mail(), f"bounce+{TOKEN}@example.org", sender="").startswith("250")
    assert envelopes(session) == [("", [f"bounce+{TOKEN}@example.org"])]


@pytest.mark.parametrize(
    "sender",
    [
        "12345+auto_=zuzhibu=example.org@example.com",
        "two..dots@example.com",
        "ends.@example.com",
        "毕业生@例子.example.com",
    ],
)
def test_senders_that_no_grammar_knows_are_taken_all_the_same(talk, session, sender):
    assert talk.bring(raw_mail(), sender=sender).startswith("250")
    assert envelopes(session) == [(sender, [OUR_ADDRESS])]


@pytest.mark.parametrize(
    "ours",
    [
        OUR_ADDRESS,
        "ZuZhiBu@Example.ORG",
        f"reply+{TOKEN}@example.org",
        f"Reply+{TOKEN.upper()}@example.org",
        f"bounce+{TOKEN}@example.org",
        f"bounce+{TOKEN}-a1b2c3d4@example.org",
        "dangyuan@example.net",
        "anybody@reply.example.net",
    ],
)
def test_our_own_addresses_are_taken(settings, engine, ours):
    named = replace(settings, inbox_recipients=("dangyuan@example.net", "@reply.example.net"))
    with listening(named, engine) as port, Talk(port) as talk:
        talk.say("MAIL FROM:<a@example.com>")
        assert talk.say(f"RCPT TO:<{ours}>") == "250 2.1.5 OK"


@pytest.mark.parametrize(
    "not_ours",
    [
        "somebody@example.com",
        "zuzhibu@example.com",
        "zuzhibu",
        "postmaster",
        "",
        "reply+@example.org",
        "reply@example.org",
        f"reply+{TOKEN}@example.com",
        f"xreply+{TOKEN}@example.org",
        "zuzhibu%example.com@example.net",
        "@example.net:zuzhibu@example.com",
        "zuzhibu@example.org@example.com",
    ],
)
def test_nothing_is_relayed_and_nobody_else_has_a_mailbox_here(talk, session, not_ours):
    talk.say("MAIL FROM:<a@example.com>")

    assert talk.say(f"RCPT TO:<{not_ours}>").startswith("550 5.1.1")
    assert talk.say("DATA").startswith("503")
    assert stored(session) == []


def test_one_refused_recipient_does_not_hinder_the_other(talk, session):
    talk.say("MAIL FROM:<a@example.com>")
    assert talk.say("RCPT TO:<nobody@example.org>").startswith("550")
    assert talk.say(f"RCPT TO:<{OUR_ADDRESS}>").startswith("250")
    assert talk.say("DATA").startswith("354")
    assert talk.say(raw_mail() + b".").startswith("250")

    assert envelopes(session) == [("a@example.com", [OUR_ADDRESS])]


def test_too_many_recipients_are_to_be_sent_in_another_mail(settings, engine, session):
    with listening(replace(settings, inbox_max_recipients=2), engine) as port, Talk(port) as talk:
        talk.say("MAIL FROM:<a@example.com>")
        for number in range(2):
            assert talk.say(f"RCPT TO:<reply+{number}@example.org>").startswith("250")
        assert talk.say("RCPT TO:<reply+2@example.org>").startswith("452 4.5.3")
        assert talk.say("DATA").startswith("354")
        assert talk.say(raw_mail() + b".").startswith("250")
    assert len(envelopes(session)[0][1]) == 2


def test_a_size_over_the_limit_is_refused_when_it_is_named(settings, engine):
    with listening(replace(settings, inbox_max_mb=1), engine) as port, Talk(port) as talk:
        assert "250-SIZE 1048576" in talk.features
        assert talk.say("MAIL FROM:<a@example.com> SIZE=1048577").startswith("552 5.3.4")
        assert talk.say("MAIL FROM:<a@example.com> SIZE=1048576 BODY=8BITMIME").startswith("250")


@pytest.mark.parametrize("line", [b"x" * 998 + b"\r\n", b"x" * 100_000, b"." * 70_000 + b"\r\n"])
def test_a_size_over_the_limit_is_refused_after_the_mail_and_the_next_one_taken(
    settings, engine, session, line
):
    with listening(replace(settings, inbox_max_mb=1), engine) as port, Talk(port) as talk:
        answer = talk.bring(raw_mail() + line * (3_000_000 // len(line)) + b"\r\n")
        assert answer.startswith("552 5.3.4")
        assert talk.bring(raw_mail()).startswith("250")
    assert stored(session) == [raw_mail()]


@pytest.mark.parametrize("length", [999, 1_001, 65_533, 65_536, 65_537, 200_000, 3_000_000])
def test_lines_of_any_length_are_taken_byte_for_byte(talk, session, length):
    raw = raw_mail("x" * length + "\r\n." + "." * length + "\r\n..")

    assert talk.bring(raw).startswith("250")
    assert stored(session) == [raw]


def test_bare_line_feeds_end_neither_a_line_nor_the_mail(talk, session):
    raw = raw_mail("one\n.\ntwo\r.\rthree")

    assert talk.bring(raw).startswith("250")
    assert stored(session) == [raw]


def test_thirty_megabytes_are_taken(talk, session):
    raw = raw_mail("\r\n".join(["iVBORw0KGgoAAAANSUhEUgAA" * 3] * 400_000))[: 30 * 1024 * 1024 - 2]
    raw += b"\r\n"

    assert talk.bring(raw).startswith("250")
    assert stored(session) == [raw]


def test_nobody_learns_which_addresses_there_are(talk):
    answers = {talk.say(f"VRFY {one}") for one in (OUR_ADDRESS, "nobody@example.org")}
    assert len(answers) == 1
    assert answers.pop().startswith("252")
    assert talk.say("EXPN staff").startswith("502")


def test_mail_in_utf_8_addresses_is_offered_and_taken(port, session):
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.ehlo()
        assert client.has_extn("smtputf8")
        assert client.has_extn("8bitmime")
        client.sendmail(
            "毕业生@example.com", [OUR_ADDRESS], raw_mail("我已报到"), ["SMTPUTF8", "BODY=8BITMIME"]
        )
    assert envelopes(session) == [("毕业生@example.com", [OUR_ADDRESS])]


def test_lmtp_answers_once_for_each_recipient(settings, engine, session):
    recipients = [OUR_ADDRESS, f"reply+{TOKEN}@example.org", OUR_ADDRESS]
    by_lmtp = replace(settings, inbox_listen="lmtp")
    with listening(by_lmtp, engine) as port, Talk(port, "LHLO mx.example.com") as talk:
        assert talk.say("EHLO mx.example.com").startswith("500")
        for raw in (raw_mail("1"), raw_mail("2")):
            assert talk.bring(raw, *recipients).startswith("250 2.0.0")
            assert [talk.answer(), talk.answer()] == ["250 2.0.0 OK stored"] * 2
        assert talk.say("NOOP").startswith("250")

    assert len(stored(session)) == 2
    assert envelopes(session) == [("biyesheng@example.com", recipients)] * 2
    assert session.scalars(select(IncomingArrival.door)).all() == [Door.LMTP] * 2


def test_lmtp_refuses_once_for_each_recipient_too(settings, engine, session):
    by_lmtp = replace(settings, inbox_listen="lmtp", inbox_max_mb=1)
    with listening(by_lmtp, engine) as port, Talk(port, "LHLO mx.example.com") as talk:
        large = raw_mail("x" * 1_500_000)
        assert talk.bring(large, OUR_ADDRESS, "reply+1@example.org").startswith("552")
        assert talk.answer().startswith("552")
        assert talk.say("NOOP").startswith("250")
    assert stored(session) == []


def test_the_lmtp_client_of_the_standard_library_is_understood(settings, engine, session):
    by_lmtp = replace(settings, inbox_listen="lmtp")
    with listening(by_lmtp, engine) as port, smtplib.LMTP("127.0.0.1", port) as client:
        refused = client.sendmail(
            "", [OUR_ADDRESS, "nobody@example.org", "reply+1@example.org"], raw_mail()
        )
        # It waits for one answer only; the other one is there.
        assert client.getreply()[0] == 250
    assert list(refused) == ["nobody@example.org"]
    assert envelopes(session) == [("", [OUR_ADDRESS, "reply+1@example.org"])]


def test_while_another_writes_too_long_the_answer_is_try_later(settings, database_url, session):
    engine = sa.create_engine(database_url)
    hurried = sa.event.listens_for(engine, "connect")
    hurried(lambda connection, _record: connection.execute("PRAGMA busy_timeout=100"))
    path = database_url.removeprefix("sqlite:///")
    with listening(settings, engine) as port, Talk(port) as talk:
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        assert talk.bring(raw_mail()) == dialogue.TRY_LATER
        writer.execute("ROLLBACK")
        writer.close()
        assert stored(session) == []
        assert talk.bring(raw_mail()).startswith("250")
    engine.dispose()
    assert stored(session) == [raw_mail()]


def test_while_the_database_cannot_be_written_the_answer_is_try_later(
    settings, database_url, session
):
    path = database_url.removeprefix("sqlite:///")
    engine = sa.create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    with listening(settings, engine) as port, Talk(port) as talk:
        assert talk.bring(raw_mail()) == dialogue.TRY_LATER
    engine.dispose()
    assert stored(session) == []


def test_without_its_tables_the_answer_is_try_later(settings, tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path}/empty.sqlite3")
    with listening(settings, engine) as port, Talk(port) as talk:
        assert talk.bring(raw_mail()) == dialogue.TRY_LATER
        assert talk.say("NOOP").startswith("250")
    engine.dispose()


def test_while_the_database_is_stopped_the_answer_is_try_later(settings):
    with postgres() as url:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    with listening(settings, engine) as port, Talk(port) as talk:
        for _ in range(2):
            assert talk.bring(raw_mail()) == dialogue.TRY_LATER
    engine.dispose()


def test_a_peer_with_too_many_connections_is_asked_to_come_later(settings, engine):
    with (
        listening(settings, engine, Crowd(per_peer=2)) as port,
        Talk(port),
        Talk(port) as second,
        Talk(port) as third,
    ):
        assert third.greeting.startswith("421 4.7.0")
        assert third.answer() == ""
        assert second.say("NOOP").startswith("250")
        assert second.say("QUIT").startswith("221")
        assert second.answer() == ""
        with Talk(port) as again:
            assert again.greeting.startswith("220")


def test_a_peer_with_too_many_mails_a_minute_is_asked_to_come_later(settings, engine, session):
    with listening(settings, engine, Crowd(per_minute=2)) as port, Talk(port) as talk:
        for body in "12":
            assert talk.bring(raw_mail(body)).startswith("250")
        assert talk.say("MAIL FROM:<a@example.com>").startswith("451 4.7.0")
    assert len(stored(session)) == 2


def test_after_a_minute_a_peer_may_bring_mails_again():
    crowd = Crowd(per_minute=2)
    assert [crowd.may_bring("a", at) for at in (0.0, 30.0, 59.0, 60.0, 61.0)] == [
        True, True, False, True, False
    ]  # fmt: skip
    assert crowd.may_bring("b", 61.0)


@pytest.mark.parametrize("said", [b"", b"MAIL FROM:<a@exam", b"MAIL FROM:<a@example.com>\r\n"])
def test_who_says_nothing_for_long_is_cut_off(settings, engine, monkeypatch, said):
    monkeypatch.setattr(dialogue, "COMMAND_SECONDS", 0.3)
    with listening(settings, engine) as port, socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(b"EHLO mx.example.com\r\n" + said)
        one.settimeout(20)
        while one.recv(4096):
            pass


def test_who_drips_a_mail_without_end_is_cut_off_and_nothing_stored(
    settings, engine, monkeypatch, session
):
    monkeypatch.setattr(dialogue, "MAIL_SECONDS", 0.3)
    with listening(settings, engine) as port, Talk(port) as talk:
        assert talk.begin().startswith("354")
        with suppress(OSError):
            for _ in range(1000):
                talk.socket.sendall(b"x\r\n")
                time.sleep(0.02)
            pytest.fail("it was never cut off")
    assert stored(session) == []


@pytest.mark.parametrize(
    "cut", [b"EHLO x\r\n", b"Subject: 1\r\n", b"Subject: 1\r\n\r\n1\r\n.", b"x" * 70_000]
)
def test_a_mail_that_breaks_off_is_not_stored(talk, session, cut):
    assert talk.begin().startswith("354")
    talk.socket.sendall(cut)
    talk.socket.shutdown(socket.SHUT_WR)

    assert talk.answer() == ""
    assert stored(session) == []


@pytest.mark.parametrize(
    "nonsense", [b"\xff\xfe\0", b"MAIL", b"MAIL FROM:", b"RCPT TO:<a@b>", b"A" * 9_000, b"BDAT 1"]
)
def test_nonsense_is_answered_and_the_next_mail_taken(talk, session, nonsense):
    assert talk.say(nonsense)[:1] == "5"
    assert talk.bring(raw_mail()).startswith("250")
    assert len(stored(session)) == 1


def test_the_log_tells_of_each_mail_and_of_nobody(talk, session, caplog):
    caplog.set_level("DEBUG")
    talk.say("MAIL FROM:<a@example.com>")
    talk.say("RCPT TO:<nobody@example.org>")
    talk.say("RSET")
    talk.bring(raw_mail("我已报到"))

    incoming = session.scalars(select(IncomingMail.id)).one()
    assert f"mail {incoming} by" in caplog.text
    for secret in ("example.com", "nobody", "biyesheng", "报到"):
        assert secret not in caplog.text
