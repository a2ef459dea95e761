"""When something was last done or said, as the history and the proposals tell (S3.1-4, S4.2-1)."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.models import Case, Destination, MoveRecord


def newest_move(
    session: Session, case: Case, track: str, action: str, since: date | None = None
) -> date | None:
    """The day of the newest such move, not before `since`."""
    query = sa.select(sa.func.max(MoveRecord.day)).filter_by(
        case_id=case.id, track=track, action=action
    )
    if since is not None:
        query = query.where(MoveRecord.day >= since)
    found: date | None = session.scalar(query)
    return found


def newest_result(session: Session, case: Case, since: date) -> tuple[str, date] | None:
    """What the newest clear feedback says, and its day, not before `since` (S3.1-4).

    Only the choice itself counts: what a colleague noted in free words may say the opposite.
    """
    query = sa.select(MoveRecord.order, MoveRecord.day).filter_by(
        case_id=case.id, track="transfer", action="record_feedback"
    )
    newest_first = query.where(MoveRecord.day >= since).order_by(MoveRecord.id.desc())
    clear = ((order.get("result"), day) for order, day in session.execute(newest_first))
    return next(((result, day) for result, day in clear if result), None)


def newest_activity(session: Session, case: Case) -> date | None:
    """The day of the newest activity that was entered, however late (S4.5(2)-3)."""
    query = sa.select(MoveRecord.order).filter_by(
        case_id=case.id, track="transfer", action="record_participation"
    )
    days = (order["held_on"] for order in session.scalars(query))
    return max((date.fromisoformat(day) for day in days), default=None)


def destination_proposed(session: Session, case: Case) -> bool:
    """Whether the graduate said where he goes (S4.2-1)."""
    query = sa.select(sa.exists().where(Destination.case_id == case.id, Destination.proposed))
    return bool(session.scalar(query))
