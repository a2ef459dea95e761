"""The card of addresses on the case page: where each stands, its history, what staff may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from machines.mails import get_mail
from machines.orders import NOTHING
from machines.roles import Role
from tests.factories import make_record
from tests.tracker.actions.coming_back import a_report, bounced
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.desk import Desk
from tracker.inbox.words import BounceReason
from tracker.models import AddressChange, AddressState, MailAddress, MailState
from tracker.outbox.write import write_mails


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

    told = secretary.follow().text
    assert "已恢复使用" in told
    assert f"下一封邮件会先发到 {row.address}" in told
    assert world.fresh(world.case).person.mail_addresses == [row.address]
    assert [line.why for line in world.rows(AddressChange)] == ["再试邮箱：本人说邮箱已恢复"]


def test_a_full_mailbox_is_told_until_a_later_mail_gets_there(
    world: World, desk: Desk, secretary: Browser, page: str
) -> None:
    (address,) = world.case.person.mail_addresses
    record = make_record(world.session, world.case, "transfer", "ask_confirm_data")
    (mail,) = write_mails(desk, world.case, get_mail("confirm_data"), record, NOTHING)
    mail.state, mail.sent_at = MailState.SENT, desk.now
    world.session.commit()
    bounced(desk, mail, a_report(address, BounceReason.FULL))

    shown = secretary.get(page).text
    assert "暂时收不到：邮箱已满（550 5.1.1），仍会再试" in shown
    assert "邮箱已满，请另行联系本人" in shown
    assert "所有邮箱均退信" not in shown
    assert "没有可用邮箱" not in shown

    later = replace(desk, now=desk.now + timedelta(days=2))
    (again,) = write_mails(later, world.case, get_mail("confirm_data"), record, NOTHING)
    again.state, again.sent_at = MailState.SENT, later.now
    world.session.commit()
    cards = secretary.get(page).raw.split('id="addresses"')[1].split("</section>")[0]
    assert cards.count("暂时收不到：邮箱已满") == 1


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
