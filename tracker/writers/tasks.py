"""A task is opened: something for the branch secretary to look at (S3.1-4)."""

from __future__ import annotations

from machines.roles import Role
from tracker.desk import Desk
from tracker.models import Case, ContactEntry, Task


def open_task(desk: Desk, case: Case, text: str, entry: ContactEntry | None) -> Task:
    """A task of the branch secretary that names the entry it is about.

    Within the caller's transaction, which puts the case on its shelf again.
    """
    task = Task(
        case=case,
        role=Role.BRANCH_SECRETARY.value,
        text=text,
        entry_id=entry.id if entry else None,
        opened_at=desk.now,
    )
    desk.session.add(task)
    return task
