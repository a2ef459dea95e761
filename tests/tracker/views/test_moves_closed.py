"""A move that cannot begin offers no button and keeps no file; one that leads away says where to."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from machines.roles import Role
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.moving import first_form, path
from tracker.models import Case, Mail, MoveRecord, UploadedFile

Opened = Callable[..., Browser]
PLEDGE = {"step": "do", "signed_on": "2024-06-20"}


def scan() -> tuple[BytesIO, str]:
    return BytesIO(b"%PDF-1.4"), "承诺书.pdf"


def verified(world: World) -> Case:
    """The case with its data checked."""
    world.case.track("transfer").state = "verified"
    world.session.commit()
    return world.case


def nothing_changed(world: World) -> bool:
    return not any(world.count(model) for model in (MoveRecord, Mail, UploadedFile))


def test_a_refused_move_shows_its_reasons_and_no_button(world: World, secretary: Browser) -> None:
    world.case.person.degree = None
    world.session.commit()
    version = world.case.version
    page = secretary.get(path(world.case, "verify"))
    assert "现在还不能办理" in page.text
    assert '<button class="btn btn-primary" name="step"' not in page.raw
    page = secretary.post(path(world.case, "verify"), 422, **(first_form(page) | {"step": "do"}))
    assert "没有办理，什么也没有改变" in page.text
    assert world.fresh(world.case).version == version
    assert nothing_changed(world)


@pytest.mark.parametrize("action", ["register_destination", "issue_letter"])
def test_a_move_that_mails_or_not_has_no_button_where_it_cannot_begin(
    world: World, secretary: Browser, action: str
) -> None:
    assert 'name="step"' not in secretary.get(path(world.case, action)).raw


def test_an_open_move_has_its_button(world: World, secretary: Browser) -> None:
    assert 'name="step" value="do"' in secretary.get(path(world.case, "verify")).raw
    assert 'name="step" value="preview"' in secretary.get(path(world.case, "ask_confirm_data")).raw


def test_the_file_of_a_role_that_may_not_is_not_kept(world: World, browser: Opened) -> None:
    window, case = browser(world.staff[Role.COUNSELOR]), world.with_letter
    version, address = str(case.version), path(case, "record_receipt")
    page = window.post(address, 422, version=version, step="do", scan=scan())
    assert "不能办理" in page.text
    assert nothing_changed(world)


def test_the_file_for_another_state_is_not_kept(world: World, secretary: Browser) -> None:
    address = path(world.case, "record_receipt")
    version = str(world.case.version)
    page = secretary.post(address, 422, version=version, step="do", scan=scan())
    assert "时办理" in page.text
    assert nothing_changed(world)


def test_the_file_of_an_old_page_is_not_kept_and_the_page_says_so(
    world: World, secretary: Browser
) -> None:
    address = path(world.case, "record_pledge", "education")
    page = secretary.post(address, 409, version="0", scan=scan(), **PLEDGE)
    assert "刚选的附件请重新选择" in page.text
    assert first_form(page)["signed_on"] == ["2024-06-20"]
    assert nothing_changed(world)


def test_a_case_that_a_move_takes_out_of_sight_leads_to_the_list_with_its_new_place(
    world: World, secretary: Browser
) -> None:
    case, branch = verified(world), world.college.branches[1]
    secretary.send(
        path(case, "transfer_internally"), step="do", branch=str(branch.id), system_no="XT-9"
    )
    assert secretary.last is not None
    assert secretary.last.headers["Location"] == "/cases"
    text = secretary.follow().text
    assert "已办理：组织关系转移 · 校内转接" in text
    assert f"个案现归{world.college.name} · {branch.name}管理" in text
    assert world.fresh(case).branch_id == branch.id
    secretary.get(f"/cases/{case.id}", 404)


def test_a_case_that_stays_in_sight_is_shown_again(world: World, organizer: Browser) -> None:
    case, branch = verified(world), world.college.branches[1]
    organizer.send(
        path(case, "transfer_internally"), step="do", branch=str(branch.id), system_no="XT-9"
    )
    assert organizer.last is not None
    assert organizer.last.headers["Location"] == f"/cases/{case.id}"
