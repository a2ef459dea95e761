"""The listener when it is too much, too slow, or the database is away: later, or a plain no."""

import socket
import sqlite3
import time
from contextlib import suppress
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.databases import postgres
from tests.tracker.inbox.doors.seeing import envelopes, stored
from tests.tracker.inbox.doors.talking import Talk
from tests.tracker.inbox.raw_mails import raw_mail
from tracker.inbox.doors import dialogue
from tracker.inbox.doors.crowd import Crowd
from tracker.inbox.doors.listener import listening


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


@pytest.mark.parametrize("size", ["abc", "-1", "", "١٢", "1e3"])
def test_a_size_that_is_no_number_is_a_mistake_of_the_sender(settings, engine, size):
    with listening(settings, engine) as port, Talk(port) as talk:
        assert talk.say(f"MAIL FROM:<a@example.com> SIZE={size}").startswith("501 ")
        assert talk.say("MAIL FROM:<a@example.com>").startswith("250")


@pytest.mark.parametrize("line", [b"x" * 998 + b"\r\n", b"x" * 100_000, b"." * 70_000 + b"\r\n"])
def test_a_size_over_the_limit_is_refused_after_the_mail_and_the_next_one_taken(
    settings, engine, session, line
):
    with listening(replace(settings, inbox_max_mb=1), engine) as port, Talk(port) as talk:
        answer = talk.bring(raw_mail() + line * (3_000_000 // len(line)) + b"\r\n")
        assert answer.startswith("552 5.3.4")
        assert talk.bring(raw_mail()).startswith("250")
    assert stored(session) == [raw_mail()]


def test_thirty_megabytes_are_taken(talk, session):
    raw = raw_mail("\r\n".join(["iVBORw0KGgoAAAANSUhEUgAA" * 3] * 400_000))[: 30 * 1024 * 1024 - 2]
    raw += b"\r\n"

    assert talk.bring(raw).startswith("250")
    assert stored(session) == [raw]


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
