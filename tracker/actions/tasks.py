"""Tasks that answers open are settled with a word on how."""

from __future__ import annotations

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.actions.incoming.seeing import note_seen
from tracker.actions.link_changes import end_watch
from tracker.desk import Actor, Desk
from tracker.lists import shelve_cases
from tracker.models import Task
from tracker.models.db import begin_writing


def settle_task(desk: Desk, task_id: int, outcome: str, actor: Actor) -> Task:
    """Settle an open task and commit; the mail it came from is seen by that.

    Raises Refused when it is another role's, settled already, or nothing is said.
    """
    begin_writing(desk.session)
    task = desk.session.get_one(Task, task_id, with_for_update=True)
    if not may_settle(actor.role, task):
        who = "或".join(role.label for role in settled_by(task))
        _refuse(desk, f"这项待办由{who}办结")
    if task.settled_at is not None:
        _refuse(desk, f"已由他人办结：{task.outcome}")
    if not outcome.strip():
        _refuse(desk, "请写明如何办理")
    task.settled_at, task.settled_by_id, task.outcome = desk.now, actor.staff_id, outcome.strip()
    if task.entry is not None and task.entry.incoming_id is not None:
        note_seen(desk, task.entry.incoming_id)
    end_watch(desk, task)
    shelve_cases(desk.session, [task.case_id])
    desk.session.commit()
    return task


def may_settle(role: Role, task: Task) -> bool:
    """Whether the task is that role's to settle."""
    return role in settled_by(task)


def settled_by(task: Task) -> tuple[Role, ...]:
    """Its own role, and who stands in: the organizer for all in his college (S3.1-7).

    What was put to the department nobody below settles for it.
    """
    own = Role(task.role)
    return (own,) if own in (Role.ORGANIZER, Role.DEPARTMENT) else (own, Role.ORGANIZER)


def _refuse(desk: Desk, missing: str) -> None:
    desk.session.rollback()
    raise Refused(Refusal(missing, "S3.1-6", Role.BRANCH_SECRETARY, "个案 · 待办", "outcome"))
