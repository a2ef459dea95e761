"""The listener's dialogue: what it takes is stored first, what it refuses it refuses at once."""

import smtplib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from sqlalchemy import select

from tests.tracker.inbox.doors.seeing import envelopes, stored
from tests.tracker.inbox.doors.talking import Talk
from tests.tracker.inbox.raw_mails import OUR_ADDRESS, raw_mail
from tracker import clock
from tracker.inbox.doors.listener import listening
from tracker.inbox.words import Door, InboxState
from tracker.models.incoming import IncomingArrival, IncomingMail

TOKEN = "0123456789abcdef0123456789abcdef"


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


@pytest.mark.parametrize("length", [999, 1_001, 65_533, 65_536, 65_537, 200_000, 3_000_000])
def test_lines_of_any_length_are_taken_byte_for_byte(talk, session, length):
    raw = raw_mail("x" * length + "\r\n." + "." * length + "\r\n..")

    assert talk.bring(raw).startswith("250")
    assert stored(session) == [raw]


def test_bare_line_feeds_end_neither_a_line_nor_the_mail(talk, session):
    raw = raw_mail("one\n.\ntwo\r.\rthree")

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
