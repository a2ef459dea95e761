"""Decisions on the page of a dry run: of the branch that was shown, on the page that is current."""

from __future__ import annotations

import pytest

from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.test_roster_jobs import (
    ON_BOTH,
    form_of,
    hand_in,
    person,
    press,
    press_choice,
    work_on,
)
from tracker.models import Branch, Case, RosterImport


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(getattr(request, "param", "sqlite_url")))


@ON_BOTH
def test_an_unknown_branch_is_confirmed_on_the_page(organizer: Browser, world: World) -> None:
    stranger = person(world, 101, branch="学生第九党支部")
    path = f"/roster/{hand_in(organizer, world, stranger).id}"
    tried = work_on(organizer, path)
    assert "没有可导入的内容" in tried.text
    chosen = {"branch-0": f"new:{world.college.id}"}
    press(organizer, tried, f"{path}/branches", **chosen)
    tried = work_on(organizer, path)
    assert world.count(Branch) == 3
    press(organizer, tried, path)
    work_on(organizer, path)
    assert [branch.name for branch in world.rows(Branch)][-1] == "学生第九党支部"
    assert world.rows(Case)[-1].branch.college_id == world.college.id


def test_a_decision_is_of_the_branch_that_the_page_showed(organizer: Browser, world: World) -> None:
    path = f"/roster/{hand_in(organizer, world, person(world, 101, branch='甲支部')).id}"
    page = work_on(organizer, path)
    values = form_of(page, f"{path}/branches").values
    forged = values | {"key-0": "9/乙支部", "branch-0": f"new:{world.college.id}"}
    organizer.post(f"{path}/branches", 303, **forged)
    assert world.rows(RosterImport)[-1].choices["branches"] == {}


def test_a_page_that_shows_an_earlier_dry_run_decides_nothing(
    organizer: Browser, world: World
) -> None:
    known = world.case.person
    stated = {"name": known.name, "student_no": known.student_no, "id_number": known.id_number}
    people = (
        person(world, 101, **stated, mobile="13800001234"),
        person(world, 102, branch="甲支部"),
    )
    path = f"/roster/{hand_in(organizer, world, *people).id}"
    old = work_on(organizer, path)
    columns = organizer.get(f"{path}/sheets/0")
    press_choice(organizer, old, path)
    page = work_on(organizer, path)
    before = world.rows(RosterImport)[-1].choices
    stale = form_of(old, f"{path}/branches").values | {"branch-0": f"new:{world.college.id}"}
    organizer.post(f"{path}/branches", 303, **stale)
    assert "页面已过时" in organizer.follow().text
    press_choice(organizer, old, path)
    assert "页面已过时" in organizer.follow().text
    organizer.post(f"{path}/sheets/0", 303, **(columns.forms[-1].values | {"purpose": "skip"}))
    assert "页面已过时" in organizer.follow().text
    organizer.post(f"{path}/branches", 303, **{"key-0": "x"})
    assert "页面已过时" in organizer.follow().text
    world.session.rollback()
    assert world.rows(RosterImport)[-1].choices == before
    press(organizer, page, f"{path}/branches", **{"branch-0": f"new:{world.college.id}"})
    assert list(world.rows(RosterImport)[-1].choices["branches"])


def test_a_decided_branch_is_shown_until_the_import_and_can_be_taken_back(
    organizer: Browser, world: World
) -> None:
    path = f"/roster/{hand_in(organizer, world, person(world, 101, branch='甲支部')).id}"
    new = {"branch-0": f"new:{world.college.id}"}
    press(organizer, work_on(organizer, path), f"{path}/branches", **new)
    page = work_on(organizer, path)
    assert f"新建，在{world.college.name}" in page.text
    assert "系统里没有的支部" not in page.text
    press(organizer, page, f"{path}/branches", **{"branch-0": f"is:{world.branch.id}"})
    page = work_on(organizer, path)
    assert f"就是 {world.branch.name}" in page.text
    press(organizer, page, f"{path}/branches", **{"branch-0": "back"})
    assert "系统里没有的支部" in work_on(organizer, path).text
    assert world.rows(RosterImport)[-1].choices["branches"] == {}
