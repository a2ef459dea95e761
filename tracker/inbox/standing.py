"""Where a mail is filed now: at most one filing of it stands, and the database keeps it so."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.models import IncomingFiling


def standing_filing(session: Session, incoming_id: int) -> IncomingFiling | None:
    """The filing of a mail that was not taken back, None where it has none."""
    query = sa.select(IncomingFiling).filter_by(incoming_id=incoming_id, undone_at=None)
    return session.scalar(query.order_by(IncomingFiling.id.desc()).limit(1))
