"""Re-planning a case's waits, within the transaction of whatever changed the case.

A wait keeps `handled_until` as long as the case stands in it: what was due up to then was said or
folded, and is never said again, however deadlines move. A wait that begins says nothing of the time
before it began; only what the clock itself must do is done whenever it is late.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from machines import get_machine
from machines.calendar import Calendar
from machines.facts import Facts
from machines.waits import Occurrence, Schedule, schedule
from tracker.desk import Desk
from tracker.facts import read_facts
from tracker.models import Case, CasePlan, PlannedWait
from tracker.waits.workdays import calendar_of


@dataclass(frozen=True, slots=True)
class Planned:
    """A wait of one track, as it stands by the facts."""

    track: str
    schedule: Schedule

    @property
    def name(self) -> str:
        """The wait's name, once in a case."""
        return self.schedule.wait.name

    def pending(self, handled_until: datetime) -> tuple[Occurrence, ...]:
        """What is still to come, or late: the clock's move, and reminders after `handled_until`."""
        found = self.schedule.occurrences
        return tuple(one for one in found if one.move or one.at > handled_until)


def planned_waits(facts: Facts, calendar: Calendar) -> Iterator[Planned]:
    """The waits of every track in its present state, by the table; those that can be reckoned."""
    machine = get_machine(facts.kind)
    for name, state in facts.states.items():
        if machine.has(name):
            for wait in machine.track(name).state(state).waits:
                found = schedule(wait, facts, calendar)
                if found is not None:
                    yield Planned(name, found)


def replan(desk: Desk, case: Case) -> None:
    """Write the case's deadlines and the next moment of each wait anew; closed or open as well.

    Within the caller's transaction, which holds the case's lock.
    """
    desk.session.flush()
    facts = read_facts(desk.session, case)
    found = list(planned_waits(facts, calendar_of(desk.session)))
    _note_deadlines(case, found)
    _note_closing(desk, case)
    _note_waits(desk, case, found)


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


def _note_deadlines(case: Case, found: list[Planned]) -> None:
    """The day that lists sort by: the earliest of the leading waits, of each track and of all."""
    leading = [(p.track, p.schedule.due) for p in found if p.schedule.wait.leads]
    for track in case.tracks:
        track.due_on = min((due for name, due in leading if name == track.name), default=None)
    case.next_due_on = min((due for _, due in leading), default=None)


def _note_closing(desk: Desk, case: Case) -> None:
    machine = get_machine(case.kind)
    states = [
        machine.track(track.name).state(track.state)
        for track in case.tracks
        if machine.has(track.name)
    ]
    done = all(state.final or state.resting for state in states)
    case.closed_at = (case.closed_at or desk.now) if done else None


def _note_waits(desk: Desk, case: Case, found: list[Planned]) -> None:
    query = sa.select(PlannedWait).filter_by(case_id=case.id)
    rows = {row.name: row for row in desk.session.scalars(query)}
    kept = []
    for planned in found:
        row = rows.pop(planned.name, None)
        if row is None:
            row = PlannedWait(case_id=case.id, name=planned.name, handled_until=desk.now)
            desk.session.add(row)
        pending = planned.pending(row.handled_until)
        row.track, row.due_on = planned.track, planned.schedule.due
        row.next_at = pending[0].at if pending else None
        kept.append(row)
    for ended in rows.values():
        desk.session.delete(ended)
    _note_plan(desk, case, kept)


def _note_plan(desk: Desk, case: Case, kept: list[PlannedWait]) -> None:
    """When the case is looked at next. A lease on it stays: its worker finds nothing more to do."""
    plan = desk.session.get(CasePlan, case.id)
    if plan is None:
        plan = CasePlan(case_id=case.id)
        desk.session.add(plan)
    plan.next_at = min((row.next_at for row in kept if row.next_at), default=None)
    plan.due_on = min((row.due_on for row in kept if row.next_at), default=None)
    plan.failures, plan.failed_at, plan.error = 0, None, ""
