"""What is due for one case: the clock's moves first, then every wait's reminder, then what is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from tracker.waits.saying import note, say
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


def do_case(
    desk: Desk, case: Case, standing: Standing, waits: Waits, unwritable: Mapping[str, str]
) -> bool:
    """Do what is due for a locked case and plan it anew; True where its shelf may have changed."""
    if case.withdrawn_at is not None:
        _forget(desk, standing)
        return False
    note_closing(desk, case)
    pairs = write_plan(desk, case, standing, find_waits(desk, case, waits))
    for _ in range(MOST_MOVES):
        if not _moved(desk, case, pairs):
            break
        standing = read_standing(desk.session, [case.id])[case.id]
        pairs = write_plan(desk, case, standing, find_waits(desk, case, waits))
    asked = _say_all(desk, case, pairs, unwritable)
    note_next(desk, case, standing)
    if standing.plan is not None:
        let_go(standing.plan)
    return asked


def _forget(desk: Desk, standing: Standing) -> None:
    """A withdrawn case waits for nothing."""
    for row in (*standing.rows.values(), standing.plan):
        if row is not None:
            desk.session.delete(row)
    desk.session.flush()


def _moved(desk: Desk, case: Case, pairs: Sequence[Pair]) -> bool:
    """Make the first move that the clock must make; False where there is none.

    It is noted at its true moment, however late it is made.
    """
    for planned, _ in pairs:
        due = planned.move_due(desk.now)
        if due is None or due.move is None:
            continue
        if not _recorded(desk, case, planned, due.at):
            move = get_machine(case.kind).track(planned.track).move(due.move)
            line = {
                "to": Role.CLOCK.value,
                "move": due.move,
                "words": move.label,
                "outcome": MOVED,
                "rules": list(move.rules),
            }
            note(desk, case, planned, due.at, due.how, [line])
        make_move(desk, case, planned.track, due.move, NOTHING, CLOCK)
        finish(desk, case)
        return True
    return False


def _recorded(desk: Desk, case: Case, planned: Planned, at: datetime) -> bool:
    query = sa.select(ReminderRecord.id).filter_by(case_id=case.id, wait=planned.name, at=at)
    return desk.session.scalar(query) is not None


def _say_all(desk: Desk, case: Case, pairs: Sequence[Pair], unwritable: Mapping[str, str]) -> bool:
    asked = False
    for planned, row in pairs:
        asked = _say(desk, case, planned, row, unwritable) or asked
    return asked


def _say(
    desk: Desk, case: Case, planned: Planned, row: PlannedWait, unwritable: Mapping[str, str]
) -> bool:
    """Say what a wait has come to, once; True where people were asked."""
    known = case.contact_person_id is not None
    found = fold(planned, row.handled_until, desk.now, has_contact_person=known)
    if found is not None and (said := _last_said(desk, case, planned)) is not None:
        # The wait was begun anew under a clock that had been set back: this was said before.
        row.handled_until = max(row.handled_until, said)
        found = fold(planned, row.handled_until, desk.now, has_contact_person=known)
    asked = False
    if found is not None:
        if found.due is not None:
            record = say(desk, case, planned, row, found.due, unwritable)
            asked = any("task" in line for line in record.said)
        row.handled_until = max(row.handled_until, found.until)
    row.next_at = planned.next_at(row.handled_until)
    return asked


def _last_said(desk: Desk, case: Case, planned: Planned) -> datetime | None:
    """The newest moment up to now at which the wait said something."""
    query = sa.select(sa.func.max(ReminderRecord.at)).filter_by(case_id=case.id, wait=planned.name)
    found: datetime | None = desk.session.scalar(query.where(ReminderRecord.at <= desk.now))
    return found
