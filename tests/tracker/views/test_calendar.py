"""The page of the working calendar: a year at a glance, who may change it, what is not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from machines.roles import STAFF, Role
from tests.factories import make_mail
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.moving import first_form, path
from tracker.clock import SHANGHAI
from tracker.models import CalendarChange, CalendarDay, CasePlan, Mail, MailAddress, MailState

Opened = Callable[..., Browser]
NIGHT = datetime(2026, 11, 24, 22, 30, tzinfo=SHANGHAI)
PAGE, DAYS, LINES = "/settings/calendar", "/settings/calendar/days", "/settings/calendar/lines"
NATIONAL_DAY = "2027-10-01 2027-10-07 休 国庆节\n2027-10-09 班"
UNKNOWN = "2027 年的节假日安排尚未收录"


@pytest.fixture
def app(app: Flask) -> Flask:
    app.config["CLOCK"] = lambda: NIGHT
    return app


@pytest.fixture
def department(browser: Opened, world: World) -> Browser:
    return browser(world.staff[Role.DEPARTMENT])


def entered(world: World) -> int:
    world.session.rollback()
    return world.session.scalar(sa.select(sa.func.count()).select_from(CalendarDay)) or 0


def test_a_year_shows_its_days_off_and_make_up_days_with_their_source(
    world: World, department: Browser
) -> None:
    page = department.get(f"{PAGE}?year=2024")
    assert "2024-10-01 至 2024-10-07 休 国庆节 7 天 软件包 chinesecalendar" in page.text
    assert "2024-09-29 班 国庆节调休上班 1 天" in page.text
    assert "这一年的安排已经收录" in page.text
    assert page.raw.count('<table class="month">') == 12
    # 2024-02-29 was a Thursday.
    assert '<td class="day ">29</td>' in page.raw


def test_whatever_year_is_asked_for_there_is_a_page(world: World, department: Browser) -> None:
    for year in ("", "abcd", "１２３４", "0001", "9999", "2024-10"):
        assert "年的放假与调休" in department.get(f"{PAGE}?year={year}").text


def test_a_year_not_covered_is_said_plainly_on_page_and_settings(
    world: World, department: Browser
) -> None:
    page = department.get(f"{PAGE}?year=2027")
    assert f"{UNKNOWN}，只避开周末，请在“设置 · 工作日历”补录" in page.text
    assert UNKNOWN in department.get("/settings/").text
    assert UNKNOWN not in department.get(f"{PAGE}?year=2026").text


def test_the_department_enters_a_year_declares_it_and_takes_back(
    world: World, department: Browser
) -> None:
    cases = world.count(CasePlan)
    page = department.get(PAGE)
    assert f"{cases} 份在办个案的期限和提醒会重新计算" in page.text
    department.post(LINES, **{"lines-lines": NATIONAL_DAY, "lines-source": "国办发明电〔2026〕7号"})
    page = department.follow()
    assert f"已登记。{cases} 份在办个案的期限和提醒会重新计算" in page.text
    assert "2027-10-01 至 2027-10-07 休 国庆节 7 天 组织部登记：国办发明电〔2026〕7号" in page.text
    assert "已登记 8 天，还没有声明收录完整" in page.text
    world.session.rollback()
    moments = world.session.scalars(sa.select(CasePlan.next_at)).all()
    assert None not in moments
    # What was overdue keeps its moment, which is past as well.
    assert max(moment for moment in moments if moment) <= NIGHT
    department.post(f"{PAGE}/years/2027/complete", **{"year-source": "国办发明电〔2026〕7号"})
    page = department.follow()
    assert UNKNOWN not in page.text
    assert "声明收录完整，依据：国办发明电〔2026〕7号" in page.text
    assert UNKNOWN not in department.get("/settings/").text
    first, second = world.rows(CalendarChange)
    for change in (second, first):
        department.post(f"{PAGE}/changes/{change.id}/take-back?year=2027")
        assert "已取消这次改动" in department.follow().text
    assert entered(world) == 0
    page = department.get(f"{PAGE}?year=2027")
    assert "休 国庆节 → 未登记" in page.text
    assert UNKNOWN in page.text
    department.post(f"{PAGE}/changes/{first.id}/take-back")
    assert "已经取消过" in department.follow().text
    department.post(f"{PAGE}/changes/999/take-back", 404)


def test_one_day_is_entered_by_the_form(world: World, department: Browser) -> None:
    values = {"range-first": "2026年11月27日", "range-works": "free", "range-name": "校运动会"}
    department.post(DAYS, **values, **{"range-source": "学校校历"})
    page = department.follow()
    assert "2026-11-27 休 校运动会 1 天 组织部登记：学校校历" in page.text
    assert "其中 1 天由组织部另行登记" in page.text


BAD = (
    ({"range-first": ""}, "请填写此项"),
    ({"range-first": "2027-02-30"}, "请填写存在的日期"),
    ({"range-first": "1800-01-01"}, "请填写存在的日期"),
    ({"range-first": "1950-01-01", "range-last": ""}, "年份应在 2000 与 2100 之间"),
    ({"range-last": "2027-09-01"}, "早于第一天"),
    ({"range-works": ""}, "请选择放假还是上班"),
    ({"range-works": "perhaps"}, "请从列表中选择"),
    ({"range-works": "worked", "range-last": ""}, "本来就是工作日"),
    ({"range-name": ""}, "放假要写明名称"),
    ({"range-source": " "}, "请写明依据"),
)


def test_a_bad_entry_is_told_beside_its_field_and_nothing_is_entered(
    world: World, department: Browser
) -> None:
    good = {
        "range-first": "2027-10-01",
        "range-last": "2027-10-07",
        "range-works": "free",
        "range-name": "国庆节",
        "range-source": "校历",
    }
    for typed, says in BAD:
        page = department.post(DAYS, 422, **(good | typed))
        assert says in page.text, typed
        assert "什么也没有改变" in page.text
    assert entered(world) == 0


def test_bad_lines_are_named_and_what_was_typed_is_still_there(
    world: World, department: Browser
) -> None:
    text = f"{NATIONAL_DAY}\n2027-10-08 班\n明天 休"
    page = department.post(
        f"{LINES}?year=2027", 422, **{"lines-lines": text, "lines-source": "校历"}
    )
    assert "第 3 行：2027-10-08 星期五本来就是工作日" in page.text
    assert "第 4 行：看不懂“明天 休”" in page.text
    assert "2027-10-09 班\n2027-10-08 班" in page.raw
    assert 'value="校历"' in page.raw
    assert entered(world) == 0
    page = department.post(f"{PAGE}/years/2027/complete", 422, **{"year-source": "校历"})
    assert "2027 年还没有登记任何放假日，请先补录" in page.text


def test_every_other_role_reads_the_calendar_and_changes_nothing(
    world: World, browser: Opened
) -> None:
    for role in STAFF:
        if role is not Role.DEPARTMENT:
            window = browser(world.staff[role])
            page = window.get(f"{PAGE}?year=2027")
            assert "由党委组织部办理" in page.text
            assert [form.action for form in page.forms if "calendar" in form.action] == []
            window.post(LINES, 403, **{"lines-lines": NATIONAL_DAY, "lines-source": "校历"})
    assert entered(world) == 0


def test_a_mail_that_waits_for_the_morning_says_when_it_leaves(
    app: Flask, world: World, secretary: Browser
) -> None:
    says = "将于 11-25 09:00 发出（发信时段 09:00–20:00）"
    morning = datetime(2026, 11, 25, 9, tzinfo=SHANGHAI)
    columns = {"to_address": "a@example.com", "state": MailState.PENDING}
    mail = make_mail(world.session, world.case, any_hour=False, next_try_at=morning, **columns)
    make_mail(world.session, world.case, next_try_at=NIGHT, **columns)
    world.set_by_hand()
    assert secretary.get("/mails/?tab=waiting").text.count(says) == 1
    assert says in secretary.get(f"/cases/{world.case.id}/mails/{mail.id}").text
    assert says in secretary.get(f"/cases/{world.case.id}").text


def test_before_a_move_at_night_the_preview_says_when_its_mail_leaves(
    app: Flask, world: World, secretary: Browser
) -> None:
    world.case.person.addresses.append(
        MailAddress(address="biyesheng@example.com", source="名册", added_at=NIGHT)
    )
    world.set_by_hand()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_any_hour=False)
    move = path(world.case, "ask_confirm_data")
    page = secretary.post(move, 200, **first_form(secretary.get(move)), step="preview")
    assert "现在不在发信时段，将于 2026-11-25 09:00 发出" in page.text
    assert world.count(Mail) == 0
