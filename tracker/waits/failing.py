"""Cases whose planning or reminders fail: an hour on, listed, in nobody's way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, contains_eager

from machines.refusals import Refused
from tracker.masking import mask_private
from tracker.models import Case, CasePlan
from tracker.models.db import begin_writing

PAUSE = timedelta(hours=1)
LONGEST_ERROR = 500


def failed_plans(session: Session) -> Sequence[CasePlan]:
    """Every case whose planning failed when it was last tried, the longest failing first."""
    query = (
        sa.select(CasePlan)
        .join(CasePlan.case)
        .options(contains_eager(CasePlan.case))
        .where(CasePlan.failures > 0, Case.withdrawn_at.is_(None))
        .order_by(CasePlan.failures.desc(), CasePlan.case_id)
    )
    return session.scalars(query).all()


def note_failure(plan: CasePlan, now: datetime, why: Exception | str) -> None:
    """Put the case off by an hour, with what was wrong, within the caller's transaction."""
    plan.failures = (plan.failures or 0) + 1
    plan.failed_at, plan.next_at = now, now + PAUSE
    plan.error = why if isinstance(why, str) else error_words(why)


def put_off(
    session: Session, worker: str, case_id: int, now: datetime, why: Exception | str
) -> None:
    """The same in a transaction of its own, as long as the case is this worker's. Commits."""
    begin_writing(session)
    plan = session.scalar(
        sa.select(CasePlan).filter_by(case_id=case_id, claimed_by=worker).with_for_update()
    )
    if plan is not None:
        note_failure(plan, now, why)
        plan.claimed_by, plan.lease_until, plan.tries = "", None, 0
    session.commit()


def error_words(error: Exception) -> str:
    """What was wrong, for staff and whoever mends it. A database's words quote rows of people."""
    if isinstance(error, Refused):
        return "；".join(f"{one.missing}（{one.rule}）" for one in error.refusals)
    name = type(error).__name__
    if isinstance(error, SQLAlchemyError):
        return name
    return mask_private(f"{name}: {error}")[:LONGEST_ERROR]
