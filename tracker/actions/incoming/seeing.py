"""A mail that came in is new until somebody of the staff has looked at it."""

from __future__ import annotations

import sqlalchemy as sa

from tracker.desk import Desk
from tracker.models import IncomingMail
from tracker.models.db import writing


def see_incoming(desk: Desk, row: IncomingMail) -> None:
    """Note that the mail was looked at, and commit; the first look counts."""
    if row.seen_at is None:
        incoming_id = row.id
        with writing(desk.session):
            note_seen(desk, incoming_id)


def note_seen(desk: Desk, incoming_id: int) -> None:
    """The same within the caller's transaction."""
    desk.session.execute(
        sa.update(IncomingMail)
        .where(IncomingMail.id == incoming_id, IncomingMail.seen_at.is_(None))
        .values(seen_at=desk.now)
    )
