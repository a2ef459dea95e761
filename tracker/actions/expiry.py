"""The one thing the clock does: letters past their validity expire (D-1)."""

from __future__ import annotations

import logging

import sqlalchemy as sa

from machines.orders import NOTHING
from machines.refusals import Refused
from tracker.actions.moves import take_action
from tracker.actions.stale import Stale
from tracker.clock import day_of
from tracker.desk import CLOCK, Desk
from tracker.models import Track

log = logging.getLogger(__name__)


def expire_due(desk: Desk, *, limit: int = 200) -> int:
    """Expire up to `limit` letters whose last valid day is past. A case that fails stops no other."""
    today = day_of(desk.now)
    due = desk.session.scalars(
        sa.select(Track.case_id)
        .filter_by(name="transfer", state="letter_issued")
        .where(Track.due_on < today)
        .order_by(Track.due_on, Track.id)
        .limit(limit)
    ).all()
    desk.session.rollback()
    expired = 0
    for case_id in due:
        try:
            take_action(desk, case_id, "transfer", "expire", NOTHING, CLOCK)
            expired += 1
        except (Refused, Stale) as left_alone:
            log.info("case %s not expired: %s", case_id, left_alone)
        except Exception:
            log.exception("case %s could not be expired", case_id)
    return expired
