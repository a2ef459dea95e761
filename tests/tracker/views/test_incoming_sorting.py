"""A held mail is filed by a person in one click, taken back with a reason, and never twice."""

from __future__ import annotations

from typing import Any

import pytest

from machines.roles import Role
from tests.factories import make_incoming
from tests.tracker.views.answering import rows
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tests.tracker.views.test_incoming_page import JPEG, SLIP, with_files
from tracker.inbox.words import InboxState
from tracker.models import (
    ContactEntry,
    IncomingFiling,
    IncomingMail,
    KnownSender,
    MoveRecord,
    Receipt,
    UploadedFile,
)

REASON = "同名的另一位同学"


@pytest.fixture
def held(world: World) -> IncomingMail:
    """A mail that may be either of two cases'."""
    return hold(world)


def hold(world: World, **columns: Any) -> IncomingMail:
    mail = make_incoming(world.session, guesses=(world.case, world.with_letter), **columns)
    world.session.commit()
    return mail


def now(world: World, mail: IncomingMail) -> IncomingMail:
    """The mail as the database has it now."""
    world.session.rollback()
    world.session.expire_all()
    return world.session.get_one(IncomingMail, mail.id)


def file(window: Browser, world: World, mail: IncomingMail, code: int = 303, **more: str) -> None:
    values = {"case_id": str(world.case.id), "back": "list", "tab": "held"} | more
    window.post(f"/incoming/{mail.id}/file", code, **values)


def test_one_click_files_a_mail_and_leads_back_to_the_list(
    world: World, held: IncomingMail, secretary: Browser
) -> None:
    page = secretary.get("/incoming/")
    form = next(f for f in page.forms if f.action == f"/incoming/{held.id}/file")
    secretary.post(form.action, 303, **form.values)
    assert secretary.last is not None
    assert secretary.last.headers["Location"] == "/incoming/?tab=held"
    page = secretary.follow()
    assert f"已归入 {world.case.person.name} {world.case.tag}" in page.text
    assert "没有待分拣的来信" in page.text
    mail = now(world, held)
    assert (mail.state, mail.case_id) == (InboxState.FILED, world.case.id)
    [filing] = world.rows(IncomingFiling)
    assert filing.staff_id == world.staff[Role.BRANCH_SECRETARY].id
    assert [one.incoming_id for one in world.rows(ContactEntry)] == [held.id]
    assert world.count(KnownSender) == 0


def test_the_second_button_also_remembers_the_sender(
    world: World, held: IncomingMail, secretary: Browser
) -> None:
    file(secretary, world, held, remember="own")
    assert "发件地址已记为本人的邮箱" in secretary.follow().text
    [known] = world.rows(KnownSender)
    assert (known.person_id, known.address) == (world.case.person_id, held.from_address)


def test_what_a_colleague_has_filed_meanwhile_is_told_and_not_filed_twice(
    world: World, held: IncomingMail, secretary: Browser, organizer: Browser
) -> None:
    file(organizer, world, held, case_id=str(world.with_letter.id))
    before = rows(world)
    file(secretary, world, held)
    assert "没有办理" in secretary.follow().text
    assert rows(world) == before
    assert now(world, held).case_id == world.with_letter.id


def test_what_a_colleague_has_set_aside_meanwhile_is_told_and_not_filed(
    world: World, held: IncomingMail, secretary: Browser, organizer: Browser
) -> None:
    organizer.post(f"/incoming/{held.id}/aside", reason="广告邮件")
    before = rows(world)
    file(secretary, world, held)
    assert "没有办理" in secretary.follow().text
    assert rows(world) == before
    assert now(world, held).state is InboxState.SET_ASIDE


@pytest.mark.parametrize(("case_id", "code"), [
    ("", 400), ("x", 400), ("-1", 400), ("99999999999999", 400), ("٣", 400), ("999999", 404),
])  # fmt: skip
def test_a_case_that_is_not_there_is_none_to_file_to(
    world: World, held: IncomingMail, secretary: Browser, case_id: str, code: int
) -> None:
    before = rows(world)
    file(secretary, world, held, code, case_id=case_id)
    assert rows(world) == before
    assert now(world, held).state is InboxState.HELD


def test_a_case_that_is_not_the_readers_is_none_to_file_to(
    world: World, held: IncomingMail, secretary: Browser
) -> None:
    before = rows(world)
    file(secretary, world, held, 404, case_id=str(world.other_branch_case.id))
    assert rows(world) == before
    assert now(world, held).state is InboxState.HELD


def test_a_form_of_no_session_changes_nothing(
    world: World, held: IncomingMail, secretary: Browser
) -> None:
    before = rows(world)
    for verb in ("file", "aside", "take-up", "again", "sender", "reveal"):
        secretary.post(f"/incoming/{held.id}/{verb}", 400, csrf_token="x", reason=REASON,
                       case_id=str(world.case.id), what="raw")  # fmt: skip
    assert rows(world) == before


def test_a_filing_is_taken_back_with_a_reason_and_the_mail_waits_again(
    world: World, held: IncomingMail, secretary: Browser
) -> None:
    file(secretary, world, held, back="mail")
    [filing] = world.rows(IncomingFiling)
    path = f"/incoming/{held.id}/filings/{filing.id}/undo"
    secretary.post(path, reason=REASON)
    page = secretary.follow().text
    assert "已撤销归入" in page
    assert REASON in page
    assert now(world, held).state is InboxState.HELD
    first, second = world.rows(ContactEntry)
    assert second.corrects_id == first.id
    before = rows(world)
    secretary.post(path, reason=REASON)
    assert "没有办理" in secretary.follow().text
    assert rows(world) == before


def test_without_a_reason_nothing_is_taken_back_or_set_aside(
    world: World, held: IncomingMail, secretary: Browser
) -> None:
    other = hold(world)
    file(secretary, world, held)
    [filing] = world.rows(IncomingFiling)
    before = rows(world)
    for path in (f"/incoming/{held.id}/filings/{filing.id}/undo", f"/incoming/{other.id}/aside"):
        secretary.post(path, reason=" ")
        assert "没有办理" in secretary.follow().text
    assert rows(world) == before
    assert now(world, held).state is InboxState.FILED
    assert now(world, other).state is InboxState.HELD


def test_a_filing_of_another_mail_cannot_be_taken_back_through_this_one(
    world: World, held: IncomingMail, secretary: Browser
) -> None:
    other = make_incoming(world.session, case=world.with_letter)
    world.session.commit()
    [filing] = world.rows(IncomingFiling)
    assert filing.incoming_id == other.id
    secretary.post(f"/incoming/{held.id}/filings/{filing.id}/undo", 404, reason=REASON)
    assert world.rows(IncomingFiling)[0].undone_at is None


def test_a_mail_is_set_aside_and_taken_up_again(
    world: World, held: IncomingMail, secretary: Browser
) -> None:
    secretary.post(f"/incoming/{held.id}/aside", reason="广告邮件", back="list", tab="held")
    assert "没有待分拣的来信" in secretary.follow().text
    assert "广告邮件" in secretary.get("/incoming/?tab=set_aside").text
    assert now(world, held).state is InboxState.SET_ASIDE
    secretary.post(f"/incoming/{held.id}/take-up")
    assert now(world, held).state is InboxState.HELD


def test_a_ready_reason_sets_aside_by_one_click_and_is_kept(
    world: World, organizer: Browser
) -> None:
    mail = make_incoming(world.session)
    world.session.commit()
    organizer.post(f"/incoming/{mail.id}/aside", 303, ready="广告邮件", reason="")
    kept = now(world, mail)
    assert kept.state is InboxState.SET_ASIDE
    assert any("广告邮件" in one for one in kept.findings)


def test_a_broken_mail_is_handed_to_the_worker_once_more(world: World, organizer: Browser) -> None:
    mail = make_incoming(
        world.session, state=InboxState.BROKEN, failed_step="quotes", failed_with="ValueError"
    )
    world.session.commit()
    organizer.post(f"/incoming/{mail.id}/again", back="list", tab="broken")
    assert "重新处理" in organizer.follow().text
    assert now(world, mail).state is InboxState.WAITING


def test_a_slip_is_filed_as_the_receipt_in_one_click(world: World, secretary: Browser) -> None:
    raw = with_files((SLIP, "image/jpeg", JPEG))
    mail = make_incoming(world.session, case=world.with_letter, raw=raw, attachments=1)
    world.session.commit()
    page = secretary.get(f"/incoming/{mail.id}")
    form = next(f for f in page.forms if f.action.endswith("/receipt"))
    secretary.post(form.action, 303, **form.values | {"seal_seen": "yes", "storage": "电子件"})
    assert "已登记为回执" in secretary.follow().text
    [upload], [receipt] = world.rows(UploadedFile), world.rows(Receipt)
    assert (upload.name, upload.data, upload.case_id) == (SLIP, JPEG, world.with_letter.id)
    assert (receipt.upload_id, receipt.seal_seen) == (upload.id, True)
    assert world.rows(MoveRecord)[-1].action == "record_receipt"
    page = secretary.get(f"/incoming/{mail.id}")
    assert "已登记为回执（见公章，存放：电子件）" in page.text
    assert "登记为回执（未见公章）" not in page.text
    assert f"/cases/{world.with_letter.id}#letters-title" in page.links
    [filing] = world.rows(IncomingFiling)
    secretary.post(f"/incoming/{mail.id}/filings/{filing.id}/undo", 303, reason="寄错了")
    assert "撤销归入不会撤销它" in secretary.follow().text
    assert world.count(Receipt) == 1


def test_where_no_receipt_is_waited_for_none_is_filed(world: World, secretary: Browser) -> None:
    raw = with_files((SLIP, "image/jpeg", JPEG))
    mail = make_incoming(world.session, case=world.case, raw=raw, attachments=1)
    world.session.commit()
    before = rows(world)
    secretary.post(f"/incoming/{mail.id}/files/1/receipt", seal_seen="yes")
    assert "alert-warning" in secretary.follow().raw
    assert rows(world) == before
    secretary.post(f"/incoming/{mail.id}/files/7/receipt", 404)
    assert rows(world) == before


def test_a_strange_senders_address_is_confirmed_as_the_persons(
    world: World, secretary: Browser
) -> None:
    mail = make_incoming(world.session, case=world.case)
    world.session.commit()
    secretary.post(f"/incoming/{mail.id}/sender", write_to="yes")
    page = secretary.follow().text
    assert "发件地址已确认为本人的" in page
    assert "确认发件地址是本人的" not in page
    [known] = world.rows(KnownSender)
    assert known.address == mail.from_address
