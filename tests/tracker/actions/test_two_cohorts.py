"""One person in two cohorts: one live letter all told, one case in each (S4.5-0b, D-12)."""

from __future__ import annotations

from datetime import date

import pytest

from machines.refusals import Refused
from tests.factories import make_case, make_cohort, make_letter
from tests.lives.paths import LETTER
from tests.lives.snapshot import snapshot
from tests.lives.test_whole_lives import take, walk
from tests.lives.world import make_world
from tracker.desk import Desk


def test_a_live_letter_of_another_cohorts_case_stands_in_the_way_by_its_number(
    desk: Desk,
) -> None:
    world = walk(make_world(desk), LETTER[:-1])
    earlier = make_case(
        desk.session,
        cohort=make_cohort(desk.session, 2023),
        branch=world.case.branch,
        person=world.case.person,
    )
    number = make_letter(desk.session, earlier).number
    desk.session.commit()
    before = snapshot(desk.session)
    with pytest.raises(Refused) as no:
        take(world, "transfer.issue_letter")
    assert [(r.rule, number in r.missing) for r in no.value.refusals] == [("S4.5-0b", True)]
    assert snapshot(desk.session) == before


def test_nobody_rejoins_a_cohort_in_which_he_has_a_case_already(desk: Desk) -> None:
    world = walk(make_world(desk), ("transfer.defer",))
    other = make_case(
        desk.session,
        cohort=make_cohort(desk.session, 2025, leaving_day=date(2025, 6, 30)),
        branch=world.case.branch,
        person=world.case.person,
    )
    desk.session.commit()
    before = snapshot(desk.session)
    with pytest.raises(Refused, match=other.tag):
        take(world, "transfer.rejoin")
    assert snapshot(desk.session) == before
