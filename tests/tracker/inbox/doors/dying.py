"""Doors in processes of their own that die, as by kill -9, at a chosen step."""

from __future__ import annotations

import imaplib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.databases import bare_app
from tracker.config import Settings
from tracker.inbox.doors import reading
from tracker.inbox.doors.fetching import run_fetcher
from tracker.inbox.doors.listener import run_listener

# The modules are loaded once; every door is then a fork of that clean process.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])

Door = Callable[[Settings], object]
NEVER = 0


def listener(settings: Settings) -> None:
    """What `tracker listen` runs."""
    app = bare_app(settings.database_url)
    app.config["SETTINGS"] = settings
    run_listener(app)


def fetcher(settings: Settings) -> None:
    """What `tracker fetch` runs, with a commit for every mail."""
    reading.AT_ONCE = 1
    app = bare_app(settings.database_url)
    app.config["SETTINGS"] = settings
    run_fetcher(app)


@contextmanager
def door(run: Door, settings: Settings, die_at: int = NEVER) -> Iterator[ForkServerProcess]:
    """Run a door until the end of the block; it kills itself at the step so many, from 1 on.

    A step is before each statement, before and after each commit, and before each word to a
    mailbox server.
    """
    process = _PROCESSES.Process(target=_run, args=(run, settings, die_at))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


def _run(run: Door, settings: Settings, die_at: int) -> None:
    if die_at:
        _die_at(die_at)
    run(settings)


def _die_at(nth: int) -> None:
    passed = 0

    def step(*_args: object, **_named: object) -> None:
        nonlocal passed
        passed += 1
        if passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    for event in ("before_cursor_execute", "commit"):
        sa.event.listen(Engine, event, step)
    sa.event.listen(sa.orm.Session, "after_commit", step)
    send = imaplib.IMAP4.send

    def step_and_send(client: imaplib.IMAP4, data: bytes) -> None:
        step()
        send(client, data)

    imaplib.IMAP4.send = step_and_send  # type: ignore[method-assign]
