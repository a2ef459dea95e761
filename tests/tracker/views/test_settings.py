"""Settings: cohorts, colleges with one contact, accounts with a password shown once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from machines.policy import Policy
from machines.roles import Role
from tests.tracker.views.browser import PASSWORD, Browser
from tests.tracker.views.conftest import World
from tracker.models import Branch, Cohort, College, Staff

Opened = Callable[..., Browser]


@pytest.fixture
def department(browser: Opened, world: World) -> Browser:
    """The department's browser."""
    return browser(world.staff[Role.DEPARTMENT])


def the_account(world: World, login: str) -> Staff | None:
    """The account of that log-in, read anew."""
    world.session.rollback()
    world.session.expire_all()
    return world.session.scalar(sa.select(Staff).filter_by(login=login))


def test_a_new_cohort_begins_with_the_policy_of_an_earlier_one(
    world: World, department: Browser
) -> None:
    department.send("/settings/cohorts/new", name="2025届", year="2025")
    world.session.rollback()
    made = world.session.scalars(sa.select(Cohort).filter_by(year=2025)).one()
    assert made.policy.policy == Policy()
    assert "沿用“2024届”第 1 版" in made.policy.reason
    page = department.send("/settings/cohorts/new", 422, name="2025届", year="2025")
    assert "已有同名的届别" in page.text
    assert "这一年的届别已经建立" in page.text


def test_an_organizer_names_the_contact_of_the_own_college_only(
    world: World, organizer: Browser
) -> None:
    path = f"/settings/colleges/{world.college.id}"
    typed = {"contact_name": "新联系人", "contact_phone": "0570-5550199"}
    organizer.post(f"{path}/contact", 303, **typed)
    world.session.rollback()
    college = world.session.get_one(College, world.college.id)
    assert (college.contact_name, college.contact_phone) == ("新联系人", "0570-5550199")
    other = f"/settings/colleges/{world.other_college.id}"
    organizer.get(other, 404)
    organizer.post(f"{other}/contact", 404, **typed)
    organizer.post(f"{other}/branches", 404, name="x")
    assert world.other_college.name not in organizer.get("/settings/").text


@pytest.mark.parametrize(
    "phone", ["", "没有", "0570-5550123、0570-5550124", "12", "0570-5550123/13900000000"]
)
def test_exactly_one_phone_is_taken(world: World, organizer: Browser, phone: str) -> None:
    path = f"/settings/colleges/{world.college.id}"
    organizer.post(f"{path}/contact", 422, contact_name="郑老师", contact_phone=phone)
    world.session.rollback()
    assert world.session.get_one(College, world.college.id).contact_phone == "0570-5550123"


def test_a_branch_is_added_once(world: World, organizer: Browser) -> None:
    path = f"/settings/colleges/{world.college.id}/branches"
    organizer.post(path, 303, name="研究生党支部")
    assert "已有同名的党支部" in organizer.post(path, 422, name="研究生党支部").text
    world.session.rollback()
    assert world.session.query(Branch).filter_by(name="研究生党支部").count() == 1


def test_the_department_adds_a_college_with_its_contact(world: World, department: Browser) -> None:
    new = {"name": "新学院", "contact_name": "钱老师", "contact_phone": "0570-5550188"}
    department.send("/settings/colleges/new", **new)
    assert "已增加“新学院”" in department.follow().text
    assert "已有同名的学院" in department.send("/settings/colleges/new", 422, **new).text


def test_an_account_is_opened_with_a_password_shown_once_that_works(
    world: World, organizer: Browser, browser: Opened
) -> None:
    new = {
        "login": "shuji9", "name": "新书记", "role": "branch_secretary",
        "college": str(world.college.id), "branches": str(world.branch.id), "phone": "",
    }  # fmt: skip
    page = organizer.send("/settings/accounts/new", 200, **new)
    password = page.raw.split('user-select-all">')[1].split("<")[0]
    assert password not in organizer.get("/settings/accounts").raw
    made = the_account(world, "shuji9")
    assert made is not None
    assert password not in made.password_hash
    assert [b.id for b in made.branches] == [world.branch.id]
    window = browser()
    window.log_in("shuji9", password)
    assert world.case.person.name in window.get("/cases").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"login": "新"}, "账号用 3 至 40 个小写字母"),
        ({"login": ""}, "请填写此项"),
        ({"branches": None}, "支部书记至少负责一个党支部"),
        ({"role": "contact_person"}, "不按党支部分工"),
        ({"role": "organizer"}, "请从列表中选择"),
        ({"role": "department"}, "请从列表中选择"),
        ({"college": "999"}, "请从列表中选择"),
        ({"branches": "999"}, "不在可选范围内"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_beside_the_field(
    world: World, organizer: Browser, typed: dict[str, str | None], says: str
) -> None:
    new = {
        "login": "shuji9", "name": "新书记", "role": "branch_secretary",
        "college": str(world.college.id), "branches": str(world.branch.id),
    }  # fmt: skip
    before = world.count(Staff)
    page = organizer.send("/settings/accounts/new", 422, **(new | typed))
    assert says in page.text
    assert world.count(Staff) == before


def test_a_taken_login_is_refused(world: World, organizer: Browser) -> None:
    taken = world.staff[Role.COUNSELOR].login
    page = organizer.send(
        "/settings/accounts/new", 422, login=taken, name="某某", role="contact_person",
        college=str(world.college.id),
    )  # fmt: skip
    assert "已有人使用" in page.text


def test_a_closed_account_is_logged_out_at_once_and_cannot_log_in(
    world: World, organizer: Browser, browser: Opened
) -> None:
    secretary = world.staff[Role.BRANCH_SECRETARY]
    window = browser(secretary)
    organizer.post(f"/settings/accounts/{secretary.id}/close", 303)
    window.get("/cases", 303)
    browser().log_in(secretary, code=422)


def test_a_new_password_ends_the_old_sessions_and_the_old_password(
    world: World, organizer: Browser, browser: Opened
) -> None:
    secretary = world.staff[Role.BRANCH_SECRETARY]
    window = browser(secretary)
    page = organizer.post(f"/settings/accounts/{secretary.id}/password", 200)
    new = page.raw.split('user-select-all">')[1].split("<")[0]
    window.get("/cases", 303)
    browser().log_in(secretary, PASSWORD, code=422)
    browser().log_in(secretary, new)


def test_nobody_closes_himself_nor_the_last_of_the_department(
    world: World, department: Browser
) -> None:
    own = world.staff[Role.DEPARTMENT]
    department.post(f"/settings/accounts/{own.id}/close", 303)
    assert "不能停用自己的账号" in department.follow().text
    world.session.rollback()
    assert world.session.get_one(Staff, own.id).active


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT])
def test_an_organizer_touches_no_account_above_his_own(
    world: World, organizer: Browser, role: Role
) -> None:
    account = world.staff[role]
    for path in ("", "/close", "/password"):
        organizer.post(f"/settings/accounts/{account.id}{path}", 404)
    world.session.rollback()
    assert world.session.get_one(Staff, account.id).active


def test_a_secretary_changes_the_branch(world: World, organizer: Browser) -> None:
    secretary = world.staff[Role.BRANCH_SECRETARY]
    second = world.college.branches[1]
    path = f"/settings/accounts/{secretary.id}"
    organizer.send(path, name="王书记", branches=str(second.id))
    world.session.rollback()
    world.session.expire_all()
    changed = world.session.get_one(Staff, secretary.id)
    assert (changed.name, [b.id for b in changed.branches]) == ("王书记", [second.id])
    foreign = str(world.other_college.branches[0].id)
    organizer.send(path, 422, name="王书记", branches=foreign)
