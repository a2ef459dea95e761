"""What is due for one case: the clock's moves first, then every wait's reminder, then what is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from machines import get_machine
from machines.orders import NOTHING
from machines.roles import Role
from tracker.actions.moves import WITH_THE_CASE, finish, make_move
from tracker.desk import CLOCK, Desk
from tracker.models import Case, CasePlan, Person, PlannedWait, ReminderRecord
from tracker.waits.claim import held, let_go
from tracker.waits.folding import fold
from tracker.waits.planned import Planned, Waits
from tracker.waits.planning import (
    Pair,
    find_waits,
    note_closing,
    note_next,
    write_plan,
)
from tracker.waits.saying import Known, Saying, prepare
from tracker.waits.settling import ASKED_ANEW, settle_tasks
from tracker.waits.standing import Standing, read_standing

# A move may lead to a state whose own deadline is past as well; what is left is done next round.
MOST_MOVES = 4
MOVED = "已自动办理"


def held_cases(desk: Desk, worker: str, case_ids: Sequence[int]) -> Iterator[tuple[Case, Standing]]:
    """The cases that are still this worker's, locked, in the order given.

    One that somebody else has locked is left out: nothing is waited for while others are locked.
    Plans of cases that were withdrawn go.
    """
    session = desk.session
    ours = set(session.scalars(sa.select(CasePlan.case_id).where(held(worker, case_ids))))
    query = (
        sa.select(Case)
        .where(Case.id.in_(ours))
        .options(
            *WITH_THE_CASE,
            selectinload(Case.tracks),
            joinedload(Case.person, innerjoin=True).selectinload(Person.addresses),
        )
        .order_by(Case.id)
        .with_for_update(of=Case, skip_locked=True)
    )
    cases = {case.id: case for case in session.scalars(query)}
    written = read_standing(session, list(cases))
    for case_id in case_ids:
        if case_id in cases:
            yield cases[case_id], written[case_id]


def do_case(desk: Desk, case: Case, standing: Standing, waits: Waits, known: Known) -> list[Saying]:
    """Make the clock's moves for a locked case and plan it anew; gives what is to be said of it."""
    if case.withdrawn_at is not None:
        _forget(desk, standing)
        return []
    note_closing(desk, case)
    pairs = write_plan(desk, case, standing, find_waits(desk, case, waits))
    said: list[Saying] = []
    for _ in range(MOST_MOVES):
        if (moved := _moved(desk, case, pairs)) is None:
            break
        said += moved
        desk.session.flush()
        standing = read_standing(desk.session, [case.id])[case.id]
        pairs = write_plan(desk, case, standing, find_waits(desk, case, waits))
    for planned, row in pairs:
        said += _say(desk, case, planned, row, known)
    note_next(desk, case, standing)
    if standing.plan is not None:
        let_go(standing.plan)
    return said


def _forget(desk: Desk, standing: Standing) -> None:
    """A withdrawn case waits for nothing."""
    for row in (*standing.rows.values(), standing.plan):
        if row is not None:
            desk.session.delete(row)


def _moved(desk: Desk, case: Case, pairs: Sequence[Pair]) -> list[Saying] | None:
    """Make the first move that the clock must make; None where there is none.

    It is noted at its true moment, however late it is made.
    """
    for planned, _ in pairs:
        due = planned.move_due(desk.now)
        if due is None or due.move is None:
            continue
        move = get_machine(case.kind).track(planned.track).move(due.move)
        line = {
            "to": Role.CLOCK.value,
            "move": due.move,
            "words": move.label,
            "outcome": MOVED,
            "rules": list(move.rules),
        }
        again = _recorded(desk, case, planned, due.at)
        make_move(desk, case, planned.track, due.move, NOTHING, CLOCK)
        finish(desk, case)
        return [] if again else [Saying(case, planned, due.at, due.how, lines=[line])]
    return None


def _recorded(desk: Desk, case: Case, planned: Planned, at: datetime) -> bool:
    query = sa.select(ReminderRecord.id).filter_by(case_id=case.id, wait=planned.name, at=at)
    return desk.session.scalar(query) is not None


def _say(
    desk: Desk, case: Case, planned: Planned, row: PlannedWait, known: Known
) -> Iterator[Saying]:
    """What a wait has come to, once; its watermark and next moment move on with it."""
    # Whose account was closed sees no task: the secretary stands in (S3.1-6).
    named = case.contact_person is not None and case.contact_person.active
    # A wait that was begun anew under a clock set back: what it said before is not said again.
    before = known.moments.get((case.id, planned.name), row.handled_until)
    after = max(row.handled_until, before)
    found = fold(planned, after, desk.now, has_contact_person=named)
    if found is not None and found.due is not None:
        saying = prepare(desk, case, planned, found.due, known)
        if saying.tasks and row.asked:
            for role, _ in saying.tasks:
                settle_tasks(desk, case.id, planned.name, ASKED_ANEW, role)
        row.asked = row.asked or bool(saying.tasks)
        yield saying
    row.handled_until = max(after, found.until) if found is not None else after
    row.next_at = planned.next_at(row.handled_until)
