"""From the graduate's phone to the branch's decision: his data, his word, side by side (S4.1-1)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask

from machines.roles import Role
from tests.conftest import NOW
from tests.factories import make_id_number
from tests.tracker.views.answering import Phone, a_link, path_of, rows
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.desk import Desk
from tracker.models import AccessRecord, ContactEntry, Correction, DataProposal, Person

Opened = Callable[..., Browser]


@pytest.fixture
def phone(app: Flask) -> Phone:
    """The graduate's phone."""
    return Phone(app)


@pytest.fixture
def link(world: World, desk: Desk) -> str:
    """The path of a link that asks to confirm the data."""
    return path_of(desk, a_link(world, desk, "confirm_data", world.case))


def test_he_sees_his_data_and_of_his_numbers_the_endings_only(
    world: World, phone: Phone, link: str
) -> None:
    person = world.case.person
    local, _, domain = person.mail_addresses[0].partition("@")
    page = phone.get(link)
    for words in (
        person.name, person.sex, person.ethnicity, "2002-03-04", "本科毕业年级学生", "2022-06-15",
        "2024-05-30", f"尾号 {person.id_number[-4:]}", f"139****{person.mobile[-4:]}", f"b***{local[-1]}@{domain}",
    ):  # fmt: skip
        assert words in page.text
    assert f"{person.name} 同志" in page.text
    assert "毕业证书、学位证书上写的学历学位" in page.text
    assert "还有" not in page.text
    form = phone.get(f"{link}?answer=2")
    assert "系统里登记的学历学位。现为：本科" in form.text
    assert "现为：本科毕业年级学生" in form.text
    assert person.mobile not in form.raw + page.raw
    assert "<script" not in form.raw


def test_what_he_states_is_kept_for_the_branch_and_his_data_stay(
    world: World, phone: Phone, link: str, secretary: Browser
) -> None:
    phone.answer(
        link, 2, mobile="+86 139-0000-9999", ethnicity="维吾尔", dues_paid_until="2024年6月30日"
    )
    assert [(p.field, p.proposed) for p in world.rows(DataProposal)] == [
        ("ethnicity", "维吾尔族"), ("dues_paid_until", "2024-06-30"), ("mobile", "13900009999"),
    ]  # fmt: skip
    assert world.fresh(world.case).person.ethnicity == "汉族"
    receipt = phone.follow()
    assert "核对之前，您的信息不会改动" in receipt.text
    for words in ("维吾尔族", "2024-06-30", "139****9999"):
        assert words in receipt.text
    assert "13900009999" not in receipt.raw
    page = secretary.get(f"/cases/{world.case.id}")
    assert "民族 现值汉族 本人所说维吾尔族" in page.text
    assert "139****9999" in page.text
    assert "13900009999" not in page.raw
    assert "1 人" in secretary.get("/data-check").text
    assert "维吾尔族" in secretary.get("/data-check/proposals").text


def test_what_is_empty_on_file_is_told_before_he_confirms_and_again_after(
    world: World, phone: Phone, link: str
) -> None:
    world.case.person.dues_paid_until = None
    world.session.commit()
    assert "还有 1 项是空的：党费缴纳截止日期" in phone.get(link).text
    phone.answer(link, 1)
    receipt = phone.follow().text
    assert "登记中还空着：党费缴纳截止日期" in receipt
    assert "不需要您再做什么" not in receipt


def test_the_receipt_repeats_an_address_and_his_words_with_the_numbers_masked(
    world: World, phone: Phone, link: str
) -> None:
    phone.answer(link, 2, email="linxiaoman@example.com", text="电话13900001111也能打通")
    receipt = phone.follow()
    assert "l***n@example.com" in receipt.text
    assert "也能打通" in receipt.text
    assert "13900001111" not in receipt.raw


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "请至少填写一项"),
        ({"mobile": "12345"}, "不是手机号"),
        ({"email": "无"}, "邮箱写得不对"),
        ({"ethnicity": "火星"}, "认不出这个民族"),
        ({"birth_date": "2002-02-30"}, "请填写存在的日期"),
        ({"joined_on": "2030-01-01"}, "入党日期不能晚于今天"),
        ({"joined_on": "1999-01-01"}, "应晚于出生日期"),
        ({"regularised_on": "2022-06-15"}, "应晚于入党日期"),
        ({"degree": "长" * 41}, "不能超过 40 个字符"),
        ({"text": "长" * 4001}, "不能超过 4000 个字符"),
        ({"sex": "其他"}, "还有 1 处需要修改"),
        ({"ethnicity": "汉"}, "与现有信息相同"),
        ({"text": " \u200b\n"}, "请至少填写一项"),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field_and_writes_nothing(
    world: World, phone: Phone, link: str, typed: dict[str, str], words: str
) -> None:
    before = rows(world)
    assert words in phone.answer(link, 2, 422, **typed)
    assert rows(world) == before
    phone.answer(link, 2, text="改好了：族别有误")
    assert world.count(DataProposal) == 1


def test_a_used_an_expired_and_a_forged_link_state_nothing(
    app: Flask, world: World, desk: Desk, phone: Phone, link: str
) -> None:
    mark = phone.mark(f"{link}?answer=2")
    phone.answer(link, 2, degree="大学本科")
    phone.post(link, 409, csrf_token=mark, answer="2", degree="硕士")
    phone.post(link[:-3] + "xyz", 404, csrf_token=mark, answer="2", degree="硕士")
    world.session.rollback()
    other = path_of(desk, a_link(world, desk, "confirm_data", world.other_branch_case))
    phone.post(other, 400, csrf_token=mark, answer="2", degree="硕士")
    app.config["CLOCK"] = lambda: NOW + timedelta(days=31)
    phone.post(other, 410, csrf_token=mark, answer="2", degree="硕士")
    assert [p.proposed for p in world.rows(DataProposal)] == ["大学本科"]
    assert world.count(ContactEntry) == 1


def test_numbers_in_his_words_are_masked_wherever_they_are_kept(
    world: World, phone: Phone, link: str, secretary: Browser
) -> None:
    number = make_id_number(serial=321)
    phone.answer(link, 2, text=f"身份证号应为{number}", name_words="我的手机13900001111")
    kept = "".join(p.words for p in world.rows(DataProposal))
    for page in (f"/cases/{world.case.id}", "/data-check/proposals"):
        kept += secretary.get(page).raw
    assert number not in kept
    assert "13900001111" not in kept


def fields(window: Browser, path: str, **typed: str) -> dict[str, str]:
    """The form of the proposals as the page has it, with what somebody chooses for the first."""
    form = next(f for f in window.get(path).forms if f.action.endswith("/proposals"))
    values = {name: value[-1] for name, value in form.values.items()}
    number = next(name for name in values if name.startswith("seen-")).partition("-")[2]
    del values["csrf_token"]
    return values | {f"{part}-{number}": value for part, value in typed.items()}


def test_the_branch_accepts_and_the_sheet_for_the_system_holds_it(
    world: World, phone: Phone, link: str, secretary: Browser, organizer: Browser
) -> None:
    phone.answer(link, 2, mobile="13900009999")
    case, settle = f"/cases/{world.case.id}", f"/data-check/cases/{world.case.id}/proposals"
    secretary.post(settle, **fields(secretary, case, verdict="accept", reason="本人来电确认"))
    page = secretary.get(case)
    assert "本人更正（链接，2024-07-02）" in page.text
    assert "待录入系统" in page.text
    assert "没有等待处理的更正" in secretary.get("/data-check/proposals").text
    assert "139****9999" in secretary.get("/data-check/corrections").text
    organizer.post("/data-check/corrections", 303, reason="录入党员管理系统")
    assert organizer.last is not None
    sheet = organizer.last.headers["Location"]
    assert "13900009999" not in organizer.get(sheet).raw
    assert {r.what for r in world.rows(AccessRecord)} == {"id_number", "mobile"}
    book = openpyxl.load_workbook(io.BytesIO(organizer.client.get(f"{sheet}.xlsx").data))
    heading, line = book.worksheets[0].values
    assert heading == ("姓名", "学号", "身份证号", "支部", "字段", "原值", "新值", "来源", "日期")
    person = world.session.get_one(Person, world.case.person_id)
    assert line[2] == person.id_number
    assert line[4:] == (
        "手机号码",
        line[5],
        "13900009999",
        "本人更正（链接，2024-07-02）",
        "2024-07-02",
    )
    organizer.post(f"{sheet}/entered")
    assert "已录入系统：1 项" in organizer.follow().text
    organizer.post(f"{sheet}/entered")
    assert "先前已全部标记录入" in organizer.follow().text
    assert "没有等待录入的更正" in organizer.get("/data-check/corrections").text
    assert "139****9999" in organizer.get("/data-check/corrections?part=entered").text


def test_a_refused_decision_keeps_what_was_typed(
    world: World, phone: Phone, link: str, secretary: Browser
) -> None:
    phone.answer(link, 2, sex="女" if world.case.person.sex == "男" else "男")
    path, settle = f"/cases/{world.case.id}", f"/data-check/cases/{world.case.id}/proposals"
    before = rows(world)
    page = secretary.post(settle, 422, **fields(secretary, path, verdict="accept", reason="本人说"))
    assert "性别与身份证号不一致" in page.text
    assert 'value="本人说"' in page.raw
    assert "请至少选择一项" in secretary.post(settle, 422, **fields(secretary, path)).text
    page = secretary.post(settle, 422, **fields(secretary, path, verdict="reject", reason=""))
    assert "请写明理由" in page.text
    assert rows(world) == before


def test_what_changed_since_he_spoke_is_shown_as_such(
    world: World, phone: Phone, link: str, secretary: Browser
) -> None:
    phone.answer(link, 2, degree="本科 学士")
    path, settle = f"/cases/{world.case.id}", f"/data-check/cases/{world.case.id}/proposals"
    before = fields(secretary, path, verdict="accept", reason="学籍系统")
    world.fresh(world.case).person.degree = "大学"
    world.session.commit()
    page = secretary.post(settle, 422, **before)
    assert "现值已改变" in page.text
    assert "现值大学本人提出时为：本科" in page.text
    fresh = fields(secretary, path, verdict="accept", reason="学籍系统")
    assert "勾选“已重新核对”" in secretary.post(settle, 422, **fresh).text
    secretary.post(
        settle, 303, **fields(secretary, path, verdict="accept", reason="学籍系统", again="yes")
    )
    assert [c.new for c in world.rows(Correction)] == ["本科 学士"]


def test_nobody_settles_what_is_not_his(
    world: World, phone: Phone, link: str, browser: Opened, secretary: Browser
) -> None:
    phone.answer(link, 2, degree="本科 学士")
    path, settle = f"/cases/{world.case.id}", f"/data-check/cases/{world.case.id}/proposals"
    typed = fields(secretary, path, verdict="accept", reason="学籍系统")
    for staff, code in (
        (world.other_secretary, 404),
        (world.staff[Role.COUNSELOR], 403),
        (world.staff[Role.COMMITTEE], 403),
        (world.staff[Role.DEPARTMENT], 403),
        (world.staff[Role.CONTACT_PERSON], 403),
    ):
        browser(staff).post(settle, code, **typed)
    counselor = browser(world.staff[Role.COUNSELOR]).get("/data-check/proposals")
    assert "本科 学士" in counselor.text
    assert "处理所选" not in counselor.text
    assert world.count(Correction) == 0
    assert "本科 学士" not in browser(world.other_secretary).get("/data-check/proposals").text


def test_the_sheet_is_its_makers_and_its_numbers_are_given_out_for_an_hour(
    app: Flask, world: World, phone: Phone, link: str, secretary: Browser, organizer: Browser,
    browser: Opened,
) -> None:  # fmt: skip
    phone.answer(link, 2, degree="本科 学士")
    path, settle = f"/cases/{world.case.id}", f"/data-check/cases/{world.case.id}/proposals"
    secretary.post(settle, **fields(secretary, path, verdict="accept", reason="学籍系统"))
    for role in (Role.BRANCH_SECRETARY, Role.COMMITTEE, Role.COUNSELOR):
        browser(world.staff[role]).post("/data-check/corrections", 403, reason="录入系统")
    page = organizer.post("/data-check/corrections", 422, reason="录")
    assert "请写明原因" in page.text
    organizer.post("/data-check/corrections", 303, reason="录入党员管理系统")
    assert organizer.last is not None
    sheet = organizer.last.headers["Location"]
    department = browser(world.staff[Role.DEPARTMENT])
    for other in (sheet, f"{sheet}.xlsx"):
        department.get(other, 404)
    department.post(f"{sheet}/entered", 404)
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=59)
    assert organizer.client.get(f"{sheet}.xlsx").status_code == 200
    organizer.get(sheet)
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=61)
    organizer.get(f"{sheet}.xlsx", 303)
    assert "不再提供下载" in organizer.follow().text
