"""What rosters taught the system is listed in the settings and taken back there."""

from __future__ import annotations

from collections.abc import Callable

from machines.roles import Role
from tests.conftest import NOW
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.models import RememberedBranch, RememberedHeading


def test_another_name_of_a_branch_is_listed_and_taken_back(
    organizer: Browser, world: World
) -> None:
    made = RememberedBranch(name="计科支部", branch_id=world.branch.id, made_at=NOW)
    world.session.add(made)
    world.session.commit()
    path = f"/settings/colleges/{world.college.id}"
    assert f"“计科支部”就是{world.branch.name}" in organizer.get(path).text
    organizer.post(f"/settings/branch-names/{made.id}/forget", 303)
    assert "计科支部”不再当作这个支部" in organizer.follow().text
    assert "计科支部" not in organizer.get(path).text
    assert world.count(RememberedBranch) == 0
    organizer.post("/settings/branch-names/999/forget", 404)


def test_headings_are_listed_by_whose_they_are_and_taken_back(
    browser: Callable[..., Browser], organizer: Browser, world: World
) -> None:
    own = RememberedHeading(
        heading="掌上号", field="mobile", college_id=world.college.id, made_at=NOW
    )
    everybody = RememberedHeading(heading="备用号", field="", college_id=None, made_at=NOW)
    world.session.add_all([own, everybody])
    world.session.commit()
    own_id, everybody_id = own.id, everybody.id
    path = f"/settings/colleges/{world.college.id}"
    assert "“掌上号”：手机号码" in organizer.get(path).text
    assert "备用号" not in organizer.get("/settings/").text
    organizer.post(f"/settings/headings/{everybody_id}/forget", 404)
    organizer.post(f"/settings/headings/{own_id}/forget", 303)
    department = browser(world.staff[Role.DEPARTMENT])
    assert "“备用号”：不读" in department.get("/settings/").text
    department.post(f"/settings/headings/{everybody_id}/forget", 303)
    assert "备用号”重新由系统辨认" in department.follow().text
    assert world.count(RememberedHeading) == 0
