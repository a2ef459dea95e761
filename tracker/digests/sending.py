"""Hands over what the outbox to staff holds, by the same server or folder as all mail."""

from __future__ import annotations

import logging
from datetime import timedelta

from tracker.clock import database_now
from tracker.digests.outbox import ClaimedForStaff, claim_next, mark
from tracker.digests.troubles import note_refused
from tracker.models import MailState
from tracker.outbox.outcome import Handover
from tracker.outbox.pace import slow_down
from tracker.outbox.send import Sender, attempt, way_out

log = logging.getLogger(__name__)


def send_to_staff(sender: Sender) -> int:
    """Send up to one batch, a claim and a mark for each; gives the number of mails tried."""
    handover: Handover | None = None
    tried = 0
    try:
        while tried < sender.limit and not sender.stopping():
            mail = claim_next(sender.session, sender.name, lease=sender.lease, limits=sender.limits)
            if mail is None:
                break
            handover = handover or way_out(sender.app, sender.settings)
            _send_one(sender, mail, handover)
            tried += 1
    finally:
        if handover is not None:
            handover.close()
    return tried


def _send_one(sender: Sender, mail: ClaimedForStaff, handover: Handover) -> None:
    outcome, pauses = attempt(handover, mail), sender.settings.retry_pauses
    state = mark(sender.session, sender.name, mail, outcome, pauses)
    if outcome.spare:
        pause = timedelta(seconds=pauses[min(mail.tries, len(pauses) - 1)])
        slow_down(sender.session, mail.to_domain, pause, sender.limits)
    if state is MailState.FAILED and outcome.returned:
        note_refused(sender.session, mail.id, outcome.error, database_now(sender.session))
    log.info("staff mail %s %s: %s", mail.id, mail.kind, state or "lease lost")
