"""A case is opened with the waits and due dates that its tables would give it after any move."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.words import PartyStatus
from tests.factories import make_person
from tests.tracker.roster.school import School
from tracker.actions.moves import finish
from tracker.actions.opening import Opening, OpeningOrder, open_cases
from tracker.models import Case, CasePlan, PlannedWait

Due = tuple[list[date | None], tuple[Any, ...] | None, list[tuple[Any, ...]]]


@pytest.mark.parametrize(
    "order",
    [
        OpeningOrder(PartyStatus.FULL),
        OpeningOrder(PartyStatus.PROBATIONARY),
        OpeningOrder(PartyStatus.FULL, abroad=True),
        OpeningOrder(PartyStatus.PROBATIONARY, abroad=True, probation_ends_on=date(2024, 9, 1)),
        OpeningOrder(PartyStatus.ACTIVIST, left_on=date(2024, 7, 9)),
    ],
)
def test_a_new_case_is_due_when_its_tables_say(school: School, order: OpeningOrder) -> None:
    desk = school.desk
    people = [make_person(desk.session) for _ in range(2)]
    desk.session.flush()
    openings = [Opening(p.id, p.joined_on, school.branch, order) for p in people]
    for case_id in open_cases(desk, school.cohort, openings, school.organizer):
        case = desk.session.get_one(Case, case_id)
        opened_with = _due(desk.session, case)
        finish(desk, case)
        assert _due(desk.session, case) == opened_with
        days, plan, waits = opened_with
        assert any(days)
        assert plan is not None
        assert {name for _, name, *_ in waits}


def _due(session: Session, case: Case) -> Due:
    """What is written down of the case's days, plan and waits."""
    session.flush()
    plan = session.get(CasePlan, case.id)
    query = sa.select(PlannedWait).filter_by(case_id=case.id).order_by(PlannedWait.name)
    return (
        [case.next_due_on, *(track.due_on for track in case.tracks)],
        (plan.next_at, plan.due_on, plan.failures) if plan else None,
        [
            (row.track, row.name, row.due_on, row.next_at, row.handled_until, row.asked)
            for row in session.scalars(query)
        ],
    )
