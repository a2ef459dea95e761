"""What the listener answers to each command, and how it stores a mail before it says "taken"."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from aiosmtpd.smtp import Envelope
from aiosmtpd.smtp import Session as Connection
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tracker import clock
from tracker.config import Settings
from tracker.inbox.doors.crowd import Crowd
from tracker.inbox.doors.dialogue import NULL_SENDER, TOO_LARGE, TRY_LATER, Dialogue
from tracker.inbox.doors.recipients import own_recipients
from tracker.inbox.store import Arrival, store_arrival
from tracker.inbox.words import Door
from tracker.models.db import writing

log = logging.getLogger(__name__)

STORE_SECONDS = 60.0
# Less than the supervisor waits before it kills.
_FINISH_SECONDS = 10.0
_GOODBYE_SECONDS = 2.0

Store = Callable[[Arrival], Awaitable[None]]


class Taking:
    """What is answered to each command. aiosmtpd finds the `handle_` methods by their names."""

    def __init__(self, settings: Settings, store: Store, crowd: Crowd) -> None:
        self.settings = settings
        self.door = Door(settings.inbox_listen)
        self._store = store
        self._crowd = crowd
        self._is_ours = own_recipients(settings)
        self._under_way = 0
        self._at_rest = asyncio.Event()
        self._at_rest.set()
        self._connected: set[Dialogue] = set()

    def enter(self, connection: Dialogue) -> bool:
        """Somebody connected: whether he is let in."""
        self._connected.add(connection)
        return self._crowd.enter(connection.peer)

    def leave(self, connection: Dialogue) -> None:
        """A connection has ended."""
        self._connected.discard(connection)
        if connection.let_in:
            self._crowd.leave(connection.peer)

    @contextmanager
    def working(self) -> Iterator[None]:
        """While a mail is on its way in, nobody ends the process without need."""
        self._under_way += 1
        self._at_rest.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._at_rest.set()

    async def finish(self) -> None:
        """Wait, but not for ever, until no mail is on its way in; then end all connections."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._at_rest.wait(), _FINISH_SECONDS)
        for connection in self._connected:
            connection.say_goodbye()
        end = asyncio.get_running_loop().time() + _GOODBYE_SECONDS
        while self._connected and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.01)

    async def handle_EHLO(  # noqa: N802
        self, server: Dialogue, peer: Connection, _envelope: Envelope, host: str, lines: list[str]
    ) -> list[str]:
        peer.host_name = host
        return [*lines[:-1], f"250-SIZE {server.max_bytes}", "250-ENHANCEDSTATUSCODES", lines[-1]]

    async def handle_MAIL(  # noqa: N802
        self,
        server: Dialogue,
        _peer: Connection,
        envelope: Envelope,
        sender: str,
        options: list[str],
    ) -> str:
        told = next((one[5:] for one in options if one.upper().startswith("SIZE=")), "0")
        if not (told.isascii() and told.isdecimal()):
            return "501 5.5.4 Syntax: SIZE=number of bytes"
        if int(told) > server.max_bytes:
            return TOO_LARGE
        if not self._crowd.may_bring(server.peer, asyncio.get_running_loop().time()):
            return "451 4.7.0 Too many mails within a minute, try again later"
        envelope.mail_from = sender
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self,
        _server: Dialogue,
        _peer: Connection,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if not self._is_ours(address):
            return "550 5.1.1 No such recipient here"
        if len(envelope.rcpt_tos) >= self.settings.inbox_max_recipients:
            return "452 4.5.3 Too many recipients, send to the rest in another mail"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: Dialogue, _peer: Connection, envelope: Envelope
    ) -> str:
        sender = envelope.mail_from or NULL_SENDER
        content = envelope.original_content or b""
        arrival = Arrival(
            door=self.door,
            at=clock.now(),
            raw=content,
            sender="" if sender == NULL_SENDER else sender,
            recipients=tuple(envelope.rcpt_tos),
        )
        try:
            await asyncio.wait_for(self._store(arrival), STORE_SECONDS)
        except Exception as error:
            # Its words may hold the mail itself, so the class has to do.
            log.error("a mail could not be stored: %s", type(error).__name__)
            return TRY_LATER
        return "250 2.0.0 OK stored"

    async def handle_exception(self, error: Exception) -> str:
        """What nobody foresaw must not bounce a mail."""
        log.error("the dialogue failed: %s", type(error).__name__)
        return TRY_LATER


def storing(engine: Engine, pool: ThreadPoolExecutor) -> Store:
    """Stores in a thread, so that the other connections are heard meanwhile."""

    def store_and_commit(arrival: Arrival) -> None:
        with Session(engine) as session, writing(session):
            incoming_id, new = store_arrival(session, arrival)
        log.info("mail %s by %s: %s", incoming_id, arrival.door, "new" if new else "again")

    async def store(arrival: Arrival) -> None:
        await asyncio.get_running_loop().run_in_executor(pool, store_and_commit, arrival)

    return store
