"""The card of addresses on the case page: where each stands, its history, what staff may do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from machines.roles import Role
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.models import AddressChange, AddressState, MailAddress


@pytest.fixture
def page(world: World) -> str:
    return f"/cases/{world.case.id}"


def test_an_address_is_entered_and_shown_with_source_state_and_history(
    world: World, secretary: Browser, page: str
) -> None:
    secretary.post(f"{page}/addresses", address="new＠example.org", reason="本人来电", first="yes")

    shown = secretary.follow()
    assert "已登记邮箱 new@example.org" in shown.text
    assert "首选 未确认" in shown.text
    assert "来源：工作人员登记" in shown.text
    assert "未确认：工作人员登记：本人来电" in shown.text
    assert world.fresh(world.case).person.mail_addresses[0] == "new@example.org"


def test_what_was_refused_stands_in_the_form_again_with_its_tick(
    world: World, secretary: Browser, page: str
) -> None:
    found = secretary.post(f"{page}/addresses", 422, address="zhang@qq.con", reason="")

    assert "是不是" in found.text
    assert "请写明原因" in found.text
    form = next(f for f in found.forms if f.action == f"{page}/addresses")
    assert form.values["address"] == ["zhang@qq.con"]
    assert world.count(MailAddress) == 4
    secretary.post(
        f"{page}/addresses", address="zhang@qq.con", reason="本人来电", domain_checked="yes"
    )
    assert world.count(MailAddress) == 5


def test_an_address_that_came_back_is_shown_so_and_tried_again(
    world: World, secretary: Browser, page: str
) -> None:
    row = world.case.person.addresses[0]
    row.state = AddressState.BOUNCED
    world.set_by_hand()
    shown = secretary.get(page)
    assert "退信" in shown.text
    assert "没有可用邮箱：请打电话联系本人" in shown.text

    secretary.post(f"{page}/addresses/{row.id}", do="again", reason="本人说邮箱已恢复")

    assert "已恢复使用" in secretary.follow().text
    assert world.fresh(world.case).person.mail_addresses == [row.address]
    assert [line.why for line in world.rows(AddressChange)] == ["再试邮箱：本人说邮箱已恢复"]


def test_putting_out_of_use_takes_a_reason(world: World, secretary: Browser, page: str) -> None:
    row = world.case.person.addresses[0]

    secretary.post(f"{page}/addresses/{row.id}", do="out", reason="")
    assert "请写明原因" in secretary.follow().text
    assert world.fresh(world.case).person.mail_addresses == [row.address]

    secretary.post(f"{page}/addresses/{row.id}", do="out", reason="本人来电")
    assert "已停用" in secretary.follow().text
    assert world.fresh(world.case).person.mail_addresses == []


def test_who_only_reads_sees_the_addresses_without_a_form(
    world: World, browser: Callable[..., Browser], page: str
) -> None:
    counselor = browser(world.staff[Role.COUNSELOR])
    shown = counselor.get(page)
    assert world.case.person.mail_addresses[0] in shown.text
    assert not [f for f in shown.forms if "/addresses" in f.action]
    counselor.post(f"{page}/addresses", 403, address="new@example.org", reason="本人来电")


def test_a_case_out_of_sight_has_no_addresses_to_change(world: World, secretary: Browser) -> None:
    other = world.other_branch_case
    row = other.person.addresses[0]
    secretary.post(f"/cases/{other.id}/addresses/{row.id}", 404, do="out", reason="本人来电")
    secretary.post(f"/cases/{other.id}/addresses", 404, address="a@example.org", reason="来电")
