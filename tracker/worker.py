"""The worker: sends mails, reads what came in and does what is due in cases, every second.

It ends between two mails or cases. They take turns, a batch each, so that a thousand prompts hold
up no answer and a flood of mail no prompt.

Long work is done beside it, in processes of its own (`tracker.jobs.keeper`): a job holds up no mail.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker import clock
from tracker.actions.refused_mails import follow_refused
from tracker.actions.simulations import forget_old_simulations
from tracker.config import Settings
from tracker.desk import Desk
from tracker.digests.rounds import tell_staff
from tracker.inbox.chain import Reader, read_due
from tracker.jobs.keeper import keeping
from tracker.models import db
from tracker.outbox.claim import LEASE
from tracker.outbox.send import Sender, send_due
from tracker.simulation.folders import sweep
from tracker.stopping import StopSignal
from tracker.waits.engine import do_due

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
# Cases a turn: mails wait for no more.
CASES = 100
TIDY_EVERY = timedelta(hours=1)


def run_worker(app: Flask, lease: timedelta = LEASE) -> None:
    """Work until SIGTERM or SIGINT. Nothing that fails for a while ends a worker.

    Exits with 1, to be started anew, when the process that keeps the jobs was killed.
    """
    stop = StopSignal()
    # First of all: it forks, and no connection to the database may be open then.
    with keeping(app) as jobs_are_kept:
        _work(app, lease, stop, jobs_are_kept)
    log.info("worker ended")
    if not stop.seen():
        sys.exit(1)


def _work(
    app: Flask, lease: timedelta, stop: StopSignal, jobs_are_kept: Callable[[], bool]
) -> None:
    settings: Settings = app.config["SETTINGS"]
    with app.app_context(), Session(db.engine) as session:
        sender = Sender(app, session, settings, lease=lease, stopping=stop.seen)
        reader = Reader(session, settings, sender.name, stopping=stop.seen)
        tidied_at: datetime | None = None
        while not stop.seen() and jobs_are_kept():
            _take_turns(session, sender, reader)
            if not stop.seen() and (tidied_at is None or clock.now() - tidied_at >= TIDY_EVERY):
                tidied_at = clock.now()
                _keep_going(session, lambda: forget_old_simulations(_desk(session, sender)))
                _keep_going(session, sweep)
            stop.wait(LOOK_EVERY_SECONDS)


def _take_turns(session: Session, sender: Sender, reader: Reader) -> None:
    """Send a batch, see to what was refused, read a batch, do what is due, until nothing is left.

    Each goes on if another fails.
    """
    done = True
    while done and not sender.stopping():
        sent = _keep_going(session, lambda: send_due(sender))
        followed = _keep_going(session, lambda: follow_refused(_desk(session, sender)))
        read = _keep_going(session, lambda: read_due(reader))
        due = _keep_going(session, lambda: _do_due(session, sender))
        told = _keep_going(session, lambda: tell_staff(sender))
        done = bool(sent or followed or read or due or told)


def _do_due(session: Session, sender: Sender) -> int:
    desk = _desk(session, sender)
    return do_due(desk, sender.name, limit=CASES, stopping=sender.stopping)


def _desk(session: Session, sender: Sender) -> Desk:
    return Desk(session, sender.settings, clock.now())


def _keep_going(session: Session, work: Callable[[], int]) -> int:
    """What the work gives, 0 where it failed."""
    try:
        return work()
    except Exception:
        log.exception("a round failed; the worker goes on")
        with suppress(SQLAlchemyError):
            session.rollback()
        return 0
