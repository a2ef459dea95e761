"""Sends what is due: claims a batch, hands over one mail after another, marks each at once."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from flask import Flask
from sqlalchemy.orm import Session

from tracker import clock
from tracker.config import LOCAL, Settings
from tracker.models.mail import MailState
from tracker.outbox.claim import (
    BATCH,
    LEASE,
    NO_LIMITS,
    Claimed,
    begin_alone,
    claim_due,
    release,
)
from tracker.outbox.folder import FolderHandover
from tracker.outbox.hours import wait_for_morning
from tracker.outbox.mark import mark
from tracker.outbox.nowhere import NOWHERE, NowhereHandover
from tracker.outbox.outcome import Handover, Outcome, later
from tracker.outbox.pace import slow_down
from tracker.outbox.sendable import Sendable
from tracker.outbox.smtp import SmtpHandover

log = logging.getLogger(__name__)


def worker_name() -> str:
    """A name no other worker has: host, process and a few random characters."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: with a session of its own, in the application's context.

    Once `stopping` says so, the mail in flight is finished and the rest given back.
    """

    app: Flask
    session: Session
    settings: Settings
    name: str = field(default_factory=worker_name)
    limit: int = BATCH
    lease: timedelta = LEASE
    # What was claimed for this moment and is not begun by then is given back: slots of a
    # provider that were booked long ago would meet those booked since.
    fresh: timedelta = timedelta(seconds=10)
    stopping: Callable[[], bool] = lambda: False

    @property
    def limits(self) -> Mapping[str, int]:
        """Mails a minute by provider; none where no mail leaves this machine, or none today."""
        server, settings = self.settings.mail_server, self.settings
        to_catcher = (server.host, server.port) == (LOCAL, settings.catcher_port)
        if to_catcher or settings.mail_divert == "folder" or clock.is_moved():
            return NO_LIMITS
        return settings.mail_domain_limits


@dataclass(slots=True)
class Waits:
    """What of a batch must wait, because of what became of a mail before it."""

    held: set[tuple[int, str] | str] = field(default_factory=set)

    def of(self, mail: Claimed) -> None:
        """Later mails of the case to that address wait until this one is through."""
        self.held.add((mail.case_id, mail.to_address))

    def of_provider(self, mail: Claimed) -> None:
        """All mails to the provider wait."""
        self.held.add(mail.to_domain)

    def holds(self, mail: Claimed) -> bool:
        """Whether this mail must wait."""
        return (mail.case_id, mail.to_address) in self.held or mail.to_domain in self.held


def send_due(sender: Sender) -> int:
    """Send one batch and give the number of mails tried; 0 means that it was nobody's turn."""
    if not sender.settings.mail_any_hour:
        wait_for_morning(sender.session)
    batch = claim_due(
        sender.session,
        sender.name,
        limit=sender.limit,
        lease=sender.lease,
        limits=sender.limits,
    )
    if not batch:
        return 0
    handover = way_out(sender.app, sender.settings)
    try:
        return _send(sender, batch, handover)
    finally:
        handover.close()


def way_out(app: Flask, settings: Settings) -> Handover:
    """Where mails go: to a folder, or to the server, which may be the catcher in its place.

    No setting can say NOWHERE; the time machine's process says it of itself.
    """
    if settings.mail_divert == NOWHERE:
        return NowhereHandover(settings)
    if settings.mail_divert == "folder":
        return FolderHandover(app, settings)
    return SmtpHandover(app, settings)


def _send(sender: Sender, batch: list[Claimed], handover: Handover) -> int:
    """Try the mails of a batch in turn; what must wait is given back, at its old place."""
    tried, in_flight, rest = 0, True, deque(batch)
    waits, fresh_until = Waits(), monotonic() + sender.fresh.total_seconds()
    while rest:
        mail = rest.popleft()
        if waits.holds(mail):
            continue
        if not in_flight and (sender.stopping() or monotonic() > fresh_until):
            break
        # The claim put the first mail in flight, and each mark the next one, unless it was lost.
        if in_flight or begin_alone(sender.session, sender.name, mail, sender.lease):
            more = () if monotonic() > fresh_until else tuple(rest)
            in_flight = _send_one(sender, mail, more, handover, waits)
            tried += 1
    if tried < len(batch):
        release(sender.session, sender.name)
    return tried


def attempt(handover: Handover, mail: Sendable) -> Outcome:
    """The outcome of one try; what nobody foresaw delays this mail and no other."""
    try:
        return handover.hand_over(mail)
    except Exception as error:
        # Its words may hold a password or an address, so the class has to do.
        log.error("mail %s %s: %s", mail.id, mail.kind, type(error).__name__)
        return later(type(error).__name__)


def _send_one(
    sender: Sender, mail: Claimed, rest: tuple[Claimed, ...], handover: Handover, waits: Waits
) -> bool:
    """Hand over, mark, and say whether the next mail that need not wait is now in flight."""
    outcome = attempt(handover, mail)
    pauses = sender.settings.retry_pauses
    if outcome.state is MailState.PENDING and mail.tries < len(pauses):
        waits.of(mail)
    if outcome.spare:
        waits.of_provider(mail)
    following = next((m for m in rest if not waits.holds(m)), None)
    state, begun = mark(
        sender.session,
        sender.name,
        mail,
        outcome,
        pauses,
        None if sender.stopping() else following,
        sender.lease,
    )
    if outcome.spare:
        pause = timedelta(seconds=pauses[min(mail.tries, len(pauses) - 1)])
        slow_down(sender.session, mail.to_domain, pause, sender.limits)
    # No name, no address, no subject: a log is read by people who may not see the case.
    log.info("mail %s %s: %s", mail.id, mail.kind, state or "lease lost")
    return begun
