"""Taking an import back is the worker's job: refused, called off, asked for twice, and by whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from machines.roles import Role
from tests.tracker.roster.school import row
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.test_roster import confirm, hand_in, sheet
from tracker.jobs.run import run_waiting
from tracker.models import Case, Job, JobState, RosterImport
from tracker.models.roster import Stage


def imported(window: Browser, world: World) -> RosterImport:
    """A sheet of one new person, handed in and imported."""
    hand_in(window, world, sheet(world, row(101)))
    roster = world.rows(RosterImport)[-1]
    confirm(window, f"/roster/{roster.id}")
    return world.rows(RosterImport)[-1]


def newest(world: World) -> RosterImport:
    return world.rows(RosterImport)[-1]


def test_a_refused_undo_says_why_on_the_page_and_keeps_no_reason(
    organizer: Browser, world: World
) -> None:
    path = f"/roster/{imported(organizer, world).id}"
    case = world.rows(Case)[-1]
    case.version += 1
    world.session.commit()
    organizer.post(f"{path}/undo", 303, reason="传错了表")
    assert newest(world).undo_reason == "传错了表"
    run_waiting(organizer.client.application)
    page = organizer.follow()
    assert "没有撤销：张乙的个案在导入后已经办理过，不能整批撤销" in page.text
    roster = newest(world)
    assert (roster.stage, roster.undo_reason) == (Stage.DONE, "")
    assert world.rows(Job)[-1].state is JobState.FAILED

    world.fresh(case).version -= 1
    world.session.commit()
    organizer.post(f"{path}/undo", 303, reason="还是传错了")
    run_waiting(organizer.client.application)
    assert "撤销：还是传错了" in organizer.follow().text


def test_a_second_click_changes_neither_reason_nor_job(organizer: Browser, world: World) -> None:
    path = f"/roster/{imported(organizer, world).id}"
    for reason in ("传错了表", "又点了一次"):
        organizer.post(f"{path}/undo", 303, reason=reason)
    assert run_waiting(organizer.client.application) == 1
    assert newest(world).undo_reason == "传错了表"


def test_an_undo_called_off_has_changed_nothing(organizer: Browser, world: World) -> None:
    path = f"/roster/{imported(organizer, world).id}"
    organizer.post(f"{path}/undo", 303, reason="传错了表")
    page = organizer.follow()
    (cancel,) = [form for form in page.forms if form.action.endswith("/cancel")]
    organizer.post(cancel.action, 303, **cancel.values)
    assert run_waiting(organizer.client.application) == 0
    assert "没有撤销：已取消" in organizer.get(path).text
    assert newest(world).stage is Stage.DONE


@pytest.mark.parametrize("confirmed_by", [Role.COMMITTEE, Role.BRANCH_SECRETARY])
def test_whoever_confirmed_an_import_is_named_and_may_undo_it(
    browser: Callable[..., Browser], secretary: Browser, world: World, confirmed_by: Role
) -> None:
    hand_in(secretary, world, sheet(world, row(101)))
    path = f"/roster/{newest(world).id}"
    colleague = browser(world.staff[confirmed_by])
    page = confirm(colleague, path)
    name = world.staff[confirmed_by].name
    assert newest(world).done_by_id == world.staff[confirmed_by].id
    assert (f"由{name}导入" in page.text) == (confirmed_by is Role.COMMITTEE)
    colleague.post(f"{path}/undo", 303, reason="传错了表")
    run_waiting(colleague.client.application)
    assert f"由{name}撤销：传错了表" in colleague.follow().text


def test_a_colleague_who_neither_uploaded_nor_confirmed_may_not_undo(
    browser: Callable[..., Browser], organizer: Browser, world: World
) -> None:
    path = f"/roster/{imported(organizer, world).id}"
    colleague = browser(world.staff[Role.COMMITTEE])
    assert "整批撤销" not in colleague.get(path).text
    page = colleague.post(f"{path}/undo", 422, reason="传错了表")
    assert "只有上传或确认导入的人" in page.text
    assert newest(world).undo_reason == ""
