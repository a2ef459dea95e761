"""A task is opened: something for a person to look at (S3.1-4)."""

from __future__ import annotations

import sqlalchemy as sa

from machines.roles import Role
from tracker.desk import Desk
from tracker.models import Case, ContactEntry, Task


def open_task(
    desk: Desk,
    case: Case,
    text: str,
    entry: ContactEntry | None,
    role: Role = Role.BRANCH_SECRETARY,
    *,
    kind: str = "",
    reminder_id: int | None = None,
) -> Task:
    """A task of `role` that names the entry it is about; `kind` is what others of its sort are
    found by, `reminder_id` names what opened it where nobody did.

    Within the caller's transaction, which puts the case on its shelf again.
    """
    task = Task(
        case=case,
        role=role.value,
        text=text,
        entry_id=entry.id if entry else None,
        kind=kind,
        reminder_id=reminder_id,
        opened_at=desk.now,
    )
    desk.session.add(task)
    return task


def open_once(
    desk: Desk, case: Case, text: str, entry: ContactEntry | None, *, kind: str
) -> Task | None:
    """The same for the branch secretary; None where a task of this kind is open already.

    So the tenth bounce does not make a tenth task.
    """
    same = sa.select(Task.id).filter_by(case_id=case.id, settled_at=None, kind=kind)
    if desk.session.scalar(same.limit(1)) is not None:
        return None
    task = open_task(desk, case, text, entry, kind=kind)
    desk.session.flush()
    return task
