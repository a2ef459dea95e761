"""A worker killed anywhere: every reminder exists once, with its mail and its task (fault 15)."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.tracker.waits.small import WAITS, at, letter_out, look, planned
from tracker.clock import database_now
from tracker.config import Settings
from tracker.desk import Desk
from tracker.models import AnswerLink, CasePlan, Mail, ReminderRecord, Task
from tracker.models.db import begin_writing
from tracker.waits.engine import do_due

PATIENCE_SECONDS = 60
CASES = 3
# The letter's reminders and the first two rungs are missed: each case has one task, no mail; at the
# end of August one mail each.
MAILED, ASKED = at(8, 30, 9, 1), at(10, 10, 9, 1)

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


@pytest.fixture(params=[("sqlite_url", 4), ("postgres_url", 9)], ids=["sqlite", "postgresql"])
def step(request) -> int:
    """Killed at every so many statements."""
    step: int = request.param[1]
    return step


@pytest.fixture
def database_url(request, step) -> str:
    url: str = request.getfixturevalue("sqlite_url" if step == 4 else "postgres_url")
    return url


def victim(settings: Settings, moment, nth: int) -> None:
    """One round of a worker that is killed as it sends its nth statement, or commits as its nth act."""
    engine, acts = sa.create_engine(settings.database_url), 0

    def strike(*_: object) -> None:
        nonlocal acts
        acts += 1
        if acts == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", strike)
    event.listen(engine, "commit", strike)
    with Session(engine) as session:
        do_due(Desk(session, settings, moment), "victim", waits=WAITS)


def killed(settings: Settings, moment, nth: int) -> bool:
    """Whether it died; False where it was done before its nth act."""
    process = _PROCESSES.Process(target=victim, args=(settings, moment, nth))
    process.start()
    process.join(PATIENCE_SECONDS)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def let_leases_end(session) -> None:
    begin_writing(session)
    past = database_now(session) - timedelta(seconds=1)
    leased = sa.update(CasePlan).where(CasePlan.lease_until.is_not(None))
    session.execute(leased.values(lease_until=past))
    session.commit()


@pytest.mark.parametrize("moment", [MAILED, ASKED], ids=["mails", "tasks"])
def test_killed_at_any_statement_each_reminder_exists_once(desk, session, settings, step, moment):
    nth, deaths, cases = 1, 0, []
    while True:
        cases += [planned(desk, letter_out(session)).id for _ in range(CASES)]
        session.rollback()
        died = killed(settings, moment, nth)
        let_leases_end(session)
        look(desk, moment)
        if not died:
            break
        nth, deaths = nth + step, deaths + 1

    assert deaths > 3
    once = dict.fromkeys(cases, 1)
    assert Counter(session.scalars(sa.select(ReminderRecord.case_id))) == once
    model = Mail if moment is MAILED else Task
    assert Counter(session.scalars(sa.select(model.case_id))) == once
    assert None not in session.scalars(sa.select(model.reminder_id)).all()
    assert session.scalar(sa.select(sa.func.count()).select_from(AnswerLink)) == (
        len(cases) if moment is MAILED else 0
    )
    assert session.scalar(sa.select(sa.func.max(CasePlan.failures))) == 0
