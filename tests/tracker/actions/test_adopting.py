"""A case takes over the newest policy by the department's hand, openly, with its days anew (S0-1)."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from machines.policy_faults import faults
from machines.refusals import Refused
from machines.roles import Role
from tests.lives.paths import LETTER
from tests.lives.snapshot import snapshot
from tests.lives.test_whole_lives import walk
from tests.lives.world import World, make_world
from tracker.actions import Stale, adopt_policy
from tracker.actions.policies import PolicyOrder, change_policy
from tracker.desk import Desk
from tracker.models import MoveRecord


def with_new_version(desk: Desk) -> World:
    """A case with a letter, and a newer policy with an earlier day for receipts."""
    world = walk(make_world(desk), LETTER)
    now = world.case.cohort.policy.policy
    newer = replace(now, receipt_cutoff=now.leaving_day.replace(month=7, day=10))
    change_policy(
        world.desk,
        world.case.cohort_id,
        PolicyOrder(newer, "部务会议", 1),
        world.actor(Role.DEPARTMENT),
    )
    return world


def test_a_case_takes_over_the_newest_policy_and_its_days_are_computed_anew(desk: Desk) -> None:
    world = with_new_version(desk)
    assert world.case.policy_version.version == 1
    version, due = world.case.version, world.case.track("transfer").due_on
    adopt_policy(world.desk, world.case_id, world.actor(Role.DEPARTMENT), version=version)
    assert (world.case.policy_version.version, world.case.version) == (2, version + 1)
    assert world.case.track("transfer").due_on != due
    record = desk.session.scalars(sa.select(MoveRecord).order_by(MoveRecord.id.desc())).first()
    assert record is not None
    assert (record.track, record.action, record.label, record.rules) == (
        "case",
        "policy",
        "改用政策第2版",
        ["S0-1"],
    )
    assert record.policy_version_id == world.case.policy_version_id


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COMMITTEE])
def test_nobody_but_the_department_gives_a_case_another_policy(desk: Desk, role: Role) -> None:
    world = with_new_version(desk)
    before = snapshot(desk.session)
    with pytest.raises(Refused):
        adopt_policy(world.desk, world.case_id, world.actor(role))
    assert snapshot(desk.session) == before


def test_a_page_that_is_behind_and_a_second_click_change_nothing(desk: Desk) -> None:
    world = with_new_version(desk)
    department, before = world.actor(Role.DEPARTMENT), snapshot(desk.session)
    with pytest.raises(Stale):
        adopt_policy(world.desk, world.case_id, department, version=world.case.version - 1)
    assert snapshot(desk.session) == before
    adopt_policy(world.desk, world.case_id, department)
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="第 2 版"):
        adopt_policy(world.desk, world.case_id, department)
    assert snapshot(desk.session) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("abroad_months", 241),
        ("lost_contact_months", 999999999),
        ("contact_newest_days", 3651),
        ("contact_attempts", 100),
        ("contact_tries_per_address", 10**18),
    ],
)
def test_a_number_beyond_all_calendars_is_refused_beside_its_field(
    desk: Desk, name: str, value: int
) -> None:
    policy = make_world(desk).case.policy_version.policy
    assert [r.field for r in faults(replace(policy, **{name: value}))] == [name]
