"""A roster opens its cases together: the same rows as cases opened one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from machines.words import PartyStatus
from tests.factories import make_person
from tests.tracker.roster.school import School
from tracker.actions.opening import OpeningOrder, open_case
from tracker.actions.opening_many import Opening, open_cases
from tracker.models import MoveRecord, Probation
from tracker.models.db import Base


def columns(found: Base) -> dict[str, Any]:
    """A row's values without its keys."""
    values = {c.key: getattr(found, c.key) for c in sa.inspect(type(found)).column_attrs}
    return {
        k: v for k, v in values.items() if k != "id" and not k.endswith(("case_id", "person_id"))
    }


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
def test_cases_opened_together_are_those_opened_one_by_one(
    school: School, order: OpeningOrder
) -> None:
    desk, session = school.desk, school.desk.session
    person = make_person(session)
    alone = open_case(desk, school.cohort, person, school.branch, order, school.organizer)
    openings = [Opening(make_person(session), school.branch, order) for _ in range(2)]
    together = open_cases(desk, school.cohort, openings, school.organizer)
    session.commit()
    for case in together:
        assert columns(case) == columns(alone)
        assert [columns(t) for t in case.tracks] == [columns(t) for t in alone.tracks]
        for model in (MoveRecord, Probation):
            mine, his = (
                [columns(r) for r in session.scalars(sa.select(model).filter_by(case_id=c.id))]
                for c in (case, alone)
            )
            assert mine == his
