"""Real workers in processes of their own, running what `tracker worker` runs."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.databases import bare_app
from tests.tracker.jobs.tiny import declare_tiny
from tracker.config import Settings
from tracker.worker import run_worker

# The modules are loaded once; every worker is then a fork of that clean process.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


@contextmanager
def working(settings: Settings, log: Path | None = None) -> Iterator[ForkServerProcess]:
    """Run a worker on these settings; what is left of it at the end is killed."""
    worker = _PROCESSES.Process(target=_work, args=(settings, log))
    worker.start()
    try:
        yield worker
    finally:
        worker.kill()
        worker.join()
        worker.close()


def _work(settings: Settings, log: Path | None) -> None:
    if log:
        logging.basicConfig(level=logging.DEBUG, filename=log)
        # What the mail's own loggers tell is what counts, not the libraries' chatter.
        logging.getLogger("asyncio").setLevel(logging.WARNING)
    app = bare_app(settings.database_url)
    app.config["SETTINGS"] = settings
    declare_tiny()
    run_worker(app)
