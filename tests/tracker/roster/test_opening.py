"""A case is opened with the due dates that its tables would give it after any move."""

from __future__ import annotations

from datetime import date

import pytest

from machines.words import PartyStatus
from tests.factories import make_person
from tests.tracker.roster.school import School
from tracker.actions.moves import finish
from tracker.actions.opening import Opening, OpeningOrder, open_cases
from tracker.models import Case


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
        opened_with = (case.next_due_on, case.closed_at, [t.due_on for t in case.tracks])
        finish(desk, case)
        assert (case.next_due_on, case.closed_at, [t.due_on for t in case.tracks]) == opened_with
        assert any(opened_with[2])
