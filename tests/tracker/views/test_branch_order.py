"""Wherever people see branches in a list, 第二 stands before 第三 and 第十 after 第九."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from machines.roles import Role
from machines.words import Vehicle
from tests.conftest import NOW
from tests.factories import make_case
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.clock import day_of
from tracker.models import Branch, EducationActivity

NAMES = [f"学生第{sign}党支部" for sign in "一二三四十"]


@pytest.fixture
def five(world: World) -> World:
    """Five branches in the college, each with a case, and an activity."""
    made = [Branch(college=world.college, name=NAMES[at]) for at in (3, 2, 4)]
    world.session.add_all(made)
    for branch in made:
        make_case(world.session, branch=branch)
    world.session.add(
        EducationActivity(
            college=world.college,
            vehicle=Vehicle.LECTURE,
            held_on=day_of(NOW),
            place="礼堂",
            theme="离校教育",
            recorded_at=NOW,
        )
    )
    world.session.commit()
    return world


@pytest.mark.parametrize(
    "path",
    ["/data-check", "/cases", "/settings/", "/settings/colleges/1", "/settings/accounts/new",
     "/activities/1"],
)  # fmt: skip
def test_branches_stand_in_the_order_of_their_numbers(
    five: World, browser: Callable[..., Browser], path: str
) -> None:
    text = browser(five.staff[Role.ORGANIZER]).get(path).text
    at = [text.find(name) for name in NAMES]
    assert all(0 <= before < after for before, after in pairwise(at)), at
