"""A task is opened: something for a person to look at (S3.1-4)."""

from __future__ import annotations

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
