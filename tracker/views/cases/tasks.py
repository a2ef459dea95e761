"""The tasks of a case as its page shows them: the reader's own first, then by deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.clock import day_of
from tracker.deadlines.reading import Deadline
from tracker.desk import Actor, Desk
from tracker.models import Case, Task
from tracker.views.cases.reminders import WAITS

# The newest settled ones: all stand in the table.
SETTLED = 10


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One open task. `due` is the deadline it speaks for, `days` left until then; `wait` names it.

    `wait` is "" where the case does not stand in that wait any more, or the task has none.
    """

    task: Task
    mine: bool
    wait: str
    label: str
    due: date | None
    days: int
    rules: tuple[str, ...]


def task_lines(
    desk: Desk, actor: Actor, tasks: Sequence[Task], deadlines: Sequence[Deadline]
) -> list[TaskLine]:
    """The open tasks: the actor's own first, of these what is due first; others in their order."""
    by_name = {one.name: one for one in deadlines}
    lines = [_line(desk, actor, task, by_name.get(task.wait)) for task in tasks]
    return sorted(lines, key=lambda one: (not one.mine, one.due or date.max, one.task.id))


def _line(desk: Desk, actor: Actor, task: Task, deadline: Deadline | None) -> TaskLine:
    wait, record = WAITS.get(task.wait), task.reminder
    due = deadline.due if deadline else record.due_on if record else None
    rules: tuple[str, ...] = ()
    if record is not None:
        told = (one for one in record.said if one.get("to") == task.role)
        rules = tuple(rule for one in told for rule in one.get("rules", ()))
    return TaskLine(
        task,
        task.role == actor.role.value,
        deadline.name if deadline else "",
        wait.label if wait else "",
        due,
        (due - day_of(desk.now)).days if due else 0,
        tuple(dict.fromkeys(rules or (wait.rules if wait else ()))),
    )


def settled_tasks(desk: Desk, case: Case) -> Sequence[Task]:
    """The newest settled tasks of a case, with who settled each; nobody: an event did."""
    query = (
        sa.select(Task)
        .where(Task.case_id == case.id, Task.settled_at.is_not(None))
        .order_by(Task.settled_at.desc(), Task.id.desc())
        .limit(SETTLED)
        .options(joinedload(Task.settled_by))
    )
    return desk.session.scalars(query).all()
