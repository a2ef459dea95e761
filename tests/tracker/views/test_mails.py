"""The outbox page: what is held up first, each with its cure; every template with real data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from machines.mails import MAILS
from machines.roles import Role
from machines.words import Kind, Vehicle
from tests.conftest import NOW
from tests.factories import make_case, make_id_number, make_incoming
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.desk import Desk
from tracker.inbox.words import IncomingKind
from tracker.models import Case, EducationActivity, IncomingMail, Mail, MailAddress, MailState
from tracker.outbox.write import message_id_of, new_token

Opened = Callable[..., Browser]


def a_mail(world: World, case: Case, state: MailState, **columns: object) -> Mail:
    """A row of the outbox."""
    token = new_token()
    values = {
        "kind": "feedback_thanks",
        "to_name": case.person.name,
        "to_address": "" if state is MailState.NO_ADDRESS else "gone@example.net",
        "subject": "已收到您的反馈",
        "text": f"谢谢 {state.value}",
        "html": "<p>谢谢</p>",
        "message_id": message_id_of(token, "zuzhibu@example.org"),
        "token": token,
        "state": state,
        "next_try_at": NOW,
        "made_at": NOW - timedelta(hours=1),
        "sent_at": NOW if state is MailState.SENT else None,
    }
    mail = Mail(case_id=case.id, **(values | columns))
    world.session.add(mail)
    world.session.commit()
    return mail


def test_what_is_held_up_comes_first_and_the_doubtful_before_the_rest(
    world: World, secretary: Browser
) -> None:
    for state in (MailState.SENT, MailState.NO_ADDRESS, MailState.FAILED, MailState.UNKNOWN):
        a_mail(world, world.case, state)
    text = secretary.get("/mails/?tab=all").text
    places = [text.index(s.label) for s in (
        MailState.UNKNOWN, MailState.FAILED, MailState.NO_ADDRESS, MailState.SENT)]  # fmt: skip
    assert places == sorted(places)
    held_up = secretary.get("/mails/").text
    assert MailState.UNKNOWN.label in held_up
    assert MailState.SENT.label not in held_up


def test_a_mail_that_may_have_left_twice_is_shown_as_such(world: World, secretary: Browser) -> None:
    a_mail(world, world.case, MailState.SENT, tries=1, claims=2)
    assert "可能重复送达" in secretary.get("/mails/?tab=sent").text


def test_nobody_sees_or_resends_the_mails_of_cases_that_are_not_his(
    world: World, secretary: Browser
) -> None:
    mail = a_mail(world, world.other_college_case, MailState.FAILED)
    assert world.other_college_case.person.name not in secretary.get("/mails/?tab=all").text
    secretary.post(f"/mails/{mail.id}/resend", 404)
    secretary.post("/mails/999999/resend", 404)
    assert world.count(Mail) == 1


def test_a_failed_mail_is_sent_once_more_and_leaves_the_list(
    world: World, secretary: Browser
) -> None:
    mail = a_mail(world, world.case, MailState.FAILED)
    secretary.post(f"/mails/{mail.id}/resend", 303)
    assert "已重新放入发件箱" in secretary.follow().text
    assert world.count(Mail) == 2
    assert "没有需要处理的邮件" in secretary.get("/mails/").text
    secretary.post(f"/mails/{mail.id}/resend", 303)
    assert "已经再次发送过" in secretary.follow().text
    assert world.count(Mail) == 2


def bounce(world: World, mail: Mail) -> IncomingMail:
    """The notice that a mail came back, filed."""
    told = {"address": mail.to_address, "permanent": True, "status": "5.1.1", "code": 550,
            "reason": "no_such_user", "words": ""}  # fmt: skip
    found = make_incoming(
        world.session, case=mail.case, mail=mail, kind=IncomingKind.BOUNCE,
        report={"recipients": [told], "how": "", "message_ids": []},
    )  # fmt: skip
    world.session.commit()
    return found


def test_a_mail_that_came_back_waits_until_something_else_reaches_the_graduate(
    world: World, secretary: Browser
) -> None:
    mail = a_mail(world, world.case, MailState.SENT)
    assert "没有需要处理的邮件" in secretary.get("/mails/").text
    notice = bounce(world, mail)
    page = secretary.get("/mails/")
    assert "已退信 收件人邮箱不存在" in page.text
    assert f"/incoming/{notice.id}" in page.links
    onward = a_mail(
        world, world.case, MailState.PENDING, text=mail.text, to_address="zweite@example.org"
    )
    page = secretary.get("/mails/")
    assert "已改发到 zweite@example.org（待发送）" in page.text
    assert f"/cases/{world.case.id}/mails/{onward.id}" in page.links
    onward.state, onward.sent_at = MailState.SENT, NOW
    world.session.commit()
    assert "没有需要处理的邮件" in secretary.get("/mails/").text
    bounce(world, onward)
    assert "也已退信" in secretary.get("/mails/").text


def test_a_mail_that_came_back_is_said_to_have_on_its_page_and_in_the_history(
    world: World, secretary: Browser
) -> None:
    mail = a_mail(world, world.case, MailState.SENT)
    bounce(world, mail)
    assert (
        "已退信：收件人邮箱不存在" in secretary.get(f"/cases/{world.case.id}/mails/{mail.id}").text
    )
    page = secretary.get(f"/cases/{world.case.id}")
    assert "：已退信" in page.text
    assert "event mail good" not in page.raw
    assert "event mail bad" in page.raw


def test_a_closed_case_waits_for_no_address(world: World, secretary: Browser) -> None:
    a_mail(world, world.case, MailState.NO_ADDRESS)
    bounce(world, a_mail(world, world.case, MailState.SENT))
    world.case.closed_at, world.case.next_due_on = NOW, None
    world.set_by_hand()
    assert "没有需要处理的邮件" in secretary.get("/mails/").text


def test_a_sent_mail_is_not_sent_again(world: World, secretary: Browser) -> None:
    mail = a_mail(world, world.case, MailState.SENT)
    secretary.post(f"/mails/{mail.id}/resend", 303)
    assert "不需要再次发送" in secretary.follow().text
    assert world.count(Mail) == 1


def test_without_an_address_the_cure_is_named_and_then_the_mail_can_go(
    world: World, secretary: Browser
) -> None:
    person = world.case.person
    for address in person.addresses:
        address.active = False
    mail = a_mail(world, world.case, MailState.NO_ADDRESS)
    cure = f"/cases/{world.case.id}/do/transfer/correct_data"
    page = secretary.get("/mails/")
    assert cure in page.links
    assert "再次发送 " not in page.text
    secretary.post(f"/mails/{mail.id}/resend", 303)
    assert "先登记邮箱" in secretary.follow().text
    person.addresses.append(
        MailAddress(address="neu@example.com", position=9, source="本人", added_at=NOW)
    )
    world.session.commit()
    secretary.post(f"/mails/{mail.id}/resend", 303)
    world.session.rollback()
    assert (
        world.session.query(Mail).order_by(Mail.id.desc()).first().to_address == "neu@example.com"
    )


def test_the_pages_of_the_outbox_follow_each_other_without_gap(
    world: World, secretary: Browser
) -> None:
    for number in range(53):
        state = MailState.FAILED if number % 2 else MailState.UNKNOWN
        a_mail(world, world.case, state, text=f"第 {number} 封")
    first = secretary.get("/mails/")
    onward = next(link for link in first.links if "after=" in link)
    second = secretary.get(onward)
    shown = [
        link
        for page in (first, second)
        for link in page.links
        if "/mails/" in link and "cases" in link
    ]
    assert len(set(shown)) == 53
    assert secretary.get("/mails/?after=x-y").text
    assert secretary.get("/mails/?tab=nonsense").text


def test_every_template_is_shown_with_real_data_or_says_what_is_missing(
    world: World, organizer: Browser
) -> None:
    assert all(kind.label in organizer.get("/mails/templates").text for kind in MAILS.values())
    for name in MAILS:
        organizer.get(f"/mails/templates/{name}")
    page = organizer.get(f"/mails/templates/report_now?case={world.with_letter.id}")
    assert world.with_letter.person.name in page.text
    assert "/a/（仅本人可用）" in page.text
    frame = organizer.client.get(f"/mails/templates/report_now/html?case={world.with_letter.id}")
    assert frame.status_code == 200
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    lacking = organizer.get(f"/mails/templates/report_now?case={world.case.id}")
    assert "还没有介绍信" in lacking.text


def test_a_preview_writes_nothing_and_shows_no_strangers_case(
    world: World, desk: Desk, organizer: Browser
) -> None:
    before = world.count(Mail)
    organizer.get(f"/mails/templates/closed_thanks?case={world.with_letter.id}")
    assert world.count(Mail) == before
    organizer.get(f"/mails/templates/closed_thanks?case={world.other_college_case.id}", 404)
    organizer.get("/mails/templates/no_such_mail", 404)
    found = organizer.get(f"/mails/templates/closed_thanks?q={world.case.person.student_no}")
    assert world.case.person.name in found.text


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.COUNSELOR, Role.COMMITTEE])
def test_templates_are_for_department_and_organizer(
    world: World, browser: Opened, role: Role
) -> None:
    browser(world.staff[role]).get("/mails/templates", 403)


def test_an_activist_without_an_address_gets_one_beside_his_file(
    world: World, secretary: Browser
) -> None:
    activist = make_case(world.session, kind=Kind.ACTIVIST, branch=world.branch)
    for address in activist.person.addresses:
        address.active = False
    a_mail(world, activist, MailState.NO_ADDRESS)
    cure = f"/cases/{activist.id}/do/materials/correct_data"

    assert cure in secretary.get("/mails/").links

    assert "停用原有邮箱" in secretary.get(cure).text


def test_a_preview_of_what_may_not_be_mailed_says_why(world: World, organizer: Browser) -> None:
    world.session.add(
        EducationActivity(
            college=world.college,
            vehicle=Vehicle.LECTURE,
            held_on=NOW.date(),
            place=f"找{make_id_number()}",
            theme="专题党课",
            recorded_at=NOW,
        )
    )
    world.session.commit()
    page = organizer.get(f"/mails/templates/education_invitation?case={world.case.id}")
    assert "教育活动的主题或地点中有“身份证号”" in page.text
