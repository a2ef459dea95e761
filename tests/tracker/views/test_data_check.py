"""The data check desk: branches counted, people listed, a whole branch asked (S4.1)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
from flask import Flask

from machines.roles import Role
from machines.words import Kind
from tests.conftest import NOW
from tests.factories import make_case, make_cohort, make_person
from tests.tracker.views.answering import Phone, a_link, path_of
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.page import Page
from tracker.data_check import counting
from tracker.desk import Desk
from tracker.models import Mail, MoveRecord

Opened = Callable[..., Browser]


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def wrong(world: World) -> World:
    """In the secretary's branch one wrong post and one phone missing; elsewhere one wrong degree."""
    world.case.person.job_post = "=1+1"
    world.with_letter.person.mobile = None
    world.other_college_case.person.degree = "高中"
    world.session.commit()
    return world


def people(page: Page) -> set[str]:
    return {link for link in page.links if link.startswith("/cases/") and link.endswith("#checks")}


def links(*cases: object) -> set[str]:
    return {f"/cases/{case.id}#checks" for case in cases}  # type: ignore[attr-defined]


def test_the_desk_counts_members_and_what_fails_in_each_branch(
    wrong: World, organizer: Browser
) -> None:
    page = organizer.get("/data-check")
    assert "党员 3 人，未转出 3 人，有问题 2 人" in page.text
    assert "学生第一党支部 2 2 2 工作岗位 1 手机号码 1 0" in page.text
    assert "学生第二党支部 1 1 0 — 0" in page.text
    assert "“未转出”是组织关系尚未转出、信息还能更正的党员" in page.text


def test_the_department_sees_each_college_and_then_its_branches(
    wrong: World, browser: Opened
) -> None:
    window = browser(wrong.staff[Role.DEPARTMENT])
    page = window.get("/data-check")
    assert f"{wrong.college.name} 3 3 2" in page.text
    assert f"{wrong.other_college.name} 1 1 1 学历学位 1" in page.text
    inside = f"/data-check?college={wrong.other_college.id}"
    assert inside in page.links
    page = window.get(inside)
    assert "学生第一党支部 1 1 1 学历学位 1" in page.text
    assert "请本人核对" not in page.text


def test_where_members_are_very_many_the_whole_school_is_not_computed_for_one_page(
    wrong: World, browser: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_AT_ONCE", 3)
    page = browser(wrong.staff[Role.DEPARTMENT]).get("/data-check")
    assert "人数较多" in page.text
    assert "学历学位 1" not in page.text


def test_what_moved_away_and_activists_are_not_checked(wrong: World, organizer: Browser) -> None:
    wrong.case.track("transfer").state = "accepted"
    make_case(wrong.session, branch=wrong.branch, kind=Kind.ACTIVIST)
    wrong.session.commit()
    assert "党员 3 人，未转出 2 人，有问题 1 人" in organizer.get("/data-check").text


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.COMMITTEE, Role.COUNSELOR])
def test_the_college_lists_its_own_people_only(wrong: World, browser: Opened, role: Role) -> None:
    window = browser(wrong.staff[role])
    assert people(window.get("/data-check/people")) == links(wrong.case, wrong.with_letter)
    window.get(f"/data-check/people?college={wrong.other_college.id}", 404)
    window.get(f"/data-check/people?branch={wrong.other_college.branches[0].id}", 404)
    for path in ("/data-check", "/data-check/proposals", "/data-check/corrections"):
        window.get(f"{path}?college={wrong.other_college.id}", 404)


def test_a_secretary_lists_his_branch_only(wrong: World, browser: Opened) -> None:
    window = browser(wrong.other_secretary)
    page = window.get("/data-check/people")
    assert people(page) == set()
    assert "没有发现问题" in page.text
    assert people(window.get("/data-check/people?part=all")) == links(wrong.other_branch_case)
    window.get(f"/data-check/people?branch={wrong.branch.id}", 404)
    window.get(f"/data-check/branches/{wrong.branch.id}/ask", 404)


def test_a_contact_person_has_no_data_check(world: World, browser: Opened) -> None:
    window = browser(world.staff[Role.CONTACT_PERSON])
    window.get("/data-check", 403)
    assert "/data-check" not in window.get("/cases").links


def test_the_list_narrows_to_one_check_and_says_what_to_do(
    wrong: World, secretary: Browser
) -> None:
    page = secretary.get("/data-check/people?part=mobile")
    assert people(page) == links(wrong.with_letter)
    for words in ("缺少有效的手机号码", "S4.1-6", "向本人问明"):
        assert words in page.text
    assert f"/cases/{wrong.with_letter.id}/do/transfer/correct_data" in page.links
    assert people(secretary.get("/data-check/people?part=nonsense&after=x")) == links(
        wrong.case, wrong.with_letter
    )


def test_what_cannot_be_compared_is_a_part_of_its_own(wrong: World, secretary: Browser) -> None:
    wrong.case.person.degree_awarded = None
    wrong.session.commit()
    page = secretary.get("/data-check/people?part=unclear")
    assert people(page) == links(wrong.case)
    assert "无从比较" in page.text
    wrong.case.person.job_post = "本科毕业年级学生"
    wrong.session.commit()
    case = secretary.get(f"/cases/{wrong.case.id}")
    assert "没有不符；1 项未比较" in case.text
    assert "可补填“毕业时获得的学历学位”后再核对" in case.text
    checks = case.raw.partition('id="checks"')[2].partition("</section>")[0]
    assert "<details>" in checks
    assert "<details open>" not in checks
    assert 'class="check wrong"' not in checks


def test_the_list_is_paged_by_key(wrong: World, secretary: Browser) -> None:
    for _ in range(51):
        make_case(wrong.session, branch=wrong.branch, person=make_person(wrong.session, sex=None))
    wrong.session.commit()
    page = secretary.get("/data-check/people")
    assert len(people(page)) == 50
    [after] = [link for link in page.links if "after=" in link]
    assert len(people(secretary.get(after))) == 3


def sheet(window: Browser, path: str) -> list[tuple[str, ...]]:
    answer = window.client.get(path)
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return [tuple(str(c or "") for c in row) for row in book.worksheets[0].values]


def test_the_list_is_downloaded_without_formulas_and_without_numbers(
    wrong: World, secretary: Browser
) -> None:
    wrong.case.person.id_number = wrong.case.person.id_number[:-1] + "0"
    wrong.session.commit()
    rows = sheet(secretary, "/data-check/people.xlsx")
    assert rows[0][:5] == ("学院", "党支部", "姓名", "学号", "检查项")
    assert {(row[4], row[6]) for row in rows[1:]} >= {("工作岗位", "=1+1"), ("手机号码", "")}
    assert secretary.client.get("/data-check/people.xlsx").data.count(b"<f>") == 0
    for person in (wrong.case.person, wrong.with_letter.person):
        assert not any(person.id_number in cell for row in rows for cell in row)


def test_each_cohort_is_checked_by_itself_the_newest_first(
    wrong: World, organizer: Browser
) -> None:
    old = wrong.case.cohort_id
    make_cohort(wrong.session, 2025)
    wrong.session.commit()
    assert "这一届还没有党员" in organizer.get("/data-check").text
    page = organizer.get(f"/data-check?cohort={old}")
    assert "2024届 · 党员 3 人" in page.text
    onward = f"/data-check/people?cohort={old}"
    assert onward in page.links
    assert people(organizer.get(onward)) == links(wrong.case, wrong.with_letter)
    for odd in ("x", "0", "99999999999", "-1", "٣"):
        assert "这一届还没有党员" in organizer.get(f"/data-check?cohort={odd}&branch=").text


def ask_path(world: World) -> str:
    return f"/data-check/branches/{world.branch.id}/ask"


def ticked(page: Page) -> list[str]:
    form = next(f for f in page.forms if "/ask?cohort=" in f.action)
    return form.values.get("case", [])


def test_a_branch_is_counted_before_it_is_asked_and_told_one_by_one(
    wrong: World, secretary: Browser
) -> None:
    make_case(wrong.session, branch=wrong.branch, person=make_person(wrong.session, name="无邮箱"))
    wrong.session.commit()
    page = secretary.get(ask_path(wrong))
    assert "还没有请过 1 人，请过未回答 0 人" in page.text
    assert wrong.count(Mail) == 0
    assert ticked(page) == [f"{wrong.case.id}:2"]
    assert "无邮箱 ：没有可用邮箱" in page.text.replace("无邮箱：", "无邮箱 ：")
    told = secretary.post(ask_path(wrong), 200, case=ticked(page))
    assert "已请 1 人核对" in told.text
    [mail] = wrong.rows(Mail)
    assert (mail.kind, mail.case_id) == ("confirm_data", wrong.case.id)


def test_nobody_is_asked_twice_by_a_second_click_or_within_a_few_days(
    wrong: World, secretary: Browser, app: Flask
) -> None:
    case = ticked(secretary.get(ask_path(wrong)))
    secretary.post(ask_path(wrong), 200, case=case)
    again = secretary.post(ask_path(wrong), 200, case=case)
    assert "没有再请" in again.text
    assert "请本人核对信息" in again.text
    assert wrong.count(Mail) == 1
    page = secretary.get(ask_path(wrong))
    assert ticked(page) == []
    name = wrong.staff[Role.BRANCH_SECRETARY].name
    assert f"刚请过，先等一等：2024-07-02 10:00 由{name}请过" in page.text
    app.config["CLOCK"] = lambda: NOW + timedelta(days=3, minutes=1)
    secretary.log_in(wrong.staff[Role.BRANCH_SECRETARY])
    page = secretary.get(ask_path(wrong))
    assert "请过未回答 1 人" in page.text
    assert len(ticked(page)) == 1


def test_who_answered_is_not_asked_again_by_itself(
    wrong: World, desk: Desk, secretary: Browser, app: Flask
) -> None:
    Phone(app).answer(path_of(desk, a_link(wrong, desk, "confirm_data", wrong.case)), 1)
    page = secretary.get(ask_path(wrong))
    assert ticked(page) == []
    assert "回答“信息无误”" in page.text


def test_asking_takes_somebody_of_this_branch(wrong: World, secretary: Browser) -> None:
    for case in (None, "", "x:y", "99:1", f"{wrong.other_branch_case.id}:2", "1" * 40):
        assert "请勾选至少一人" in secretary.post(ask_path(wrong), 422, case=case).text
    assert wrong.count(MoveRecord) == 0


def test_a_refusal_stops_no_other(wrong: World, secretary: Browser) -> None:
    make_case(wrong.session, branch=wrong.branch)
    wrong.session.commit()
    chosen = [*ticked(secretary.get(ask_path(wrong))), f"{wrong.with_letter.id}:2"]
    page = secretary.post(ask_path(wrong), 200, case=chosen)
    assert "已请 2 人核对，1 人没有请" in page.text
    assert "不能在“介绍信已开具”时办理" in page.text


def test_the_case_page_shows_each_check_with_value_rule_and_cure(
    wrong: World, secretary: Browser
) -> None:
    wrong.case.person.dues_paid_until = date(2024, 3, 31)
    wrong.session.commit()
    page = secretary.get(f"/cases/{wrong.case.id}")
    for words in (
        "2 项不符", "党费缴纳截止日期 S4.1-4 2024-03-31", "不符：应为 2024-05-30",
        "须维护到“2024-05-30”或实际转出当月的最后一天", "怎么办：请本人补交党费",
    ):  # fmt: skip
        assert words in page.text
    assert wrong.case.person.mobile not in page.raw
    assert f"{wrong.case.person.mobile[:3]}****{wrong.case.person.mobile[-4:]}" in page.text
