"""Links that went to a wrong address are taken back by whoever answers for the case (X-PIPL)."""

from __future__ import annotations

import pytest

from machines.roles import Role
from tests.factories import make_record
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.desk import Desk
from tracker.links import LinkFault, LinkRefused, link_url, new_link, read_link
from tracker.models import AnswerLink, MoveRecord

REASON = "邮箱填错，发给了他人"


@pytest.fixture
def token(world: World, desk: Desk) -> str:
    """A link of the case that is out in somebody's mailbox."""
    record = make_record(desk.session, world.case, "transfer", "ask_confirm_data")
    link = new_link(desk, world.case.id, "confirm_data", record.id)
    desk.session.commit()
    return link_url(desk.settings, link).rpartition("/")[2]


def revoke(browser: Browser, case_id: int, status: int, reason: str = REASON) -> None:
    browser.post(f"/cases/{case_id}/links/revoke", status, reason=reason)


def test_the_secretary_takes_back_every_open_link_and_the_history_says_why(
    world: World, desk: Desk, secretary: Browser, token: str
) -> None:
    version = world.case.version
    assert "停用已发出的链接" in secretary.get(f"/cases/{world.case.id}").text

    revoke(secretary, world.case.id, 303)

    page = secretary.follow().text
    assert "已发出的链接都已停用" in page
    assert REASON in page
    assert world.fresh(world.case).version == version + 1
    record = world.rows(MoveRecord)[-1]
    assert (record.track, record.action, record.label) == (
        "case",
        "revoke_links",
        "停用已发出的链接",
    )
    assert record.rules == ["X-PIPL"]
    with pytest.raises(LinkRefused) as refused:
        read_link(desk, token)
    assert refused.value.reason is LinkFault.REVOKED


def test_without_a_reason_no_link_is_taken_back(
    world: World, secretary: Browser, token: str
) -> None:
    version, records = world.case.version, world.count(MoveRecord)

    revoke(secretary, world.case.id, 303, reason="")

    assert "请写明原因" in secretary.follow().text
    assert world.fresh(world.case).version == version
    assert world.count(MoveRecord) == records
    assert [link.revoked_at for link in world.rows(AnswerLink)] == [None]


def test_where_no_link_is_open_nothing_is_written(world: World, secretary: Browser) -> None:
    records = world.count(MoveRecord)
    revoke(secretary, world.case.id, 303)
    assert "没有还能打开的链接" in secretary.follow().text
    assert world.count(MoveRecord) == records


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.DEPARTMENT, Role.CONTACT_PERSON])
def test_nobody_else_takes_links_back(world: World, browser, token: str, role: Role) -> None:
    other = browser(world.staff[role])
    assert "停用链接" not in other.get(f"/cases/{world.case.id}").text
    revoke(other, world.case.id, 403)
    assert [link.revoked_at for link in world.rows(AnswerLink)] == [None]
