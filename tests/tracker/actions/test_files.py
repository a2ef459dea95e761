"""A recorded problem of a paper closes by the committee's note, or openly as a mistake (S2.1-3)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from machines.files import REGISTRATION_FORM
from machines.refusals import Refused
from machines.words import ItemStatus, PartyStatus
from tests.lives.snapshot import snapshot
from tests.lives.test_whole_lives import take, walk
from tests.lives.world import World, make_world
from tracker.desk import Desk
from tracker.models import MaterialItem, MoveRecord

CHECKED = ("materials.check_items",)


def status_of(world: World, code: str) -> ItemStatus:
    query = sa.select(MaterialItem.status).filter_by(case_id=world.case_id, code=code)
    return world.desk.session.scalars(query).one()


def refused(world: World, action: str, **instead: object) -> Refused:
    """The refusal of a move that changes nothing."""
    before = snapshot(world.desk.session)
    with pytest.raises(Refused) as no:
        take(world, action, **instead)
    assert snapshot(world.desk.session) == before
    return no.value


@pytest.mark.parametrize("status", [ItemStatus.MISSING, ItemStatus.COMPLIANT])
def test_a_recorded_problem_does_not_go_away_by_another_look(
    desk: Desk, status: ItemStatus
) -> None:
    world = walk(make_world(desk), CHECKED)
    take(world, "materials.report_defect", items=("admission_form",))
    no = refused(world, "materials.check_items", items=("admission_form",), status=status)
    assert [r.rule for r in no.refusals] == ["S2.1-3"]
    assert status_of(world, "admission_form") is ItemStatus.DEFECTIVE


def test_a_seal_does_not_cover_a_problem_of_the_form(desk: Desk) -> None:
    world = walk(make_world(desk), CHECKED)
    take(world, "materials.report_defect", items=(REGISTRATION_FORM,))
    assert [r.rule for r in refused(world, "materials.seal_registration_form").refusals] == [
        "S2.1-3"
    ]
    take(world, "materials.add_investigation_note")
    take(world, "materials.seal_registration_form")
    assert status_of(world, REGISTRATION_FORM) is ItemStatus.COVERED


def test_a_problem_recorded_by_mistake_is_withdrawn_with_its_reason(desk: Desk) -> None:
    world = walk(make_world(desk), CHECKED)
    take(world, "materials.report_defect", items=("admission_form", "application"))
    take(world, "materials.withdraw_defect", items=("admission_form",), reason="看错了人")
    assert world.case.track("materials").state == "unchecked"
    assert status_of(world, "admission_form") is ItemStatus.UNCHECKED
    record = desk.session.scalars(sa.select(MoveRecord).filter_by(action="withdraw_defect")).one()
    assert record.order["reason"] == "看错了人"
    take(world, "materials.check_items", items=("admission_form",))
    no = refused(world, "materials.mark_checked")
    assert [r.rule for r in no.refusals] == ["S2.1-3"]
    take(world, "materials.add_investigation_note")
    assert world.case.track("materials").state == "checked"


def test_an_activists_application_with_a_problem_is_cleared_by_the_note(desk: Desk) -> None:
    world = make_world(desk, PartyStatus.ACTIVIST)
    take(world, "materials.check_items")
    take(world, "materials.check_items", items=("application",), status=ItemStatus.DEFECTIVE)
    assert [r.rule for r in refused(world, "materials.mark_checked").refusals] == ["S2.1-3"]
    take(world, "materials.add_investigation_note")
    take(world, "materials.mark_checked")
    take(world, "materials.archive")
    assert status_of(world, "application") is ItemStatus.COVERED
