"""The listener: takes what the site's mail server hands over by SMTP or LMTP, for our addresses only.

It refuses inside the dialogue and never writes a mail itself: whoever sends hears "no" (5xx), "come
again later" (4xx), or, once the bytes are committed, "taken" (250).
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.engine import Engine

from tracker.config import BadSettings, Settings
from tracker.config.problems import port_not_free
from tracker.inbox.doors.crowd import Crowd
from tracker.inbox.doors.dialogue import Dialogue, LmtpDialogue
from tracker.inbox.doors.taking import Taking, storing
from tracker.inbox.words import Door
from tracker.models import db

log = logging.getLogger(__name__)

# The library tells of every command and every line, and with them of people.
_TALKATIVE = "mail.log"
_STORING_AT_ONCE = 4

Ready = Callable[[int], object]


async def _listen(taking: Taking, port: int) -> asyncio.Server:
    settings = taking.settings
    kind = LmtpDialogue if taking.door is Door.LMTP else Dialogue

    def connection() -> Dialogue:
        return kind(taking, max_mb=settings.inbox_max_mb, hostname=socket.gethostname())

    return await asyncio.get_running_loop().create_server(connection, settings.inbox_host, port)


async def _until(
    stop: asyncio.Event, settings: Settings, engine: Engine, crowd: Crowd, port: int, ready: Ready
) -> None:
    """Take mails until `stop`; those under way are taken to their end."""
    logging.getLogger(_TALKATIVE).setLevel(logging.WARNING)
    with ThreadPoolExecutor(_STORING_AT_ONCE, "store") as pool:
        taking = Taking(settings, storing(engine, pool), crowd)
        server = await _listen(taking, port)
        ready(server.sockets[0].getsockname()[1])
        await stop.wait()
        # Not wait_closed(): a client that keeps its connection would hold up the end.
        server.close()
        await taking.finish()


def run_listener(app: Flask, crowd: Crowd | None = None) -> None:
    """Take mails until SIGTERM or SIGINT; raises BadSettings when the port is taken."""
    settings: Settings = app.config["SETTINGS"]

    async def until_signal() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await _until(stop, settings, engine, crowd or Crowd(), settings.inbox_port, _say_where)

    with app.app_context():
        engine = db.engine
    try:
        asyncio.run(until_signal())
    except OSError as error:
        problem = port_not_free("INBOX_PORT", settings.inbox_host, settings.inbox_port, error)
        raise BadSettings([problem]) from error
    log.info("listener ended")


def _say_where(port: int) -> None:
    log.info("listening on port %s", port)


@contextmanager
def listening(
    settings: Settings, engine: Engine, crowd: Crowd | None = None, port: int = 0
) -> Iterator[int]:
    """Take mails in a thread for the length of a block, which is given the port."""
    ready: list[int] = []
    up = threading.Event()
    told: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def is_up(at_port: int) -> None:
        ready.append(at_port)
        up.set()

    async def until_told() -> None:
        stop = asyncio.Event()
        told.append((asyncio.get_running_loop(), stop))
        await _until(stop, settings, engine, crowd or Crowd(), port, is_up)

    thread = threading.Thread(target=asyncio.run, args=(until_told(),), name="listener")
    thread.start()
    try:
        if not up.wait(10):
            raise OSError("the listener did not start")
        yield ready[0]
    finally:
        for loop, stop in told:
            loop.call_soon_threadsafe(stop.set)
        thread.join()
