"""The listener killed between every two steps: a mail is neither lost nor doubled."""

import os
import signal
import smtplib
import socket
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.tracker.inbox.doors.dying import door, listener
from tests.tracker.inbox.doors.talking import Talk
from tests.tracker.inbox.raw_mails import OUR_ADDRESS, raw_mail
from tracker.inbox.doors.crowd import Crowd
from tracker.models.db import begin_writing
from tracker.models.incoming import IncomingArrival, IncomingMail, IncomingRaw

PATIENCE_SECONDS = 30


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


@pytest.fixture
def settings(settings):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    return replace(settings, inbox_port=port)


def talk_to(port: int) -> Talk:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return Talk(port)
        except OSError:
            assert time.monotonic() < end, "the listener never came up"
            time.sleep(0.02)


def acknowledged(port: int, raw: bytes) -> bool:
    """Whether the mail was taken, as a sending server sees it."""
    with talk_to(port) as talk:
        try:
            return talk.bring(raw).startswith("250")
        except (OSError, AssertionError):
            return False


def test_killed_at_any_step_the_mail_that_comes_again_is_there_once(session, settings):
    steps_passed = 0
    for step in range(1, 30):
        raw = raw_mail(f"step {step}")
        with door(listener, settings, die_at=step) as process:
            taken = acknowledged(settings.inbox_port, raw)
            if not taken:
                process.join(PATIENCE_SECONDS)
                assert process.exitcode == -signal.SIGKILL
        if taken:
            # It was to die at a step that never came.
            break
        steps_passed += 1
        with door(listener, settings):
            assert acknowledged(settings.inbox_port, raw)
    # At least: begin, the mail, its bytes, its arrival, before the commit, after the commit.
    assert steps_passed >= 5

    rows = session.scalars(select(IncomingRaw.data).order_by(IncomingRaw.id)).all()
    assert rows == [raw_mail(f"step {step}") for step in range(1, steps_passed + 2)]
    mails = session.scalars(select(IncomingMail).order_by(IncomingMail.id)).all()
    # Only what was committed and never acknowledged came a second time.
    assert [len(mail.arrivals) for mail in mails] == [1] * (steps_passed - 1) + [2, 1]


def test_asked_to_end_it_finishes_the_mail_under_way(session, settings):
    with door(listener, settings) as process, talk_to(settings.inbox_port) as talk:
        assert talk.begin().startswith("354")
        os.kill(process.pid, signal.SIGTERM)
        time.sleep(0.2)
        assert process.is_alive()
        assert talk.say(raw_mail() + b".").startswith("250")
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == 0
    assert len(session.scalars(select(IncomingRaw.id)).all()) == 1


def test_asked_to_end_it_says_goodbye_to_who_only_waits(settings):
    with door(listener, settings) as process, talk_to(settings.inbox_port) as talk:
        process.terminate()
        assert talk.answer().startswith("421 4.3.2")
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == 0


def test_two_listeners_that_take_one_mail_at_once_store_it_once(session, sessions, settings):
    """On SQLite both wait for the lock that this test holds; on PostgreSQL they simply race."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        other = replace(settings, inbox_port=probe.getsockname()[1])
    raw = raw_mail("at once")
    answers: list[bool] = []

    def bring(port: int) -> None:
        answers.append(acknowledged(port, raw))

    with door(listener, settings), door(listener, other):
        talk_to(settings.inbox_port).__exit__(None, None, None)
        talk_to(other.inbox_port).__exit__(None, None, None)
        begin_writing(session)
        threads = [
            threading.Thread(target=bring, args=(one.inbox_port,)) for one in (settings, other)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.1)
        session.rollback()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)

    assert answers == [True, True]
    assert len(session.scalars(select(IncomingRaw.id)).all()) == 1
    assert len(session.scalars(select(IncomingArrival.id)).all()) == 2


def test_many_servers_hand_over_at_once(session, settings):
    """Each mail once, though every one of them comes by two connections."""
    senders = 8
    assert senders < Crowd().per_peer
    failed: list[BaseException] = []

    def send(number: int) -> None:
        try:
            with smtplib.SMTP("127.0.0.1", settings.inbox_port, timeout=60) as client:
                for mail in range(5):
                    client.sendmail(
                        "a@example.com", [OUR_ADDRESS], raw_mail(f"{number // 2} {mail}")
                    )
        except BaseException as error:
            failed.append(error)

    with door(listener, settings):
        talk_to(settings.inbox_port).__exit__(None, None, None)
        threads = [threading.Thread(target=send, args=(number,)) for number in range(senders)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)

    assert failed == []
    assert len(session.scalars(select(IncomingRaw.id)).all()) == senders // 2 * 5
    assert len(session.scalars(select(IncomingArrival.id)).all()) == senders * 5
