"""The worker: sends what is due every second, expires letters every minute, ends between two mails."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker import clock
from tracker.actions.expiry import expire_due
from tracker.config import Settings
from tracker.desk import Desk
from tracker.models import db
from tracker.outbox.claim import LEASE
from tracker.outbox.send import Sender, send_due

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
EXPIRE_EVERY = timedelta(minutes=1)


class StopSignal:
    """SIGTERM and SIGINT, held back so that no mail is interrupted, and asked for between mails."""

    wanted = frozenset({signal.SIGTERM, signal.SIGINT})

    def __init__(self) -> None:
        self._seen = False
        signal.pthread_sigmask(signal.SIG_BLOCK, self.wanted)

    def seen(self) -> bool:
        """Whether the worker was asked to end."""
        self._seen = self._seen or bool(signal.sigpending() & self.wanted)
        return self._seen

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until asked to end; gives `seen`."""
        if not self._seen:
            self._seen = signal.sigtimedwait(self.wanted, seconds) is not None
        return self._seen


def run_worker(app: Flask, lease: timedelta = LEASE) -> None:
    """Work until SIGTERM or SIGINT. Nothing that fails for a while ends a worker."""
    stop = StopSignal()
    settings: Settings = app.config["SETTINGS"]
    with app.app_context(), Session(db.engine) as session:
        sender = Sender(app, session, settings, lease=lease, stopping=stop.seen)
        expired_at: datetime | None = None
        while not stop.seen():
            _keep_going(session, lambda: _send_all(sender))
            if not stop.seen() and (expired_at is None or clock.now() - expired_at >= EXPIRE_EVERY):
                expired_at = clock.now()
                _keep_going(session, lambda: expire_due(Desk(session, settings, clock.now())))
            stop.wait(LOOK_EVERY_SECONDS)
    log.info("worker ended")


def _send_all(sender: Sender) -> None:
    while send_due(sender) and not sender.stopping():
        pass


def _keep_going(session: Session, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        log.exception("a round failed; the worker goes on")
        with suppress(SQLAlchemyError):
            session.rollback()
