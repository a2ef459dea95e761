"""Whenever the worker is killed, an answer is one entry, one move, one mail: never none, never two."""

import signal
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.tracker.inbox.chain.dying import POINTS, worker
from tests.tracker.inbox.chain.letters import arrive, letter, moves
from tracker.clock import database_now
from tracker.inbox.words import InboxState
from tracker.models import AnswerLink, ContactEntry, IncomingFiling, IncomingMail, Mail
from tracker.models.db import begin_writing

PATIENCE_SECONDS = 30


@pytest.fixture
def settings(settings):
    return replace(settings, mail_divert="folder")


def state(session) -> InboxState:
    session.rollback()
    return session.scalars(sa.select(IncomingMail.state)).one()


def let_leases_end(session) -> None:
    begin_writing(session)
    past = database_now(session) - timedelta(seconds=1)
    session.execute(
        sa.update(IncomingMail)
        .where(IncomingMail.lease_until.is_not(None))
        .values(lease_until=past)
    )
    session.commit()


def wait_until_filed(session) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while state(session) is not InboxState.FILED:
        assert time.monotonic() < end, "it was not filed in time"
        time.sleep(0.01)


@pytest.mark.parametrize("point", POINTS)
def test_killed_between_two_steps(desk, session, settings, case, mail, point):
    # The worker goes by the clock on the wall, by which the link still holds.
    still = database_now(session) + timedelta(days=1)
    session.execute(sa.update(AnswerLink).values(expires_at=still))
    session.commit()
    arrive(desk, letter(mail, "1"))
    with worker(settings, point) as victim:
        victim.join(PATIENCE_SECONDS)
        assert victim.exitcode == -signal.SIGKILL
    assert state(session) is (InboxState.FILED if point == "end" else InboxState.WAITING)
    let_leases_end(session)

    with worker(settings):
        wait_until_filed(session)

    came_in = sa.select(ContactEntry).where(ContactEntry.incoming_id.is_not(None))
    assert len(session.scalars(came_in).all()) == 1
    assert len(session.scalars(sa.select(IncomingFiling)).all()) == 1
    assert moves(desk, case) == ["urge_report", "record_feedback"]
    assert len(session.scalars(sa.select(Mail).filter_by(kind="feedback_thanks")).all()) == 1
