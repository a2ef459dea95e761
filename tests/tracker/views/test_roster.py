"""The roster desk on the screen: a sheet handed in, its verdicts shown, imported once, or refused."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from machines.roles import Role
from tests.tracker.roster.school import row
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.page import Page
from tracker.jobs.run import run_waiting
from tracker.models import Case, RosterImport, UploadedFile
from tracker.roster.aliases import Field
from tracker.roster.cells import Cell
from tracker.roster.sample import build_xlsx, made_up_id_number
from tracker.roster.sheet import read_sheets

Someone = Mapping[Field, Cell]


def hand_in(
    window: Browser, world: World, data: bytes, name: str = "名册.xlsx", code: int = 303
) -> Page:
    """The form filled in and sent."""
    cohort = str(world.case.cohort_id)
    page = window.post("/roster", code, cohort=cohort, sheets=(io.BytesIO(data), name))
    run_waiting(window.client.application)
    return page


def confirm(window: Browser, path: str) -> Page:
    """The import asked for, done by the worker, and looked at."""
    shown = window.get(path.removesuffix("/again"))
    forms = [form for form in shown.forms if form.action == path]
    window.post(path, 303, **(forms[0].values if forms else {}))
    run_waiting(window.client.application)
    return window.follow()


def take_all(window: Browser, roster: RosterImport) -> Page:
    """The roster's word taken for the post, and tried again."""
    path = f"/roster/{roster.id}/values"
    window.post(path, 303, **{"field/job_post": "take", "seen": roster.digest})
    run_waiting(window.client.application)
    return window.follow()


def sheet(world: World, *people: Someone) -> bytes:
    """A sheet of people of the secretary's branch and college."""
    home = {Field.COLLEGE: world.college.name, Field.BRANCH: world.branch.name}
    return build_xlsx([{**person, **home} for person in people])


def test_a_sheet_is_tried_then_imported_then_told_to_be_done(
    secretary: Browser, world: World
) -> None:
    before = world.count(Case)
    hand_in(secretary, world, sheet(world, row(101), row(102, mobile="123")))
    page = secretary.follow()
    assert "试运行结果" in page.text
    assert "确认导入 1 人" in page.text
    assert "不能导入的 1 人会跳过" in page.text
    assert world.count(Case) == before

    (roster,) = world.rows(RosterImport)
    done = confirm(secretary, f"/roster/{roster.id}")
    assert "已导入：新建个案 1 件" in done.text
    assert "确认导入" not in done.text
    assert world.count(Case) == before + 1
    newest = world.rows(Case)[-1]
    assert f"/cases/{newest.id}" in done.links
    assert "建立个案" in secretary.get(f"/cases/{newest.id}").text

    secretary.post(f"/roster/{roster.id}", 303)
    assert "已导入：这份名册已经导入过" in secretary.follow().text
    assert world.count(Case) == before + 1


def test_a_changed_person_stops_the_import_and_the_page_shows_the_difference(
    organizer: Browser, world: World
) -> None:
    person = world.case.person
    stated = {"name": person.name, "student_no": person.student_no, "id_number": person.id_number}
    hand_in(organizer, world, sheet(world, row(**stated, job_post="硕士毕业年级学生")))
    (roster,) = world.rows(RosterImport)
    tried = take_all(organizer, roster)
    assert "确认导入 1 人" in tried.text
    world.fresh(world.case).person.job_post = "专科毕业年级学生"
    world.session.commit()
    page = confirm(organizer, f"/roster/{roster.id}")
    assert "没有导入" in page.text
    assert "工作岗位 专科毕业年级学生 → 硕士毕业年级学生" in page.text
    assert world.fresh(world.case).person.job_post == "专科毕业年级学生"

    assert "确认导入 1 人" in confirm(organizer, f"/roster/{roster.id}/again").text
    assert [found.done_at for found in world.rows(RosterImport)] == [None]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.7\n1 0 obj\n", "名册.xlsx", "这个文件不是 Excel 表格"),
        (build_xlsx([]), "名册.xlsx", "只有表头，没有人员"),
        ("甲,乙\n1,2\n".encode(), "名册.csv", "找不到认识的表头"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "名册.xlsx",
            "请在 Excel 里取消密码后再上传",
        ),
    ],
)
def test_a_file_that_is_no_roster_is_told_with_its_cure_and_kept(
    secretary: Browser, world: World, data: bytes, name: str, words: str
) -> None:
    hand_in(secretary, world, data, name)
    page = secretary.follow()
    assert words in page.text
    assert "重新上传" in page.text
    assert "确认导入" not in page.text
    assert world.rows(UploadedFile)[-1].data == data


def test_no_file_and_an_empty_file_are_asked_for_again(secretary: Browser, world: World) -> None:
    page = secretary.post("/roster", 422, cohort=str(world.case.cohort_id))
    assert "请选择文件" in page.text
    assert "文件是空的" in hand_in(secretary, world, b"", code=422).text
    assert world.count(UploadedFile) == 0


def test_a_secretary_cannot_import_into_another_branch(secretary: Browser, world: World) -> None:
    other = row() | {Field.COLLEGE: world.college.name}
    other[Field.BRANCH] = world.college.branches[1].name
    hand_in(secretary, world, build_xlsx([other]))
    page = secretary.follow()
    assert "不是您负责的支部" in page.text
    assert "没有可导入的内容" in page.text
    (roster,) = world.rows(RosterImport)
    before = world.count(Case)
    confirm(secretary, f"/roster/{roster.id}")
    assert world.count(Case) == before


def test_a_roster_is_seen_by_its_uploader_his_organizer_and_the_department(
    browser: Callable[..., Browser], secretary: Browser, world: World
) -> None:
    hand_in(secretary, world, sheet(world, row()))
    (roster,) = world.rows(RosterImport)
    path = f"/roster/{roster.id}"
    for role in (Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT):
        assert "张乙" in browser(world.staff[role]).get(path).text
    colleague = browser(world.other_secretary)
    colleague.get(path, 404)
    colleague.get(f"{path}/rows.xlsx", 404)
    colleague.post(path, 404)
    colleague.post(f"{path}/again", 404)
    browser(world.staff[Role.COUNSELOR]).get(path, 403)
    assert "名册.xlsx" not in colleague.get("/roster").text
    assert "名册.xlsx" in secretary.get("/roster").text


def test_the_rows_are_chosen_by_verdict_and_stand_a_hundred_a_page(
    organizer: Browser, world: World
) -> None:
    people = [row(101 + n, name=f"王{'甲乙丙丁戊己庚辛壬癸'[n % 10]}") for n in range(120)]
    people.append(row(321, name="李一", mobile="12"))
    people.append(row(322, name="李二", email=None))
    hand_in(organizer, world, sheet(world, *people))
    (roster,) = world.rows(RosterImport)
    path = f"/roster/{roster.id}"
    first, second = organizer.get(path), organizer.get(f"{path}?page=2")
    assert "第 1 / 2 页" in first.text
    assert "李一" not in first.text
    assert "李一" in second.text
    refused = organizer.get(f"{path}?rows=refused").text
    assert "李一" in refused
    assert "手机号码（T 列“1*”）" in refused
    assert "李二" not in refused
    no_mail = organizer.get(f"{path}?rows=no_mail").text
    assert "李二" in no_mail
    assert "李一" not in no_mail
    for wild in ("page=99", "page=-1", "page=x", "rows=nonsense"):
        organizer.get(f"{path}?{wild}")


def test_refused_rows_are_downloaded_without_formulas_and_with_masked_numbers(
    organizer: Browser, world: World
) -> None:
    spoilt = made_up_id_number(date(2002, 3, 4), 101)[:-1]
    people = (
        row(101, id_number=spoilt, degree="=HYPERLINK(1)"),
        row(102, major_class="@SUM(1)", job_post="+" + "本" * 70),
        row(103),
    )
    hand_in(organizer, world, sheet(world, *people))
    (roster,) = world.rows(RosterImport)
    organizer.get(f"/roster/{roster.id}/rows.xlsx?rows=refused")
    assert organizer.last is not None
    data = organizer.last.get_data()
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert page is not None
    lines = [[cell.value for cell in line] for line in page.iter_rows(min_row=2)]
    assert [(line[0], line[5], line[8]) for line in lines] == [
        (4, "身份证号", "身份证号应为 18 位，这里是 17 位"),
        (5, "工作岗位", "超过 60 字"),
    ]
    job_post = page.cell(3, 8)
    assert (job_post.data_type, job_post.quotePrefix) == ("s", True)
    assert str(job_post.value).startswith("+本")
    assert spoilt not in str(lines)


def test_the_template_is_a_roster_that_can_be_read(secretary: Browser) -> None:
    secretary.get("/roster/template.xlsx")
    assert secretary.last is not None
    members, activists = read_sheets(secretary.last.get_data(), "模板.xlsx")
    assert {Field.NAME, Field.ID_NUMBER, Field.JOINED_ON, Field.EMAIL} <= members.fields
    assert Field.ACTIVIST_ON in activists.fields
    assert not members.rows
    assert not activists.rows


def test_a_roster_handed_in_after_the_log_in_ended_is_asked_to_log_in_first(
    browser: Callable[..., Browser], world: World
) -> None:
    window = browser()
    answer = window.client.post("/roster", data={"sheet": (io.BytesIO(b"x"), "名册.xlsx")})
    assert answer.status_code == 401
    assert world.count(UploadedFile) == 0
    wanted = window.client.get("/roster").headers["Location"]
    assert parse_qs(urlsplit(wanted).query)["next"] == ["/roster"]
