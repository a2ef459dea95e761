"""The case page: where things stand, what I may do, and for the rest why not, by whom, by which rule."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from machines.roles import STAFF, Role
from machines.words import Channel, Direction, Grade, Kind, LetterStatus, PartyStatus
from tests.conftest import NOW
from tests.factories import make_case, make_incoming, make_letter, make_mail
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.models import AccessRecord, ContactEntry, Mail, MailState, Task

Opened = Callable[..., Browser]


def test_tracks_show_state_since_due_and_who_acts_next(world: World, secretary: Browser) -> None:
    text = secretary.get(f"/cases/{world.with_letter.id}").text
    assert "组织关系转移 介绍信已开具 2024-05-27 起 介绍信有效期：2024-09-18" in text
    assert "由毕业生本人处理" in text


def test_open_moves_are_buttons_and_mails_are_marked(world: World, secretary: Browser) -> None:
    page = secretary.get(f"/cases/{world.case.id}")
    assert f"/cases/{world.case.id}/do/transfer/verify" in page.links
    assert "请本人核对信息 ✉（会发送邮件）" in page.text


def test_a_closed_move_says_why_not(world: World, secretary: Browser) -> None:
    world.case.person.mobile = None
    world.session.commit()
    text = secretary.get(f"/cases/{world.case.id}").text
    assert "还不能办理（" in text
    assert "缺少有效的手机号码" in text
    assert "S4.1-6" in text


def test_moves_of_other_roles_name_who_makes_them(world: World, secretary: Browser) -> None:
    text = secretary.get(f"/cases/{world.with_letter.id}").text
    assert "有效期内换领介绍信：由组织员办理" in text


def test_the_checklist_shows_each_line_with_its_rule(world: World, secretary: Browser) -> None:
    world.case.person.degree = "大专"
    world.session.commit()
    text = secretary.get(f"/cases/{world.case.id}").text
    assert "1 项不符" in text
    assert "应为毕业时获得的“本科”，现为“大专”" in text


def test_a_void_letter_names_its_successor(world: World, secretary: Browser) -> None:
    session, case = world.session, world.case
    new = make_letter(session, case, number="2024-0902")
    make_letter(
        session, case, number="2024-0901", status=LetterStatus.VOID, voided_on=NOW.date(),
        successor=new,
    )  # fmt: skip
    session.commit()
    assert "由第 2024-0902 号取代" in secretary.get(f"/cases/{case.id}").text


def test_a_mail_that_may_have_left_twice_is_shown_as_such(world: World, secretary: Browser) -> None:
    mail = Mail(
        case=world.case, kind="confirm_data", to_name="某", to_address="a@example.com",
        subject="请核对", text="您好", html="<p>您好</p>", message_id="<1@example.org>",
        state=MailState.SENT, tries=1, claims=2, next_try_at=NOW, made_at=NOW, sent_at=NOW,
    )  # fmt: skip
    world.session.add(mail)
    world.session.commit()
    assert "收件人可能收到两封" in secretary.get(f"/cases/{world.case.id}").text
    page = secretary.get(f"/cases/{world.case.id}/mails/{mail.id}")
    assert "收件人可能收到两封" in page.text
    secretary.get(f"/cases/{world.case.id}/mails/{mail.id}/html")
    assert secretary.last is not None
    assert "sandbox" in secretary.last.headers["Content-Security-Policy"]
    secretary.get(f"/cases/{world.with_letter.id}/mails/{mail.id}", 404)


def test_numbers_are_masked(world: World, secretary: Browser) -> None:
    page, person = secretary.get(f"/cases/{world.case.id}"), world.case.person
    assert str(person.id_number) not in page.raw
    assert str(person.mobile) not in page.raw
    assert f"139****{str(person.mobile)[-4:]}" in page.text


def test_a_number_is_shown_once_for_a_reason_that_is_kept(world: World, secretary: Browser) -> None:
    address, number = f"/cases/{world.case.id}", str(world.case.person.id_number)
    page = secretary.post(f"{address}/reveal", 200, what="id_number", reason="核对身份证原件")
    assert number in page.text
    [record] = world.rows(AccessRecord)
    assert (record.what, record.reason) == ("id_number", "核对身份证原件")
    assert record.staff_id == world.staff[Role.BRANCH_SECRETARY].id
    assert secretary.last is not None
    assert secretary.last.headers["Cache-Control"] == "no-store"
    assert number not in secretary.get(address).raw


@pytest.mark.parametrize("reason", ["", "  ", "看看"])
def test_without_a_reason_nothing_is_shown(world: World, secretary: Browser, reason: str) -> None:
    address = f"/cases/{world.case.id}/reveal"
    page = secretary.post(address, 422, what="id_number", reason=reason)
    assert "请写明原因" in page.text
    assert str(world.case.person.id_number) not in page.raw
    assert world.count(AccessRecord) == 0


def test_a_task_is_settled_with_a_word_on_how(world: World, secretary: Browser) -> None:
    task = Task(case=world.case, role="branch_secretary", text="本人提出去向", opened_at=NOW)
    world.session.add(task)
    world.session.commit()
    address = f"/cases/{world.case.id}/tasks/{task.id}"
    secretary.post(address, outcome=" ")
    assert "请写明如何办理" in secretary.follow().text
    secretary.post(address, outcome="已按本人所填登记")
    assert "待办已办结" in secretary.follow().text
    [settled] = world.rows(Task)
    assert settled.outcome == "已按本人所填登记"


def test_a_task_is_settled_by_its_role_or_the_organizer_and_read_by_others(
    world: World, browser: Opened
) -> None:
    task = Task(case=world.case, role="branch_secretary", text="本人提出去向", opened_at=NOW)
    world.session.add(task)
    world.session.commit()
    address = f"/cases/{world.case.id}/tasks/{task.id}"
    for role in (Role.COUNSELOR, Role.COMMITTEE, Role.CONTACT_PERSON):
        reader = browser(world.staff[role])
        page = reader.get(f"/cases/{world.case.id}")
        assert "本人提出去向" in page.text
        assert address not in [form.action for form in page.forms]
        reader.post(address, outcome="随便办结")
        assert "由党支部书记或组织员办结" in reader.follow().text
        [same] = world.rows(Task)
        assert (same.settled_at, same.outcome) == (None, "")
    browser(world.staff[Role.ORGANIZER]).post(address, 303, outcome="已按本人所填登记")
    [settled] = world.rows(Task)
    assert settled.outcome == "已按本人所填登记"


def test_a_task_leads_to_the_moves_its_answer_concerns_and_to_a_contact(
    world: World, secretary: Browser
) -> None:
    case = world.with_letter
    asked = make_mail(world.session, case, kind="report_now")
    came = make_incoming(world.session, case=case, mail=asked, own_text="那边收了")
    entry = ContactEntry(
        case=case, at=NOW, recorded_at=NOW, channel=Channel.MAIL, direction=Direction.IN,
        grade=Grade.REPLIED, said="那边收了", address="laixin@example.net", incoming_id=came.id,
    )  # fmt: skip
    world.session.add(
        Task(case=case, role="branch_secretary", text="来信", entry=entry, opened_at=NOW)
    )
    world.session.commit()
    page = secretary.get(f"/cases/{case.id}")
    tasks = page.raw[page.raw.index('id="tasks"') : page.raw.index('id="incoming"')]
    for action in ("confirm_acceptance", "record_receipt", "record_feedback"):
        assert f"/cases/{case.id}/do/transfer/{action}" in tasks
    contact = secretary.get(f"/cases/{case.id}/contacts/new?entry={entry.id}")
    assert 'value="laixin@example.net"' in contact.raw
    other = secretary.get(f"/cases/{world.case.id}/contacts/new?entry={entry.id}")
    assert "laixin@example.net" not in other.raw


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Kind.FULL_MEMBER, PartyStatus.FULL),
        (Kind.PROBATIONARY_MEMBER, PartyStatus.PROBATIONARY),
        (Kind.OVERSEAS_MEMBER, PartyStatus.PROBATIONARY),
        (Kind.ACTIVIST, PartyStatus.SUSPENDED_ACTIVIST),
    ],
)
def test_every_role_can_open_every_kind_of_case_and_every_move_it_links_to(
    world: World, browser: Opened, role: Role, kind: Kind, status: PartyStatus
) -> None:
    case = make_case(
        world.session, kind=kind, status=status, branch=world.branch,
        contact_person=world.staff[Role.CONTACT_PERSON],
    )  # fmt: skip
    world.session.commit()
    window = browser(world.staff[role])
    page = window.get(f"/cases/{case.id}")
    for link in page.links:
        if link.startswith(f"/cases/{case.id}/"):
            window.get(link)


def test_the_stub_prints_letter_receipts_and_the_written_record(
    world: World, secretary: Browser
) -> None:
    secretary.send(
        f"/cases/{world.with_letter.id}/contacts/new",
        channel="phone", outcome="put_off", said="说下月再办", address="13900000001",
    )  # fmt: skip
    text = secretary.get(f"/cases/{world.with_letter.id}/stub").text
    assert "党员介绍信存根" in text
    assert "同志系中共正式党员" in text
    assert "说下月再办" in text
    assert "S4.4-5" in text
