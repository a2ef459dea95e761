"""A reminder that was given, in the words of pages: its wait, who was told what, its tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from machines import MACHINES
from machines.roles import Role
from machines.waits import Wait
from tracker.deadlines.reading import Given
from tracker.desk import Desk
from tracker.models import Case, Task

WAITS: Mapping[str, Wait] = {
    wait.name: wait
    for machine in MACHINES.values()
    for track in machine.tracks
    for state in track.states
    for wait in state.waits
}


def wait_label(name: str) -> str:
    """The Chinese name of a wait; one of an older table keeps its own."""
    return WAITS[name].label if name in WAITS else name


def tasks_of_reminders(desk: Desk, case: Case) -> Mapping[int, Sequence[Task]]:
    """The tasks that the case's reminders opened, settled or not, by the key of the reminder."""
    query = sa.select(Task).where(Task.case_id == case.id, Task.reminder_id.is_not(None))
    found: dict[int, list[Task]] = defaultdict(list)
    for task in desk.session.scalars(query.order_by(Task.id)):
        found[task.reminder_id or 0].append(task)
    return found


def told_lines(given: Given, tasks: Sequence[Task]) -> Iterator[tuple[str, str]]:
    """For each who was told: his role, then what he was told and what came of it.

    A mail that was written has a line of its own; of a task it says whether it is settled.
    """
    for one in given.told:
        if one.mail is not None:
            continue
        of_role = (t for t in tasks if Role(t.role).label == one.to)
        task = next(of_role, None)
        came = _settled(task) if task else one.outcome
        yield f"提醒{one.to}", "：".join(filter(None, (one.what, came)))


def _settled(task: Task) -> str:
    return f"已办结（{task.outcome}）" if task.settled_at is not None else "待办未结"


def rules_of(given: Given) -> tuple[str, ...]:
    """The rules of all its parts, each once."""
    wait = WAITS.get(given.record.wait)
    own = (rule for one in given.told for rule in one.rules)
    return tuple(dict.fromkeys([*own, *(wait.rules if wait else ())]))
