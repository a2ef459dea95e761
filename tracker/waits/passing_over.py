"""What a wait says nothing of any more when its case is given another policy."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from tracker.desk import Desk
from tracker.models import Case, PlannedWait


def said_until(row: PlannedWait | None, now: datetime) -> datetime:
    """Up to when a wait says nothing more once its case has another policy: nothing of the past.

    What was late already by the policy it had is still said, folded as ever.
    """
    if row is None:
        return now
    late = row.next_at is not None and row.next_at <= now
    return row.handled_until if late else max(row.handled_until, now)


def pass_over(desk: Desk, case: Case) -> None:
    """Let the case's waits say nothing of the past by the policy it is about to have.

    A cohort that takes over a version would else be told at once what the version would have said.
    """
    for row in desk.session.scalars(sa.select(PlannedWait).filter_by(case_id=case.id)):
        row.handled_until = said_until(row, desk.now)
