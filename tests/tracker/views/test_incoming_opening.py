"""Who opens a mail that came in unmasked says why, and the database keeps it (X-PIPL)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from machines.roles import Role
from tests.factories import make_id_number, make_incoming
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.test_incoming_page import answer
from tracker.models import AccessRecord, IncomingAccess

Opened = Callable[..., Browser]

ID_NUMBER, MOBILE = make_id_number(serial=88), "13900000088"


def test_numbers_are_masked_until_somebody_says_why_and_that_is_kept(
    world: World, secretary: Browser
) -> None:
    mail = answer(world, own_text=f"我的身份证 {ID_NUMBER}，电话 {MOBILE}")
    page = secretary.get(f"/incoming/{mail.id}").raw
    assert ID_NUMBER not in page
    assert MOBILE not in page
    assert world.count(AccessRecord) == 0

    page = secretary.post(f"/incoming/{mail.id}/reveal", 200, what="text", reason="核对来信").raw
    assert ID_NUMBER in page
    assert MOBILE in page
    [kept] = world.rows(AccessRecord)
    assert (kept.what, kept.person_id) == ("incoming_text", world.case.person_id)
    assert kept.reason == f"核对来信（来信 {mail.id}）"
    [opened] = world.rows(IncomingAccess)
    assert (opened.incoming_id, opened.what, opened.reason) == (mail.id, "text", "核对来信")
    assert opened.staff_id == kept.staff_id
    assert ID_NUMBER not in secretary.get(f"/incoming/{mail.id}").raw


def test_the_original_is_handed_out_byte_for_byte_and_that_is_kept(
    world: World, secretary: Browser
) -> None:
    raw = b"From: x@example.net\r\nSubject: \xc4\xe3\xba\xc3\r\n\r\n\x00\xff body"
    mail = answer(world, raw=raw)
    secretary.post(f"/incoming/{mail.id}/reveal", 200, what="raw", reason="核对来信原文")
    assert secretary.last is not None
    assert secretary.last.data == raw
    assert secretary.last.headers["Content-Disposition"].startswith("attachment")
    assert secretary.last.headers["X-Content-Type-Options"] == "nosniff"
    assert [one.what for one in world.rows(AccessRecord)] == ["incoming_raw"]


@pytest.mark.parametrize(("what", "reason", "code"), [
    ("raw", "", 422), ("text", "看看", 422), ("raw", "字" * 300, 422), ("all", "核对来信原文", 400),
])  # fmt: skip
def test_without_a_reason_nothing_is_unmasked_and_nothing_kept(
    world: World, secretary: Browser, what: str, reason: str, code: int
) -> None:
    mail = answer(world, own_text=f"电话 {MOBILE}")
    page = secretary.post(f"/incoming/{mail.id}/reveal", code, what=what, reason=reason)
    assert MOBILE not in page.raw
    assert world.count(AccessRecord) == world.count(IncomingAccess) == 0


def test_whoever_opens_a_held_mail_is_kept_for_each_person_it_may_tell_of(
    world: World, secretary: Browser
) -> None:
    mail = make_incoming(world.session, guesses=(world.case, world.other_branch_case))
    world.session.commit()
    secretary.post(f"/incoming/{mail.id}/reveal", 200, what="raw", reason="核对来信原文")
    assert [one.person_id for one in world.rows(AccessRecord)] == [world.case.person_id]
    assert [one.incoming_id for one in world.rows(IncomingAccess)] == [mail.id]


@pytest.mark.parametrize("what", ["text", "raw"])
def test_whoever_opens_a_strangers_mail_is_kept_though_nobody_is_on_file(
    world: World, browser: Opened, what: str
) -> None:
    mail = make_incoming(world.session, own_text=f"电话 {MOBILE}")
    world.session.commit()
    organizer = browser(world.staff[Role.ORGANIZER])

    organizer.post(f"/incoming/{mail.id}/reveal", 200, what=what, reason="核对来信原文")

    [opened] = world.rows(IncomingAccess)
    assert (opened.incoming_id, opened.what, opened.reason) == (mail.id, what, "核对来信原文")
    assert opened.staff_id == world.staff[Role.ORGANIZER].id
    assert world.count(AccessRecord) == 0
