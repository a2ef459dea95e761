"""The rows of what is planned for cases: read in one query, however many cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.models import CasePlan, PlannedWait


@dataclass(slots=True)
class Standing:
    """One case's plan and its waits by name, as they are written down; a closed case has neither."""

    plan: CasePlan | None = None
    rows: dict[str, PlannedWait] = field(default_factory=dict)


def read_standing(session: Session, case_ids: Sequence[int]) -> dict[int, Standing]:
    """What is written down for these cases."""
    found = {case_id: Standing() for case_id in case_ids}
    query = (
        sa.select(CasePlan, PlannedWait)
        .outerjoin(PlannedWait, PlannedWait.case_id == CasePlan.case_id)
        .where(CasePlan.case_id.in_(case_ids))
    )
    for plan, row in session.execute(query):
        standing = found[plan.case_id]
        standing.plan = plan
        if row is not None:
            standing.rows[row.name] = row
    return found
