"""`tracker fetch`: reads the mailbox again and again, and waits longer each time that fails."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask
from imapclient.exceptions import IMAPClientError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.inbox.doors.imap import OpenMailbox
from tracker.inbox.doors.mailbox import (
    LEASE,
    LeaseLost,
    Place,
    claim_mailbox,
    name_of,
    release,
    tell,
)
from tracker.inbox.doors.reading import Pass
from tracker.inbox.doors.troubles import in_plain_words
from tracker.models import db
from tracker.stopping import StopSignal

log = logging.getLogger(__name__)

_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 600.0
# The library tells of every command, and with them of people.
_TALKATIVE = "imapclient"


def _name() -> str:
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass
class Fetcher:
    """One reader of one mailbox. The connection is kept from pass to pass."""

    session: Session
    settings: Settings
    stopping: Callable[[], bool] = lambda: False
    lease: timedelta = LEASE
    name: str = field(default_factory=_name)
    _mailbox: OpenMailbox | None = None
    _place: Place | None = None
    _failures: int = 0

    def round(self) -> float:
        """One pass, if no other process reads the mailbox; gives the seconds to wait afterwards.

        Whatever fails is told of, in the mailbox's row where the database takes it, and tried
        again.
        """
        try:
            lease = self.lease + timedelta(seconds=self.settings.imap_every_seconds)
            name = name_of(self.settings)
            self._place = claim_mailbox(self.session, name, self.name, lease)
            if self._place is None:
                self.close()
            elif not self._read(self._place):
                return self._pause()
        except LeaseLost:
            log.warning("another process reads the mailbox by now")
            self.close()
        except Exception as error:
            # Its words may hold a mail, so the class has to do.
            log.error("the mailbox could not be read: %s", type(error).__name__)
            with suppress(SQLAlchemyError):
                self.session.rollback()
            self.close()
            return self._pause()
        self._failures = 0
        return float(self.settings.imap_every_seconds)

    def end(self) -> None:
        """Let go of connection and mailbox."""
        self.close()
        if self._place:
            with suppress(SQLAlchemyError, LeaseLost):
                release(self.session, self._place)

    def close(self) -> None:
        """End the connection; the next pass makes another."""
        if self._mailbox:
            self._mailbox.close()
        self._mailbox = None

    def _read(self, place: Place) -> bool:
        """One pass; False where the server failed, which is told of in the row."""
        try:
            self._mailbox = self._mailbox or OpenMailbox(self.settings)
            one = Pass(self.session, self._mailbox, self.settings, place, self.stopping)
            problem = one.run()
        except (IMAPClientError, OSError) as error:
            self.close()
            log.warning("the mailbox could not be read: %s", type(error).__name__)
            tell(self.session, place, in_plain_words(error, self.settings), read=False)
            return False
        tell(self.session, place, problem, read=True)
        return True

    def _pause(self) -> float:
        self._failures += 1
        return min(_FIRST_PAUSE * 2.0 ** min(self._failures - 1, 10), _LONGEST_PAUSE)


def run_fetcher(app: Flask) -> None:
    """Read the mailbox until SIGTERM or SIGINT. Nothing that fails for a while ends it."""
    logging.getLogger(_TALKATIVE).setLevel(logging.WARNING)
    stop = StopSignal()
    with app.app_context(), Session(db.engine) as session:
        fetcher = Fetcher(session, app.config["SETTINGS"], stop.seen)
        while not stop.seen():
            stop.wait(fetcher.round())
        fetcher.end()
    log.info("fetcher ended")
