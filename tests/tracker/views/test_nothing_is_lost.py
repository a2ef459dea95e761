"""Nothing typed is lost: files of a refused form, a page that grew old, a session that ended."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from machines.roles import Role
from tests.tracker.views.browser import PASSWORD, Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.moving import first_form, path
from tracker.models import Mail, MoveRecord, UploadedFile

Opened = Callable[..., Browser]


def test_a_kept_file_comes_back_after_a_refused_form(world: World, secretary: Browser) -> None:
    address = path(world.case, "record_pledge", "education")
    file = (BytesIO(b"%PDF-1.4"), "承诺书.pdf")
    page = secretary.send(address, 422, step="do", signed_on="不是日期", scan=file)
    assert "已收到“承诺书.pdf”" in page.text
    values = first_form(page) | {"step": "do", "signed_on": "2024/6/20"}
    secretary.post(address, 303, **values)
    upload = world.rows(UploadedFile)[0]
    record = world.rows(MoveRecord)[-1]
    assert record.order == {"signed_on": "2024-06-20", "scan": {"upload": upload.id}}


def test_a_made_up_file_token_hangs_no_file_onto_the_case(world: World, secretary: Browser) -> None:
    address = path(world.case, "record_pledge", "education")
    secretary.send(address, step="do", signed_on="2024-06-20", scan_kept="[1, 1].gefaelscht")
    record = world.rows(MoveRecord)[-1]
    assert record.order == {"signed_on": "2024-06-20"}


def test_a_program_is_no_attachment(world: World, secretary: Browser) -> None:
    address = path(world.case, "record_pledge", "education")
    file = (BytesIO(b"MZ"), "承诺书.exe")
    page = secretary.send(address, 422, step="do", signed_on="2024-06-20", scan=file)
    assert "只收 PDF、图片" in page.text
    assert world.count(UploadedFile) == 0


def test_the_second_of_two_browsers_is_told_what_changed_and_loses_nothing(
    world: World, secretary: Browser, browser: Opened
) -> None:
    other = browser(world.staff[Role.ORGANIZER])
    address = path(world.case, "correct_data")
    open_page = first_form(secretary.get(address))
    other.send(path(world.case, "verify"), step="do")
    typed = open_page | {"source": "身份证原件", "ethnicity": "畲", "step": "do"}
    page = secretary.post(address, 409, **typed)
    assert "这份个案有了变化" in page.text
    assert f"{world.staff[Role.ORGANIZER].name}：信息核对通过" in page.text
    assert first_form(page)["source"] == ["身份证原件"]
    assert world.fresh(world.case).person.ethnicity == "汉族"
    secretary.post(address, 303, **(first_form(page) | {"step": "do"}))
    assert world.fresh(world.case).person.ethnicity == "畲族"


def test_a_preview_of_an_old_page_says_what_changed(
    world: World, secretary: Browser, browser: Opened
) -> None:
    address = path(world.case, "ask_confirm_data")
    open_page = first_form(secretary.get(address))
    browser(world.staff[Role.ORGANIZER]).send(path(world.case, "verify"), step="do")
    secretary.post(address, 409, **(open_page | {"step": "preview"}))
    assert world.count(Mail) == 0


def test_a_time_out_loses_nothing_that_was_typed(world: World, secretary: Browser) -> None:
    address = path(world.case, "correct_data")
    form = first_form(secretary.get(address))
    staff = world.staff[Role.BRANCH_SECRETARY]
    staff.session_salt = "ended"
    world.session.commit()
    page = secretary.post(address, 401, **(form | {"source": "本人来电", "step": "do"}))
    assert "登录已超时" in page.text
    values = page.forms[0].values | {"login": staff.login, "password": PASSWORD}
    page = secretary.post("/login", 200, **values)
    page = secretary.post(address, 200, **page.forms[-1].values)
    assert first_form(page)["source"] == ["本人来电"]
    assert world.count(MoveRecord) == 0
