"""The reader of a mailbox killed between every two steps: no mail is lost, none is doubled."""

import os
import signal
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from tests.tracker.inbox.doors.dovecot import ACCOUNT, PASSWORD, dovecot
from tests.tracker.inbox.doors.dying import door, fetcher
from tests.tracker.inbox.raw_mails import raw_mail
from tracker.clock import database_now
from tracker.models.db import begin_writing
from tracker.models.incoming import ImapMailbox, IncomingArrival, IncomingRaw

PATIENCE_SECONDS = 30


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


@pytest.fixture
def server():
    with dovecot() as server:
        yield server


@pytest.fixture
def settings(settings, server):
    return replace(
        settings,
        imap_host="127.0.0.1",
        imap_port=server.port,
        imap_username=ACCOUNT,
        imap_password=PASSWORD,
        imap_tls="none",
        imap_after="move:已读入",
    )


def read_at(session):
    session.rollback()
    return session.scalar(select(ImapMailbox.read_at))


def stored(session) -> int:
    session.rollback()
    return session.scalar(select(sa.func.count(IncomingRaw.id)))


def let_leases_end(session) -> None:
    begin_writing(session)
    past = database_now(session) - timedelta(seconds=1)
    session.execute(sa.update(ImapMailbox).values(lease_until=past))
    session.commit()


def survives_a_pass(session, process) -> bool:
    before = read_at(session)
    end = time.monotonic() + PATIENCE_SECONDS
    while process.is_alive():
        if read_at(session) != before:
            return True
        assert time.monotonic() < end, "it neither read nor died"
        time.sleep(0.01)
    assert process.exitcode == -signal.SIGKILL
    return False


def test_killed_at_any_step_every_mail_is_there_once(session, settings, server, database_url):
    # On PostgreSQL, where each step takes longer, some of the steps have to do.
    stride = 1 if database_url.startswith("sqlite") else 7
    mails: list[bytes] = []
    deaths = 0
    for step in range(1, 300, stride):
        # Two are always there to be read.
        unread = len(mails) - stored(session)
        new = [raw_mail(f"{step} {number}") for number in range(2 - unread)]
        server.append(*new)
        mails += new
        with door(fetcher, settings, die_at=step) as process:
            survived = survives_a_pass(session, process)
        let_leases_end(session)
        if survived:
            break
        deaths += 1
    # At least: claim, log in, open, search, sizes, then two mails to fetch, store and move.
    assert deaths >= 30 / stride

    with door(fetcher, settings) as process:
        assert survives_a_pass(session, process)

    session.rollback()
    assert sorted(session.scalars(select(IncomingRaw.data))) == sorted(mails)
    uids = session.scalars(select(IncomingArrival.uid)).all()
    assert len(uids) == len(set(uids)) == len(mails)
    assert server.flags() == {}
    assert len(server.flags("已读入")) == len(mails)


def test_asked_to_end_it_lets_go_of_the_mailbox(session, settings):
    with door(fetcher, settings) as process:
        assert survives_a_pass(session, process)
        os.kill(process.pid, signal.SIGTERM)
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == 0
    session.rollback()
    row = session.scalars(select(ImapMailbox)).one()
    assert (row.claimed_by, row.lease_until, row.last_error) == ("", None, "")
