"""Education activities: written down by the college, attendance of many with a verdict each (S1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from machines.roles import Role
from tests.conftest import NOW
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.models import Attendance, EducationActivity, MoveRecord

Opened = Callable[..., Browser]

LECTURE = {
    "vehicle": "lecture", "held_on": "2024-06-18", "place": "报告厅",
    "theme": "离校不离心", "lecturer": "学院党委书记",
}  # fmt: skip


def held(world: World, **columns: object) -> EducationActivity:
    """An activity of the college, held before today."""
    values = {
        "college_id": world.college.id,
        "vehicle": "oath",
        "held_on": NOW.date(),
        "place": "操场",
        "theme": "重温誓词",
        "lecturer": "",
    }
    activity = EducationActivity(recorded_at=NOW, **(values | columns))
    world.session.add(activity)
    world.session.commit()
    return activity


def test_an_activity_is_written_down_and_leads_to_its_attendance(
    world: World, organizer: Browser
) -> None:
    organizer.send("/activities/", **LECTURE)
    page = organizer.follow()
    assert "离校不离心" in page.text
    assert world.case.person.name in page.text
    world.session.rollback()
    activity = world.session.scalars(sa.select(EducationActivity)).one()
    assert activity.college_id == world.college.id
    assert activity.recorded_by_id == world.staff[Role.ORGANIZER].id
    assert "0 人" in organizer.get("/activities/").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"theme": ""}, "请填写此项"),
        ({"place": " "}, "请填写此项"),
        ({"lecturer": ""}, "党课请写明主讲人"),
        ({"held_on": "2042-06-18"}, "请核对年份"),
        ({"held_on": "昨天"}, "请填写存在的日期"),
        ({"vehicle": "party"}, "请从列表中选择"),
    ],
)
def test_an_incomplete_activity_is_refused_and_what_was_typed_kept(
    world: World, organizer: Browser, typed: dict[str, str], says: str
) -> None:
    page = organizer.send("/activities/", 422, **(LECTURE | typed))
    assert says in page.text
    assert (typed.get("place") or "报告厅").strip() in page.raw
    assert world.count(EducationActivity) == 0


def test_the_same_activity_is_not_written_down_twice(world: World, organizer: Browser) -> None:
    organizer.send("/activities/", **LECTURE)
    assert "已登记过" in organizer.send("/activities/", 422, **LECTURE).text
    assert world.count(EducationActivity) == 1


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.DEPARTMENT, Role.CONTACT_PERSON])
def test_only_those_who_hold_activities_write_them_down(
    world: World, browser: Opened, role: Role
) -> None:
    window = browser(world.staff[role])
    window.post("/activities/", 403, **LECTURE)
    window.post(f"/activities/{held(world).id}/attendance", 403, case=str(world.case.id))
    assert "登记一次活动" not in window.get("/activities/").text


def test_each_ticked_case_is_recorded_by_its_own_move(world: World, organizer: Browser) -> None:
    activity = held(world)
    chosen = [str(world.case.id), str(world.other_branch_case.id)]
    page = organizer.post(f"/activities/{activity.id}/attendance", 200, case=chosen)
    assert "2 人中，已登记 2 人，未登记 0 人" in page.text
    for case in (world.case, world.other_branch_case):
        assert world.fresh(case).track("education").state == "attended"
    assert world.count(Attendance) == 2
    actions = world.session.scalars(sa.select(MoveRecord.action)).all()
    assert actions == ["record_attendance"] * 2
    assert world.case.person.name in organizer.get(f"/activities/{activity.id}").text


def test_one_refusal_stops_no_other_and_says_why(world: World, organizer: Browser) -> None:
    activity = held(world)
    path = f"/activities/{activity.id}/attendance"
    organizer.post(path, 200, case=[str(world.with_letter.id)])
    chosen = [str(world.with_letter.id), str(world.case.id)]
    page = organizer.post(f"/activities/{activity.id}/attendance", 200, case=chosen)
    assert "2 人中，已登记 1 人，未登记 1 人" in page.text
    assert "已经登记参加过这项活动" in page.text
    assert world.count(Attendance) == 2


def test_a_secretary_records_the_own_branch_and_nobody_elses_cases(
    world: World, secretary: Browser
) -> None:
    activity = held(world)
    page = secretary.get(f"/activities/{activity.id}")
    assert world.case.person.name in page.text
    assert f'value="{world.other_branch_case.id}"' not in page.raw
    chosen = [str(world.other_branch_case.id), str(world.other_college_case.id), "x", "-1"]
    path = f"/activities/{activity.id}/attendance"
    assert "请勾选至少一人" in secretary.post(path, 422, case=chosen).text
    assert world.count(Attendance) == 0


def test_an_activity_still_to_come_has_no_attendance_yet(world: World, organizer: Browser) -> None:
    activity = held(world, held_on=NOW.date() + timedelta(days=3))
    page = organizer.get(f"/activities/{activity.id}")
    assert "活动尚未举行" in page.text
    path = f"/activities/{activity.id}/attendance"
    page = organizer.post(path, 200, case=str(world.case.id))
    assert "活动尚未举行，不能登记参加" in page.text
    assert world.count(Attendance) == 0


def test_another_colleges_activity_is_not_there_but_for_the_department(
    world: World, organizer: Browser, browser: Opened
) -> None:
    activity = held(world, college_id=world.other_college.id, theme="另一学院的活动")
    assert "另一学院的活动" not in organizer.get("/activities/").text
    organizer.get(f"/activities/{activity.id}", 404)
    organizer.post(f"/activities/{activity.id}/attendance", 404, case=str(world.case.id))
    assert "另一学院的活动" in browser(world.staff[Role.DEPARTMENT]).get("/activities/").text
