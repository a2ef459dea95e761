"""Corrections on their way into the national system: listed with a reason, ticked off once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from machines.refusals import Refused
from machines.roles import Role
from machines.words import CorrectionSource, Kind
from tests.factories import make_case
from tests.lives.snapshot import snapshot
from tests.lives.world import World, make_world
from tests.tracker.actions.test_two_people import at_once, other_desk
from tracker.actions.corrections import make_sheet, mark_entered
from tracker.data_check.corrections import corrections_in, lines_of
from tracker.desk import Actor, Desk
from tracker.models import AccessRecord, Case, Correction, CorrectionSheet, Staff
from tracker.writers.corrections import Changed, Told, record_corrections


def record(
    desk: Desk, case: Case, *changes: tuple[str, object, object], to_enter: bool = True
) -> None:
    told = Told(CorrectionSource.ROSTER, "名册导入 3 号第 2 行", None, desk.now)
    record_corrections(
        desk.session, case, [Changed(*one) for one in changes], told, to_enter=to_enter
    )
    desk.session.commit()


def with_corrections(desk: Desk) -> World:
    world = make_world(desk)
    record(desk, world.case, ("degree", None, "本科"), ("mobile", "13900000001", "13900000002"))
    return world


def test_only_what_really_changed_is_recorded_and_what_the_system_lacks_is_not_typed(
    desk: Desk,
) -> None:
    world = make_world(desk)
    record(
        desk,
        world.case,
        ("sex", "男", "男"),
        ("degree_awarded", None, "本科"),
        ("name", "甲", "乙"),
    )
    record(desk, world.case, ("degree", None, "本科"), to_enter=False)
    rows = desk.session.scalars(sa.select(Correction).order_by(Correction.id)).all()
    assert [(r.field, r.to_enter) for r in rows] == [
        ("degree_awarded", False), ("name", True), ("degree", False),
    ]  # fmt: skip


def test_an_activists_data_are_recorded_and_not_typed_into_the_members_system(desk: Desk) -> None:
    record(desk, make_case(desk.session, kind=Kind.ACTIVIST), ("sex", None, "女"))
    assert desk.session.scalars(sa.select(Correction)).one().to_enter is False


def test_a_list_keeps_an_unmasking_with_its_reason_for_every_number_it_shows(desk: Desk) -> None:
    world = with_corrections(desk)
    sheet = make_sheet(desk, world.actor(Role.ORGANIZER), "录入党员管理系统")
    kept = desk.session.scalars(sa.select(AccessRecord).order_by(AccessRecord.what)).all()
    assert [(r.what, r.reason, r.staff_id) for r in kept] == [
        ("id_number", "录入党员管理系统", sheet.staff_id),
        ("mobile", "录入党员管理系统", sheet.staff_id),
    ]
    [degree, mobile] = lines_of(corrections_in(desk, sheet))
    assert (degree.id_number, mobile.new) == (world.case.person.id_number, "13900000002")
    assert degree.source == "名册导入 3 号第 2 行"


def test_every_field_that_is_masked_elsewhere_is_an_unmasking_of_its_own(desk: Desk) -> None:
    world = make_world(desk)
    record(
        desk,
        world.case,
        ("home_address", None, "浙江省杭州市某区某路 12 号 3 单元 401 室"),
        ("landline", "0571-88880000", None),
        ("job_post", "学生", "学生，电话13900001111"),
        ("ethnicity", "汉族", "回族"),
    )
    make_sheet(desk, world.actor(Role.ORGANIZER), "录入党员管理系统")
    kept = desk.session.scalars(sa.select(AccessRecord.what).order_by(AccessRecord.what)).all()
    assert kept == ["home_address", "id_number", "job_post", "landline"]


@pytest.mark.parametrize("reason", ["", "  录入", "长" * 201])
def test_without_a_reason_there_is_no_list(desk: Desk, reason: str) -> None:
    world = with_corrections(desk)
    before = snapshot(desk.session)
    with pytest.raises(Refused) as no:
        make_sheet(desk, world.actor(Role.ORGANIZER), reason)
    assert [r.field for r in no.value.refusals] == ["reason"]
    assert snapshot(desk.session) == before


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.COUNSELOR, Role.COMMITTEE])
def test_only_organizer_and_department_take_full_numbers_along(desk: Desk, role: Role) -> None:
    world = with_corrections(desk)
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="不能办理"):
        make_sheet(desk, world.actor(role), "录入党员管理系统")
    assert snapshot(desk.session) == before


def test_an_organizer_lists_his_own_college_and_the_department_every_one(desk: Desk) -> None:
    world = with_corrections(desk)
    record(desk, make_case(desk.session, cohort=world.case.cohort), ("sex", None, "女"))
    own = make_sheet(desk, world.actor(Role.ORGANIZER), "录入党员管理系统")
    every = make_sheet(desk, world.actor(Role.DEPARTMENT), "录入党员管理系统")
    assert (len(own.corrections), len(every.corrections)) == (2, 3)
    college = world.case.college_id
    some = make_sheet(desk, world.actor(Role.DEPARTMENT), "录入党员管理系统", college=college)
    assert some.corrections == own.corrections


def test_ticking_off_twice_is_ticking_off_once_and_keeps_who_and_when(
    desk: Desk, sessions: sessionmaker[Session]
) -> None:
    world = with_corrections(desk)
    sheet_id = make_sheet(desk, world.actor(Role.ORGANIZER), "录入党员管理系统").id
    desk.session.rollback()

    def tick() -> object:
        with sessions() as session:
            staff = session.scalars(sa.select(Staff).filter_by(role="organizer")).one()
            here = other_desk(desk, session)
            return mark_entered(here, sheet_id, Actor(Role.ORGANIZER, staff))

    assert sorted(str(one) for one in at_once(tick, tick)) == ["0", "2"]
    later = replace(desk, now=desk.now + timedelta(days=1))
    assert mark_entered(later, sheet_id, world.actor(Role.ORGANIZER)) == 0
    rows = desk.session.scalars(sa.select(Correction)).all()
    assert {row.entered_at for row in rows} == {desk.now}
    assert all(row.entered_by_id == world.actor(Role.ORGANIZER).staff_id for row in rows)
    with pytest.raises(Refused, match="没有等待录入"):
        make_sheet(desk, world.actor(Role.ORGANIZER), "录入党员管理系统")


def test_a_list_ticks_off_what_stood_on_it_and_nothing_that_came_later(desk: Desk) -> None:
    world = with_corrections(desk)
    sheet = make_sheet(desk, world.actor(Role.ORGANIZER), "录入党员管理系统")
    record(desk, world.case, ("degree", "本科", "大学本科"))
    assert mark_entered(desk, sheet.id, world.actor(Role.ORGANIZER)) == 2
    desk.session.expire_all()
    newest = desk.session.scalars(sa.select(Correction).order_by(Correction.id.desc())).first()
    assert newest is not None
    assert newest.entered_at is None


def test_nobody_ticks_off_the_list_of_another(desk: Desk) -> None:
    world = with_corrections(desk)
    sheet = make_sheet(desk, world.actor(Role.ORGANIZER), "录入党员管理系统")
    before = snapshot(desk.session)
    with pytest.raises(Refused, match="没有这份清单"):
        mark_entered(desk, sheet.id, world.actor(Role.DEPARTMENT))
    assert snapshot(desk.session) == before


def test_a_field_changed_twice_is_typed_once_and_one_that_came_back_not_at_all(desk: Desk) -> None:
    world = make_world(desk)
    record(desk, world.case, ("degree", "高中", "大专"), ("sex", "男", "女"))
    record(desk, world.case, ("degree", "大专", "本科"), ("sex", "女", "男"))
    sheet = make_sheet(desk, world.actor(Role.DEPARTMENT), "录入党员管理系统")
    assert [(o.field, o.old, o.new) for o in lines_of(corrections_in(desk, sheet))] == [
        ("degree", "高中", "本科")
    ]
    assert len(desk.session.get_one(CorrectionSheet, sheet.id).corrections) == 4
