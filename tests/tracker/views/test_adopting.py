"""The department's buttons that bring open cases to the newest policy (S0-1)."""

from __future__ import annotations

from collections.abc import Callable

from machines.roles import Role
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World


def test_the_department_brings_open_cases_to_the_newest_version_one_or_all(
    world: World, browser: Callable[..., Browser], organizer: Browser
) -> None:
    department = browser(world.staff[Role.DEPARTMENT])
    policy_path = f"/settings/cohorts/{world.case.cohort_id}"
    assert "改用第" not in department.get(policy_path).text
    department.send(policy_path, letter_days="60", reason="2024年6月部务会议")
    address, case = f"/cases/{world.case.id}", f"/cases/{world.case.id}/policy"
    assert "改用政策第 2 版" in department.get(address).text
    assert "改用政策第" not in organizer.get(address).text
    organizer.post(case, 403, version=str(world.case.version))
    department.post(case, 303, version="999")
    assert "没有改用" in department.follow().text
    assert world.fresh(world.case).policy_version.version == 1
    shown = next(f for f in department.get(address).forms if f.action == case)
    department.post(case, 303, **shown.values)
    assert "已改用政策第 2 版" in department.follow().text
    assert world.fresh(world.case).policy_version.version == 2
    department.post(f"{policy_path}/adopt", 303)
    assert "3 份在办个案改用第 2 版" in department.follow().text
    assert world.fresh(world.with_letter).policy_version.version == 2
