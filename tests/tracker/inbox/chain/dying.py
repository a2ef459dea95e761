"""A worker in a process of its own that dies, as by kill -9, between two steps of the chain."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess

import sqlalchemy as sa

from tests.databases import bare_app
from tests.tracker.jobs.tiny import declare_tiny
from tracker.config import Settings
from tracker.desk import Desk
from tracker.inbox import chain
from tracker.inbox.chain import ChainStep
from tracker.inbox.findings import Reading
from tracker.worker import run_worker

# The modules are loaded once; every worker is then a fork of that clean process.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])

# Where it may die: before each step, while the record is committed, after the last.
POINTS = (*(step.name for step in chain.CHAIN), "before_commit", "end")


@contextmanager
def worker(settings: Settings, point: str = "") -> Iterator[ForkServerProcess]:
    """Run a worker; it kills itself at that point, or is killed at the end of the block."""
    process = _PROCESSES.Process(target=_work, args=(settings, point))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


def _work(settings: Settings, point: str) -> None:
    chain.CHAIN = tuple(_dying(step, point) for step in chain.CHAIN)
    app = bare_app(settings.database_url)
    app.config["SETTINGS"] = settings
    declare_tiny()
    run_worker(app)


def _dying(step: ChainStep, point: str) -> ChainStep:
    def run(desk: Desk, reading: Reading) -> Reading:
        if step.name == point:
            _die()
        if step.name == "record" and point == "before_commit":
            sa.event.listen(desk.session, "before_commit", lambda _session: _die())
        found = step.run(desk, reading)
        if step.name == "record" and point == "end":
            _die()
        return found

    return ChainStep(step.name, step.label, run)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
