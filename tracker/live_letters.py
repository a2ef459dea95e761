"""A person's live letters: at most one, whatever cohorts he appears in (S4.5-0b)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.words import LetterStatus
from tracker.models import Letter


def live_numbers(session: Session, person_id: int) -> Sequence[str]:
    """The numbers of the person's live letters, whichever case they belong to."""
    return session.scalars(
        sa.select(Letter.number)
        .filter_by(person_id=person_id, status=LetterStatus.LIVE)
        .order_by(Letter.id)
    ).all()
