"""Claims cases that are due by lease: one belongs to one worker until its lease ends.

What is overdue comes first, then what has waited longest. An idle look reads the head of one index.
`tries` counts the claims that never came to an end: of a case that kills its worker no other suffers
for long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from tracker.clock import database_now, day_of
from tracker.models import CasePlan
from tracker.models.claiming import claiming
from tracker.models.db import begin_writing

# Much longer than a batch takes, and short enough that nobody notices a worker that died.
LEASE = timedelta(minutes=2)
MOST_TRIES = 3
# A case that somebody else is working on just now.
SOON = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One case; `tries` counts this claim as well."""

    case_id: int
    tries: int


def anything_due(session: Session, now: datetime) -> bool:
    """Whether any case is due and free, by one index look-up. Leaves no transaction open."""
    found = session.scalar(sa.select(sa.exists().where(_due(now, database_now(session)))))
    session.rollback()
    return bool(found)


def claim_due(
    session: Session, worker: str, now: datetime, limit: int, lease: timedelta = LEASE
) -> list[Claimed]:
    """Claim up to `limit` cases that are due at `now`, the overdue first. Commits.

    The lease runs by the database's clock, which all workers share.
    """
    begin_writing(session)
    moment = database_now(session)
    overdue = CasePlan.due_on < day_of(now)
    rows: list[sa.Row[tuple[int, int, datetime]]] = []
    for first in (overdue, sa.true()):
        if len(rows) < limit:
            change = claiming(
                CasePlan.case_id,
                sa.and_(_due(now, moment), first),
                (CasePlan.next_at, CasePlan.case_id),
                {
                    "claimed_by": worker,
                    "lease_until": moment + lease,
                    "tries": CasePlan.tries + 1,
                },
                (CasePlan.case_id, CasePlan.tries, CasePlan.next_at),
                limit - len(rows),
            )
            rows += sorted(session.execute(change).all(), key=lambda row: (row.next_at, row[0]))
    session.commit()
    return [Claimed(row.case_id, row.tries) for row in rows]


def held(worker: str, case_ids: Iterable[int]) -> ColumnElement[bool]:
    """The plans of these cases that are still this worker's; an ended lease that nobody took is."""
    return sa.and_(CasePlan.case_id.in_(case_ids), CasePlan.claimed_by == worker)


def let_go(plan: CasePlan) -> None:
    """End the claim within the caller's transaction: the case was done."""
    plan.claimed_by, plan.lease_until, plan.tries = "", None, 0


def give_back(
    session: Session, worker: str, case_ids: Iterable[int], *, after: timedelta = timedelta(0)
) -> None:
    """Let cases that were claimed and not done be claimed again, at once or a little later. Commits."""
    ids = list(case_ids)
    if not ids:
        return
    begin_writing(session)
    until = database_now(session) + after if after else None
    session.execute(
        sa.update(CasePlan)
        .where(held(worker, ids))
        .values(claimed_by="", lease_until=until, tries=CasePlan.tries - 1)
        .execution_options(synchronize_session=False)
    )
    session.commit()


def _due(now: datetime, moment: datetime) -> ColumnElement[bool]:
    free = sa.or_(CasePlan.lease_until.is_(None), CasePlan.lease_until <= moment)
    return sa.and_(CasePlan.next_at.is_not(None), CasePlan.next_at <= now, free)
