"""The heartbeat beside a running job: writes its newest word, renews its lease, hears of a cancel.

It has a session of its own. While the job holds SQLite's write lock the heartbeat waits and the
job does not; nobody else can claim anything then, and the job's commit renews the lease.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from time import monotonic

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.jobs.claim import LEASE, Claimed, held, renew
from tracker.jobs.progress import Cancelled, LeaseLost, Progress, Told
from tracker.models.db import begin_writing
from tracker.models.job import Job

log = logging.getLogger(__name__)

EVERY_SECONDS = 0.5


@dataclass(slots=True)
class Heartbeat:
    """One job's heartbeat and what it last wrote, and when."""

    engine: sa.Engine
    claimed: Claimed
    progress: Progress
    lease: timedelta = LEASE
    _written: Told = Told()
    _renewed: float = 0.0

    def beat(self) -> None:
        """Look whether the job is still wanted; write what is new, and renew in good time."""
        with Session(self.engine) as session:
            query = sa.select(Job.cancel_asked).where(held(self.claimed))
            cancel_asked = session.scalar(query)
            if cancel_asked is None:
                self.progress.interrupt(LeaseLost)
                return
            if cancel_asked:
                self.progress.interrupt(Cancelled)
            self._write(session, self.progress.told)

    def _write(self, session: Session, told: Told) -> None:
        in_good_time = monotonic() - self._renewed < self.lease.total_seconds() / 6
        if told == self._written and in_good_time:
            return
        begin_writing(session)
        kept = renew(session, self.claimed, told, self.lease)
        session.commit()
        self._written, self._renewed = told, monotonic()
        if not kept:
            self.progress.interrupt(LeaseLost)


@contextmanager
def beating(heartbeat: Heartbeat) -> Iterator[None]:
    """Let the heart beat twice a second beside what is done meanwhile."""
    ended = Event()

    def go_on() -> None:
        # Signals are for the thread that runs the job.
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while not ended.wait(EVERY_SECONDS):
            try:
                heartbeat.beat()
            except SQLAlchemyError as error:
                # The lease outlasts many beats; what is lost is a step of the bar.
                log.warning("job %s: a beat failed: %s", heartbeat.claimed.id, type(error).__name__)

    # The clock may be moved for whoever started this.
    thread = Thread(target=copy_context().run, args=(go_on,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
