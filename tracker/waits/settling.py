"""Tasks that a wait opened are settled by themselves once it ends, moves on, or asks anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from machines.roles import Role
from tracker.desk import Desk
from tracker.models import CasePlan, PlannedWait, Task
from tracker.models.db import in_batches

ENDED = "已办理，期限事项结束"
WITHDRAWN = "导入已撤销，期限事项结束"
ASKED_ANEW = "已由后一次提醒代替"


def moved_on(due: date) -> str:
    """The outcome where the deadline moved on, e.g. by a two-way contact."""
    return f"期限已改到 {due}，本次提醒结束"


def task_kind(wait: str) -> str:
    """What the tasks of a wait are recognised by."""
    return f"wait:{wait}"


def settle_tasks(
    desk: Desk, case_id: int, wait: str, outcome: str, role: Role | None = None
) -> None:
    """Settle the wait's open tasks, or those of one role, within the caller's transaction.

    The caller shelves the case afterwards.
    """
    query = sa.select(Task).filter_by(case_id=case_id, kind=task_kind(wait), settled_at=None)
    if role is not None:
        query = query.filter_by(role=role.value)
    for task in desk.session.scalars(query).all():
        task.settled_at, task.outcome = desk.now, outcome
    desk.session.flush()


def forget_plans(desk: Desk, case_ids: Sequence[int]) -> None:
    """Cases that were withdrawn wait for nothing; what people were asked of them is settled."""
    gone = {"settled_at": desk.now, "outcome": WITHDRAWN}
    for some in in_batches(case_ids):
        asked = sa.update(Task).where(Task.case_id.in_(some), Task.settled_at.is_(None))
        desk.session.execute(asked.where(Task.kind.startswith(task_kind(""))).values(gone))
        for table in (PlannedWait, CasePlan):
            desk.session.execute(sa.delete(table).where(table.case_id.in_(some)))
