"""Re-planning a case's waits, within the transaction of whatever changed the case.

A wait keeps `handled_until` as long as the case stands in it: what was due up to then was said or
folded, and is never said again, however deadlines move. A wait that begins says nothing of the time
before it began; only what the clock itself must do is done whenever it is late. A deadline that
moves earlier says once what it should have said by now; one that moves on begins a new round, and
what people were asked before is settled.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from machines import get_machine
from tracker.desk import Desk
from tracker.facts import read_facts
from tracker.logs import keep_details_out
from tracker.models import Case, CasePlan, PlannedWait
from tracker.waits.failing import note_failure
from tracker.waits.planned import Planned, Waits, by_the_tables, planned_waits
from tracker.waits.settling import ENDED, moved_on, settle_tasks
from tracker.waits.standing import Standing, read_standing
from tracker.waits.workdays import calendar_of

log = logging.getLogger(__name__)
keep_details_out(log)

# A wait as it stands by the facts, and as it is written down.
Pair = tuple[Planned, PlannedWait]


def replan(desk: Desk, case: Case, waits: Waits = by_the_tables) -> None:
    """Write the case's deadlines and the next moment of each wait anew; closed or open as well.

    Within the caller's transaction, which holds the case's lock and shelves the case afterwards. A
    case whose waits cannot be reckoned keeps its deadlines and is put off: nobody's move fails
    because of a reminder.
    """
    desk.session.flush()
    standing = read_standing(desk.session, [case.id])[case.id]
    note_closing(desk, case)
    try:
        found = find_waits(desk, case, waits)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.exception("the waits of case %s cannot be reckoned", case.id)
        note_failure(_plan(desk, case, standing), desk.now, error)
        return
    write_plan(desk, case, standing, found)


def note_closing(desk: Desk, case: Case) -> None:
    """A case is closed while every track stands in a state that holds nothing open."""
    machine = get_machine(case.kind)
    states = [
        machine.track(track.name).state(track.state)
        for track in case.tracks
        if machine.has(track.name)
    ]
    done = all(state.final or state.resting for state in states)
    case.closed_at = (case.closed_at or desk.now) if done else None


def find_waits(desk: Desk, case: Case, waits: Waits = by_the_tables) -> list[Planned]:
    """The waits of an open case; a closed one waits for nothing."""
    if case.closed_at is not None:
        return []
    facts = read_facts(desk.session, case)
    return list(planned_waits(facts, calendar_of(desk.session), waits))


def write_plan(
    desk: Desk, case: Case, standing: Standing, found: Sequence[Planned]
) -> tuple[Pair, ...]:
    """Write down what was found, and settle the tasks of what ended or moved on."""
    _note_deadlines(case, found)
    ended = dict(standing.rows)
    pairs = tuple((one, _row(desk, case, ended.pop(one.name, None), one)) for one in found)
    for row in ended.values():
        _settle(desk, case, row, ENDED)
        desk.session.delete(row)
        del standing.rows[row.name]
    standing.rows.update((row.name, row) for _, row in pairs)
    note_next(desk, case, standing)
    return pairs


def _note_deadlines(case: Case, found: Sequence[Planned]) -> None:
    """The day that lists sort by: the earliest of the leading waits, of each track and of all."""
    leading = [(p.track, p.schedule.due) for p in found if p.schedule.wait.leads]
    for track in case.tracks:
        track.due_on = min((due for name, due in leading if name == track.name), default=None)
    case.next_due_on = min((due for _, due in leading), default=None)


def _row(desk: Desk, case: Case, row: PlannedWait | None, planned: Planned) -> PlannedWait:
    due = planned.schedule.due
    if row is None:
        row = PlannedWait(case_id=case.id, name=planned.name, handled_until=desk.now, asked=False)
        desk.session.add(row)
    elif due > row.due_on:
        _settle(desk, case, row, moved_on(due))
    elif row.asked and not planned.still_asks:
        _settle(desk, case, row, ENDED)
    row.track, row.due_on = planned.track, due
    row.next_at = planned.next_at(row.handled_until)
    return row


def _settle(desk: Desk, case: Case, row: PlannedWait, outcome: str) -> None:
    if row.asked:
        settle_tasks(desk, case.id, row.name, outcome)
        row.asked = False


def note_next(desk: Desk, case: Case, standing: Standing) -> None:
    """When the case is looked at next. A lease on it stays: its worker finds nothing more to do."""
    if case.closed_at is not None and not standing.rows:
        if standing.plan is not None:
            desk.session.delete(standing.plan)
            standing.plan = None
        return
    plan = _plan(desk, case, standing)
    coming = [row for row in standing.rows.values() if row.next_at is not None]
    plan.next_at = min((row.next_at for row in coming if row.next_at), default=None)
    plan.due_on = min((row.due_on for row in coming), default=None)
    plan.failures, plan.failed_at, plan.error = 0, None, ""


def _plan(desk: Desk, case: Case, standing: Standing) -> CasePlan:
    if standing.plan is None:
        standing.plan = CasePlan(case_id=case.id)
        desk.session.add(standing.plan)
    return standing.plan
