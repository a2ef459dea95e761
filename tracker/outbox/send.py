"""Sends what is due: claims a batch, hands over one mail after another, marks each at once."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from tracker.config import Settings
from tracker.outbox.claim import BATCH, LEASE, Claimed, begin_alone, claim_due, release
from tracker.outbox.folder import FolderHandover
from tracker.outbox.mark import mark
from tracker.outbox.outcome import Handover, Outcome, later
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
    stopping: Callable[[], bool] = lambda: False


def send_due(sender: Sender) -> int:
    """Send one batch and give the number of mails tried; 0 means that nothing was due."""
    batch = claim_due(sender.session, sender.name, limit=sender.limit, lease=sender.lease)
    if not batch:
        return 0
    handover = way_out(sender.app, sender.settings)
    try:
        return _send(sender, batch, handover)
    finally:
        handover.close()


def way_out(app: Flask, settings: Settings) -> Handover:
    """Where mails go: to a folder, or to the server, which may be the catcher in its place."""
    if settings.mail_divert == "folder":
        return FolderHandover(app, settings)
    return SmtpHandover(app, settings)


def _send(sender: Sender, batch: list[Claimed], handover: Handover) -> int:
    tried, in_flight = 0, True
    for mail, following in zip(batch, [*batch[1:], None], strict=True):
        if not in_flight and sender.stopping():
            release(sender.session, sender.name)
            break
        # The claim put the first mail in flight, and each mark the next one, unless it was lost.
        if in_flight or begin_alone(sender.session, sender.name, mail, sender.lease):
            in_flight = _send_one(sender, mail, following, handover)
            tried += 1
    return tried


def _tried(handover: Handover, mail: Claimed) -> Outcome:
    """The outcome of one try; what nobody foresaw delays this mail and no other."""
    try:
        return handover.hand_over(mail)
    except Exception as error:
        # Its words may hold a password or an address, so the class has to do.
        log.error("mail %s %s: %s", mail.id, mail.kind, type(error).__name__)
        return later(type(error).__name__)


def _send_one(sender: Sender, mail: Claimed, following: Claimed | None, handover: Handover) -> bool:
    """Hand over, mark, and say whether the following mail is now in flight."""
    outcome = _tried(handover, mail)
    state, begun = mark(
        sender.session,
        sender.name,
        mail,
        outcome,
        sender.settings.retry_pauses,
        None if sender.stopping() else following,
        sender.lease,
    )
    # No name, no address, no subject: a log is read by people who may not see the case.
    log.info("mail %s %s: %s", mail.id, mail.kind, state or "lease lost")
    return begun
