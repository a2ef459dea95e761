"""The department changes a policy: checked across fields, its effect seen first, then versioned (S0-1)."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from machines.roles import Role
from tests.factories import make_case, make_staff
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.page import Page
from tracker.jobs.run import run_waiting
from tracker.models import Case, PolicyDraft, PolicyVersion

Opened = Callable[..., Browser]


@pytest.fixture
def department(browser: Opened, world: World) -> Browser:
    """The department's browser."""
    return browser(world.staff[Role.DEPARTMENT])


@pytest.fixture
def policy_path(world: World) -> str:
    """The page of the cohort's policy."""
    return f"/settings/cohorts/{world.case.cohort_id}"


def policies(world: World) -> list[PolicyVersion]:
    """Every version, in order."""
    return world.rows(PolicyVersion)


def effect_of(app: Flask, department: Browser) -> Page:
    """The worker computes; then the draft's page is looked at."""
    assert department.last is not None
    run_waiting(app)
    return department.get(department.last.headers.get("Location") or department.last.request.path)


def press(page: Page, window: Browser, words: str, **values: str) -> None:
    """Send the page's form that goes to an address with these words."""
    form = next(f for f in page.forms if words in (f.action or ""))
    window.post(form.action, 303, **(form.values | values))


def test_a_change_is_a_draft_until_its_effect_was_seen_and_then_a_version_for_new_cases(
    app: Flask, world: World, department: Browser, policy_path: str
) -> None:
    department.send(policy_path, receipt_cutoff="2024-09-10", reason="2024年6月部务会议")
    assert len(policies(world)) == 1
    waiting = department.follow()
    assert "计算政策的影响" in waiting.text
    assert "保存为新版" not in waiting.text
    page = effect_of(app, department)
    assert "回执登记与有效期内重开截止日 S4.4-8 2024-09-302024-09-10" in page.text
    assert "介绍信有效期：2024-09-18 → 2024-09-10 提前 8 天" in page.text
    assert len(policies(world)) == 1
    press(page, department, "/save")
    first, second = policies(world)
    assert (first.policy.receipt_cutoff.day, second.policy.receipt_cutoff.day) == (30, 10)
    assert (second.version, second.made_by_id) == (2, world.staff[Role.DEPARTMENT].id)
    assert world.fresh(world.case).policy_version.version == 1
    assert make_case(world.session, branch=world.branch).policy_version.version == 2
    history = department.follow().text
    assert "回执登记与有效期内重开截止日：2024-09-30 → 2024-09-10" in history
    assert "2024年6月部务会议" in history


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"abroad_months": "9999999"}, "最大为 240"),
        ({"leaving_day": "1999-06-30"}, "年份应在 2000 与 2100 之间"),
        ({"letter_days": "91"}, "最长不超过三个月"),
        ({"letter_days": "many"}, "请填写整数"),
        ({"data_check_until": "2024-05-01"}, "不能小于（早于）“信息核对开始”"),
        ({"job_post_pattern": "(毕业"}, "正则写法有误"),
        ({"leaving_day": ""}, "请填写此项"),
        ({"mails_from": "25:00"}, "请填写 00:00 至 23:59 之间的时间"),
        ({"mails_until": "08:00"}, "应晚于“邮件最早发出时间”"),
        ({"regularisation_reminder_days": "30、十四"}, "“十四”不是整数"),
        ({"regularisation_reminder_days": ""}, "请填写此项"),
        ({"regularisation_reminder_days": "7 14 30"}, "请从大到小写：30、14、7"),
        ({"letter_reminder_shares": "1/3、1/0"}, "“1/0”不是分数"),
        ({"letter_days": "60", "reason": ""}, "请写明修改原因"),
        ({}, "没有任何改动"),
    ],
)
def test_s0_1_what_cannot_hold_is_refused_beside_its_field_and_nothing_is_kept(
    world: World, department: Browser, policy_path: str, typed: dict[str, str], says: str
) -> None:
    page = department.send(policy_path, 422, **({"reason": "试一试"} | typed))
    assert says in page.text
    for value in typed.values():
        assert value in page.raw
    assert (len(policies(world)), world.count(PolicyDraft)) == (1, 0)


def test_lists_times_and_shares_are_taken_as_people_write_them(
    world: World, department: Browser, policy_path: str
) -> None:
    department.send(
        policy_path,
        regularisation_reminder_days=" 60天，30； 14 7/0 ",
        letter_reminder_shares="２５％ 1／2,0.75",
        mails_from="8点30分",
        deadlines_on_workdays="yes",
        reason="写法",
    )
    (draft,) = world.rows(PolicyDraft)
    policy = draft.policy
    assert policy.regularisation_reminder_days == (60, 30, 14, 7, 0)
    assert [str(share) for share in policy.letter_reminder_shares] == ["1/4", "1/2", "3/4"]
    assert f"{policy.mails_from:%H:%M}" == "08:30"
    assert policy.deadlines_on_workdays is True
    again = department.get(policy_path)
    values = next(f for f in again.forms if f.action == policy_path).values
    assert values["regularisation_reminder_days"] == ["60、30、14、7、0"]
    assert values["mails_from"] == ["08:30"]
    assert "的草稿，还没有保存为新版" in again.text


def test_of_two_who_change_the_policy_the_second_is_told_and_retypes_nothing(
    app: Flask, world: World, browser: Opened, department: Browser, policy_path: str
) -> None:
    values = next(f for f in department.get(policy_path).forms if f.action == policy_path).values
    department.post(policy_path, 303, **(values | {"letter_days": "45", "reason": "后保存的"}))
    second = effect_of(app, department)
    world.session.rollback()
    hashed = world.staff[Role.DEPARTMENT].password_hash
    colleague = make_staff(world.session, Role.DEPARTMENT, password_hash=hashed)
    world.session.commit()
    other = browser(colleague)
    other.send(policy_path, letter_days="60", reason="先保存的")
    press(effect_of(app, other), other, "/save")
    press(second, department, "/save")
    told = department.follow().text
    assert "没有保存：您打开页面后，已有第 2 版（原因：先保存的）" in told
    assert len(policies(world)) == 2
    page = department.get(policy_path)
    assert 'value="45"' in page.raw
    assert "现行：60" in page.text
    stale = department.post(
        policy_path, 422, **(values | {"letter_days": "45", "reason": "后保存的"})
    )
    assert "已有第 2 版（原因：先保存的）" in stale.text
    again = next(f for f in stale.forms if f.action == policy_path).values
    department.post(policy_path, 303, **again)
    press(effect_of(app, department), department, "/save")
    assert policies(world)[-1].policy.letter_days == 45


def test_the_effect_is_listed_case_by_case_and_as_a_sheet_and_warns_once_a_case_moved(
    app: Flask, world: World, department: Browser, policy_path: str
) -> None:
    department.send(policy_path, receipt_cutoff="2024-07-01", receipt_digest_days="5", reason="试")
    page = effect_of(app, department)
    assert "份期限落在过去" in page.text
    draft = world.rows(PolicyDraft)[-1]
    name = world.with_letter.person.name
    assert f"{name} QZ-2024-{world.with_letter.id:04d}" in page.text
    path = f"/settings/drafts/{draft.id}"
    everybody = department.get(f"{path}?part=all").text
    assert everybody.count("QZ-2024-") == draft.effect["cases"] == 4
    assert "没有这样的个案" in department.get(f"{path}?part=fault").text
    sheet = department.client.get(f"{path}/effect.xlsx?part=shifted")
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.data)).active.values)
    assert rows[0][:2] == ("编号", "姓名")
    assert {row[9] for row in rows[1:] if row[5] == "期限"} == {"2024-07-01"}
    world.session.execute(
        sa.update(Case).filter_by(id=world.with_letter.id).values(version=Case.version + 1)
    )
    world.session.commit()
    assert "有 1 份个案有了变化" in department.get(path).text
    press(department.get(path), department, "/compute")
    assert "有了变化" not in effect_of(app, department).text


def test_a_draft_is_given_up_and_a_saved_one_is_not_saved_twice(
    app: Flask, world: World, department: Browser, policy_path: str
) -> None:
    department.send(policy_path, letter_days="60", reason="试")
    page = effect_of(app, department)
    press(page, department, "/drop")
    assert "已放弃草稿，政策没有变动" in department.follow().text
    assert 'value="90"' in department.get(policy_path).raw
    department.send(policy_path, letter_days="70", reason="再试")
    page = effect_of(app, department)
    press(page, department, "/save")
    press(page, department, "/save")
    assert "没有保存：这份草稿已保存为新版第 2 版" in department.follow().text
    assert len(policies(world)) == 2


def test_an_effect_called_off_is_asked_for_again(
    app: Flask, world: World, department: Browser, policy_path: str
) -> None:
    department.send(policy_path, letter_days="60", reason="试")
    press(department.follow(), department, "/cancel")
    draft = world.rows(PolicyDraft)[-1]
    page = department.get(f"/settings/drafts/{draft.id}")
    assert "已取消" in page.text
    assert "保存为新版" not in page.text
    department.post(f"/settings/drafts/{draft.id}/save", 303, edition=str(draft.edition))
    assert "请先看过这份草稿的影响再保存" in department.follow().text
    press(page, department, "/compute")
    assert "保存为新版" in effect_of(app, department).text


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COMMITTEE, Role.BRANCH_SECRETARY])
def test_policy_is_the_departments_alone(
    app: Flask, world: World, browser: Opened, department: Browser, policy_path: str, role: Role
) -> None:
    department.send(policy_path, letter_days="60", reason="试")
    draft = f"/settings/drafts/{world.rows(PolicyDraft)[-1].id}"
    window = browser(world.staff[role])
    for path in (policy_path, draft, f"{draft}/effect.xlsx", f"{policy_path}/versions"):
        window.get(path, 403)
    for path in (policy_path, f"{draft}/save", f"{draft}/drop", f"{policy_path}/adopt"):
        window.post(path, 403, letter_days="60", reason="x", edition="1")
    assert len(policies(world)) == 1
