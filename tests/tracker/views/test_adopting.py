"""The department's step that brings open cases to a version, one or all, and takes it back (S0-1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from machines.roles import Role
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.test_policy import effect_of, press
from tracker.jobs.run import run_waiting
from tracker.models import PolicyAdoption


@pytest.fixture
def department(app: Flask, browser: Callable[..., Browser], world: World) -> Browser:
    """The department's browser, a second version made."""
    window = browser(world.staff[Role.DEPARTMENT])
    window.send(f"/settings/cohorts/{world.case.cohort_id}", letter_days="60", reason="部务会议")
    press(effect_of(app, window), window, "/save")
    return window


def test_a_single_case_takes_over_the_newest_version_and_an_earlier_one_with_a_reason(
    world: World, department: Browser, organizer: Browser
) -> None:
    address, case = f"/cases/{world.case.id}", f"/cases/{world.case.id}/policy"
    assert "政策：第 1 版（现行第 2 版）" in department.get(address).text
    assert "政策：第" not in organizer.get(address).text
    organizer.post(case, 403, version=str(world.case.version))
    department.post(case, 303, version="999", to="2")
    assert "没有改用" in department.follow().text
    assert world.fresh(world.case).policy_version.version == 1
    press(department.get(address), department, case)
    assert "已改用政策第 2 版" in department.follow().text
    assert world.fresh(world.case).policy_version.version == 2
    press(department.get(address), department, case, to="1")
    assert "请写明退回较早版本的原因" in department.follow().text
    press(department.get(address), department, case, to="1", reason="本人情况特殊")
    page = department.follow().text
    assert "退回政策第1版" in page
    assert "本人情况特殊" in page
    assert world.fresh(world.case).policy_version.version == 1


def test_all_open_cases_move_as_one_recorded_step_that_is_taken_back(
    app: Flask, world: World, department: Browser
) -> None:
    versions = f"/settings/cohorts/{world.case.cohort_id}/versions"
    page = department.get(versions)
    assert "有 4 份在办个案按较早的版本办理" in page.text
    adopt = next(f for f in page.forms if f.action.endswith("/adopt"))
    refused = department.post(adopt.action, 422, **(adopt.values | {"to": "2", "reason": ""}))
    assert "请写明原因" in refused.text
    department.post(adopt.action, 303, **(adopt.values | {"to": "2", "reason": "统一口径"}))
    assert "改用政策" in department.follow().text
    run_waiting(app)
    (adoption,) = world.rows(PolicyAdoption)
    page = department.get(f"/settings/adoptions/{adoption.id}")
    assert "4 已改用" in page.text
    assert world.fresh(world.with_letter).policy_version.version == 2
    assert "改用政策第2版" in department.get(f"/cases/{world.with_letter.id}").text
    again = department.post(adopt.action, 422, **(adopt.values | {"to": "2", "reason": "再来"}))
    assert "没有按其他版本办理的在办个案" in again.text
    press(page, department, "/back", reason="会议纪要有误")
    run_waiting(app)
    page = department.get(f"/settings/adoptions/{adoption.id}")
    assert "撤回：会议纪要有误" in page.text
    assert "4 已退回原版" in page.text
    assert world.fresh(world.with_letter).policy_version.version == 1
    shown = department.get(f"{versions}?older=2&newer=1").text
    assert "介绍信有效期上限（天） X-90 6090" in shown
    assert "已撤回" in shown


def test_saving_with_the_cases_records_the_step_and_a_cancelled_one_is_gone_on_with(
    app: Flask, world: World, department: Browser
) -> None:
    policy = f"/settings/cohorts/{world.case.cohort_id}"
    department.send(policy, letter_days="45", reason="再改")
    page = effect_of(app, department)
    form = next(f for f in page.forms if f.action.endswith("/save") and "adopt" in f.values)
    department.post(form.action, 303, **form.values)
    (adoption,) = world.rows(PolicyAdoption)
    path = f"/settings/adoptions/{adoption.id}"
    press(department.get(path), department, "/cancel")
    page = department.get(path)
    assert "还有 4 份没有办" in page.text
    press(page, department, "/go-on")
    run_waiting(app)
    assert "4 已改用" in department.get(path).text
    assert world.fresh(world.case).policy_version.version == 3
