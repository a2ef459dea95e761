"""The main job, end to end: a roster in, cases advanced by form, mail out, the answer in the ledger.

Through HTTP, SMTP and headless Chromium, on the program as `make run` starts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from machines.dates import days
from tests.main_job.running import PEOPLE, Running, Window, chromium, running, wait_until
from tracker import clock
from tracker.catcher import list_caught, read_caught
from tracker.demo import SEED
from tracker.demo.plan import plan_people
from tracker.demo.season import Season
from tracker.demo.staff import PASSWORD
from tracker.roster.aliases import Field
from tracker.roster.sample import build_xlsx, made_up_id_number

STUDENT_NO, ADDRESS = "2022990001", "newcomer@example.net"
BORN = date(2002, 2, 3)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("program")) as up:
        yield up


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


def roster(folder: Path) -> Path:
    """A real-looking export with one newcomer, whose data are right."""
    season = Season.around(clock.day_of(clock.now()))
    person = {
        Field.NAME: "古丽娜·艾山",
        Field.STUDENT_NO: STUDENT_NO,
        Field.ID_NUMBER: made_up_id_number(BORN, 222),
        Field.SEX: "女",
        Field.ETHNICITY: "维吾尔族",
        Field.BIRTH_DATE: BORN,
        Field.DEGREE: "大学本科 学士",
        Field.MEMBER_KIND: "正式党员",
        Field.COLLEGE: "信息工程学院",
        Field.BRANCH: "信息工程学院学生第一党支部",
        Field.JOINED_ON: season.leaving - days(800),
        Field.JOB_POST: "本科毕业年级学生",
        Field.DUES_PAID_UNTIL: season.policy.dues_literal,
        Field.MOBILE: "19900990001",
        Field.EMAIL: ADDRESS,
    }
    path = folder / "毕业生党员基本信息表.xlsx"
    path.write_bytes(build_xlsx([person]))
    return path


def mail_for(program: Running, subject: str) -> str:
    """The answer link of the newest mail to the newcomer with these words in its subject."""

    def found() -> list[str]:
        return [
            mail.id
            for mail in list_caught(program.caught)
            if ADDRESS in mail.recipients and subject in mail.subject
        ]

    wait_until(found, f"a mail about {subject}", 30)
    links = read_caught(program.caught, found()[0]).links
    [link] = {one for one in links if "/a/" in one}
    return link


def import_roster(office: Window, sheet: Path) -> None:
    """A dry run first, then the import; the page leads on by itself when the worker has done each."""
    office.go("/roster")
    office.page.set_input_files("input[type=file]", str(sheet))
    office.press("试运行")
    office.page.get_by_role("button", name="确认导入 1 人").wait_for(timeout=60_000)
    assert "古丽娜·艾山" in office.page.inner_text("main")
    office.press("确认导入 1 人")
    office.page.get_by_text("已导入：新建个案 1 件").wait_for(timeout=60_000)


def open_case(window: Window) -> str:
    """Search by 学号 and open the case; its address."""
    page = window.go(f"/cases?q={STUDENT_NO}")
    with page.expect_navigation():
        page.get_by_role("link", name="古丽娜·艾山").click()
    return page.url.removeprefix(window.base_url).partition("?")[0]


def do(window: Window, case: str, move: str, *, mails: bool = False, **fields: str | bool) -> None:
    """Make one move by its form; a move that mails shows the mail before it is confirmed."""
    page = window.go(f"{case}/do/{move}")
    for name, value in fields.items():
        box = page.locator(f"[name={name}]")
        if value is True:
            box.check()
        elif box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(str(value))
        else:
            box.fill(str(value))
    if mails:
        window.press("预览")
        assert ADDRESS in page.inner_text("main")
    window.press("确认办理")
    assert page.url.startswith(window.base_url + case), page.inner_text("main")


def activity_of(window: Window, case: str) -> str:
    """The key of the newest education activity the form offers."""
    page = window.go(f"{case}/do/education/record_attendance")
    keys = page.locator("[name=activity] option").evaluate_all("all => all.map(o => o.value)")
    return str(max(int(key) for key in keys if key))


def test_the_main_job_from_roster_to_answer(
    program: Running, browser: Browser, tmp_path: Path
) -> None:
    office = Window(browser, program.base_url)
    office.log_in("zuzhiyuan1", PASSWORD)
    import_roster(office, roster(tmp_path))

    desk = Window(browser, program.base_url)
    desk.log_in("shuji1", PASSWORD)
    case = open_case(desk)
    do(desk, case, "transfer/verify")
    do(desk, case, "education/record_attendance", activity=activity_of(desk, case))
    do(desk, case, "education/send_notes", mails=True)

    phone = Window(browser, program.base_url, phone=True)
    phone.go(mail_for(program, "注意事项"))
    phone.press("已阅读并了解")

    do(desk, case, "transfer/register_destination", employment="employed", kind="unit",
       unit="杭州云帆软件有限公司", org_name="中共杭州云帆软件有限公司支部委员会",
       title="中共杭州市滨江区委组织部", province="浙江省", in_database=True)  # fmt: skip
    assert "省内转接" in desk.page.inner_text("main")

    do(office, case, "transfer/issue_letter", mails=True, system_no="ZJ0001", number="2026990001",
       sealed=True)  # fmt: skip
    letter = mail_for(program, "介绍信")
    phone.go(letter)
    assert "2026990001"[-4:] in phone.page.inner_text("main")
    phone.press("已领取介绍信")
    assert "已收到您的回答" in phone.page.inner_text("main")

    ledger = desk.go(case).inner_text("main")
    for words in (
        "信息核对通过",
        "登记参加",
        "本人经签名链接提交",
        "已领取介绍信",
        "已交付",
        "2026990001",
    ):
        assert words in ledger, words
    assert phone.complaints + desk.complaints + office.complaints == []


def test_a_link_answered_once_thanks_again_and_changes_nothing(
    program: Running, browser: Browser
) -> None:
    phone = Window(browser, program.base_url, phone=True)
    answer = phone.page.goto(mail_for(program, "介绍信"))
    assert answer is not None
    assert "已领取介绍信" in phone.page.inner_text("main")
    assert phone.page.get_by_role("button").count() == 0


def test_wrong_data_are_refused_with_the_rules_own_words_and_the_cure(
    program: Running, browser: Browser
) -> None:
    """S4.1-2: the demo has one whose 工作岗位 is wrong; the page says what, why, who and where."""
    season = Season.around(clock.day_of(clock.now()))
    planned = plan_people(season, PEOPLE, SEED, frozenset())
    wrong = next(one for one in planned if one.story.flaw == "post").student_no
    # The running number at its end says the branch, and so the secretary.
    branch = (int(wrong[6:]) - 1) % 10 + 1
    desk = Window(browser, program.base_url)
    desk.log_in(f"shuji{branch}", PASSWORD)
    page = desk.go(f"/cases?q={wrong}")
    with page.expect_navigation():
        page.locator("main table a").first.click()
    case = page.url.removeprefix(desk.base_url).partition("?")[0]
    words = desk.go(f"{case}/do/transfer/verify").inner_text("main")
    for part in ("现在还不能办理", "工作岗位", "毕业年级学生", "S4.1-2", "党支部书记", "更正信息"):
        assert part in words, part
    assert page.get_by_role("button", name="确认办理").count() == 0
    assert "信息核对中" in desk.go(case).inner_text("main")


def test_a_graduate_simply_replies_and_the_case_shows_it(
    program: Running, browser: Browser
) -> None:
    """The prompt goes out, "1" comes back from QQ Mail, and the ledger has it with its move."""
    desk = Window(browser, program.base_url)
    desk.log_in("shuji1", PASSWORD)
    case = open_case(desk)
    do(desk, case, "transfer/urge_report", mails=True)
    mail_for(program, "尽快报到")

    page = desk.go(f"/caught/?to={ADDRESS}")
    with page.expect_navigation():
        page.get_by_role("link", name="尽快报到").first.click()
    page.get_by_label("用什么寄").select_option("qq")
    page.get_by_label("1 已报到，对方已接收").check()
    page.get_by_label("写的话").fill("单位党支部说系统里已经接收")
    desk.press("寄出")
    assert "已投递：QQ 邮箱网页版" in page.inner_text("main")
    with page.expect_navigation():
        page.get_by_role("link", name="个案页").click()

    def ledger() -> str:
        return desk.go(case).inner_text("main")

    wait_until(lambda: "本人从已知地址回复" in ledger(), "the reply in the ledger", 30)
    for words in ("单位党支部说系统里已经接收", "登记本人反馈"):
        assert words in ledger(), words
    assert desk.complaints == []
