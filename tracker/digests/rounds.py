"""One round of a worker for staff: what is due is composed, what is composed is sent."""

from __future__ import annotations

from tracker import clock
from tracker.desk import Desk
from tracker.digests.engine import do_due_digests
from tracker.digests.sending import send_to_staff
from tracker.outbox.send import Sender


def tell_staff(sender: Sender) -> int:
    """Look, then send; gives how many of both."""
    desk = Desk(sender.session, sender.settings, clock.now())
    return do_due_digests(desk, sender.name) + send_to_staff(sender)
