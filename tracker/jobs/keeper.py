"""The processes of jobs: a worker forks one keeper, the keeper a fresh runner for every job.

So a job holds up no mail, what it took of memory goes back to the system, and one that is killed
takes nothing with it: the next runner ends its lease at once. The keeper itself never opens a
connection to the database, for SQLite's may not be carried across a fork.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.jobs.claim import end_leases
from tracker.jobs.progress import Stopping
from tracker.jobs.run import run_next
from tracker.models import db
from tracker.outbox.send import worker_name
from tracker.stopping import StopSignal

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
PARENT_EVERY_SECONDS = 0.5
# Within what supervisord grants the worker as a whole.
GRACE_SECONDS = 10.0
COLLECT_AFTER = (100_000, 20, 100)


@contextmanager
def keeping(app: Flask) -> Iterator[Callable[[], bool]]:
    """Keep jobs running meanwhile; gives a question: is the keeper still there?

    At the end the job that runs is given back. Signals to end must be blocked already.
    """
    # Where a parent ignores its children's ends, nobody could wait for them.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    parent = os.getpid()
    keeper = _forked(partial(_keep, app, parent))
    ended = False

    def alive() -> bool:
        nonlocal ended
        ended = ended or _has_ended(keeper) is not None
        return not ended

    try:
        yield alive
    finally:
        if alive():
            os.kill(keeper, signal.SIGTERM)
            os.waitpid(keeper, 0)
        else:
            log.error("the keeper of jobs was killed")


def _keep(app: Flask, parent: int) -> None:
    """Fork one runner after another, until asked to end or the worker is gone."""
    stop, dead = StopSignal(), ""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    while not stop.seen() and os.getppid() == parent:
        name = worker_name()
        runner = _forked(partial(_run, app, os.getpid(), name, dead))
        status = _watch(runner, stop, parent)
        dead = name if status else ""
        if status and not stop.seen():
            log.error("job runner %s ended with %s", name, status)
            # Whatever kills each runner at once shall not keep the machine busy.
            stop.wait(LOOK_EVERY_SECONDS)


def _watch(runner: int, stop: StopSignal, parent: int) -> int:
    """Wait for the runner's end and give its status; pass on that it must end."""
    while not stop.seen() and os.getppid() == parent:
        status = _has_ended(runner)
        if status is not None:
            return status
        # Woken by the runner's end; signals to end stay pending for `stop`.
        signal.sigtimedwait({signal.SIGCHLD}, PARENT_EVERY_SECONDS)
    return _end(runner)


def _end(runner: int) -> int:
    os.kill(runner, signal.SIGTERM)
    end = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < end:
        status = _has_ended(runner)
        if status is not None:
            return status
        signal.sigtimedwait({signal.SIGCHLD}, PARENT_EVERY_SECONDS)
    os.kill(runner, signal.SIGKILL)
    return os.waitpid(runner, 0)[1]


def _run(app: Flask, keeper: int, name: str, dead: str) -> None:
    """Look for a job every second, run one, and end."""
    # What a job makes of thousands of rows it keeps to its end: looking for rubbish among them
    # again and again costs a quarter of its time.
    gc.set_threshold(*COLLECT_AFTER)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    stop = StopSignal()
    with app.app_context(), suppress(Stopping):
        if dead:
            with Session(db.engine) as session:
                end_leases(session, dead)
        while not stop.seen() and os.getppid() == keeper:
            if _ran(app, name, stop):
                break
            stop.wait(LOOK_EVERY_SECONDS)


def _ran(app: Flask, name: str, stop: StopSignal) -> bool:
    try:
        return run_next(app, name, inside=lambda: stop.raising(Stopping))
    except SQLAlchemyError:
        log.exception("looking for jobs failed; the runner goes on")
        return False


def _has_ended(child: int) -> int | None:
    """The status of a child that has ended, None while it lives."""
    found, status = os.waitpid(child, os.WNOHANG)
    return status if found else None


def _forked(work: Callable[[], None]) -> int:
    """Do this in a child process; gives its number. Nothing of the parent's is run at its end."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        log.exception("a process of jobs failed")
    finally:
        os._exit(code)
