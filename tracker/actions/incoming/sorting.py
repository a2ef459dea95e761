"""What becomes of a mail that belongs to no case, and reading one anew."""

from __future__ import annotations

from tracker.actions.incoming.lookup import (
    lock_incoming,
    note,
    reason_of,
    refuse_filed,
    refuse_unless,
)
from tracker.clock import database_now
from tracker.desk import Actor, Desk
from tracker.inbox.words import InboxState
from tracker.masking import mask_numbers
from tracker.models import IncomingMail
from tracker.models.db import writing

SET_ASIDE, TAKEN_UP = "搁置", "重新分拣"


def set_aside(desk: Desk, incoming_id: int, reason: str, actor: Actor) -> IncomingMail:
    """Put a held or broken mail aside, with the reason among its findings, and commit.

    Raises NoSuchIncoming, or Refused without a reason or where another was quicker.
    """
    with writing(desk.session):
        row = lock_incoming(desk, incoming_id, actor)
        why = mask_numbers(reason_of(reason))
        refuse_unless(row, InboxState.HELD, InboxState.BROKEN)
        refuse_filed(desk, row)
        row.state = InboxState.SET_ASIDE
        note(desk, row, actor, SET_ASIDE, why)
    return row


def take_up_again(desk: Desk, incoming_id: int, actor: Actor) -> IncomingMail:
    """Put a mail that was set aside back among the held ones, and commit. Raises Refused."""
    with writing(desk.session):
        row = lock_incoming(desk, incoming_id, actor)
        refuse_unless(row, InboxState.SET_ASIDE)
        refuse_filed(desk, row)
        # One that broke was never read: it goes back to be read, not to be sorted unread.
        row.state = InboxState.HELD if row.kind is not None else InboxState.BROKEN
        note(desk, row, actor, TAKEN_UP)
    return row


def run_again(desk: Desk, incoming_id: int, actor: Actor) -> IncomingMail:
    """Let the chain read the mail once more, and commit: a broken one, or any other that stands.

    A filed mail keeps its case and its entry: only what was found is refreshed. Raises Refused
    for one that waits already.
    """
    with writing(desk.session):
        row = lock_incoming(desk, incoming_id, actor)
        refuse_unless(row, *(state for state in InboxState if state is not InboxState.WAITING))
        row.state, row.tries, row.hindered = InboxState.WAITING, 0, 0
        row.claimed_by, row.lease_until = "", None
        row.next_try_at = database_now(desk.session)
    return row
