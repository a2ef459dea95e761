"""我的提醒: each arranges his own; the account page may set the address as well."""

from __future__ import annotations

import pytest

from machines.roles import STAFF, Role
from tracker.models import DigestRhythm, MailState, Staff, StaffMail

SECRETARY = Role.BRANCH_SECRETARY


def fresh(world, role: Role = SECRETARY) -> Staff:
    world.session.rollback()
    world.session.refresh(world.staff[role])
    return world.staff[role]


def test_address_and_rhythm_are_kept_and_the_next_look_is_said(secretary, world):
    secretary.send("/reminders/", mail_address=" Shuji@EXAMPLE.com ", rhythm="weekly")

    me = fresh(world)
    assert (me.mail_address, me.digest_rhythm) == ("Shuji@example.com", DigestRhythm.WEEKLY)
    page = secretary.follow()
    assert "下次：2024-07-03 09:00" in page.text
    assert "已保存。可以试发一封" in page.text


def test_s4_1_6_an_address_that_is_none_is_refused_beside_its_field_and_nothing_is_kept(
    secretary, world
):
    page = secretary.send("/reminders/", 422, mail_address="shuji@", rhythm="daily")

    assert "邮箱写得不对，请检查：应像 name@example.com 这样" in page.text
    assert fresh(world).mail_address == ""


def test_without_an_address_nothing_is_sent_and_no_trial(secretary, world):
    secretary.send("/reminders/", mail_address="a@example.com", rhythm="daily")
    secretary.send("/reminders/", mail_address="", rhythm="daily")

    assert fresh(world).next_digest_at is None
    secretary.post("/reminders/trial")
    assert "还没有填写邮箱" in secretary.follow().text
    assert world.count(StaffMail) == 0


def test_the_preview_tells_what_waits_and_sends_nothing(secretary, world):
    page = secretary.get("/reminders/preview")

    assert "等我办理的个案" in page.text
    assert world.case.tag in page.text
    assert world.other_college_case.tag not in page.text
    assert world.other_branch_case.tag not in page.text
    assert world.count(StaffMail) == 0


def test_a_trial_is_written_for_the_outbox_and_listed(secretary, world):
    secretary.send("/reminders/", mail_address="a@example.com", rhythm="never")

    secretary.post("/reminders/trial")

    (mail,) = world.rows(StaffMail)
    assert (mail.to_address, mail.state) == ("a@example.com", MailState.PENDING)
    page = secretary.follow()
    assert "试发：今日提醒" in page.text
    assert "待发送" in page.text
    secretary.post("/reminders/trial")
    assert "刚刚已经试发过一封" in secretary.follow().text
    assert world.count(StaffMail) == 1


def test_a_changed_address_takes_back_what_waits_for_the_old_one(secretary, world):
    secretary.send("/reminders/", mail_address="a@example.com", rhythm="daily")
    secretary.post("/reminders/trial")

    secretary.send("/reminders/", mail_address="b@example.com", rhythm="daily")

    (mail,) = world.rows(StaffMail)
    assert (mail.state, mail.last_error) == (MailState.FAILED, "没有发出：邮箱已更改")


def test_s3_1_5_whoever_looks_after_the_account_sets_its_address(organizer, world):
    account = world.staff[SECRETARY]
    path = f"/settings/accounts/{account.id}"

    organizer.send(path, 422, mail_address="nobody")
    assert fresh(world).mail_address == ""
    organizer.send(path, mail_address="shuji@example.com")
    assert fresh(world).mail_address == "shuji@example.com"
    assert fresh(world).next_digest_at is not None


def test_a_closed_account_is_told_nothing_and_its_calendar_is_gone(secretary, organizer, world):
    secretary.send("/reminders/", mail_address="a@example.com", rhythm="daily")
    secretary.post("/reminders/calendar")
    secretary.post("/reminders/trial")

    organizer.post(f"/settings/accounts/{world.staff[SECRETARY].id}/close")

    me = fresh(world)
    assert (me.next_digest_at, me.feed_nonce) == (None, "")
    assert [mail.state for mail in world.rows(StaffMail)] == [MailState.FAILED]
    organizer.post(f"/settings/accounts/{me.id}/password", 200)
    assert fresh(world).next_digest_at is not None
    assert fresh(world).feed_nonce == ""


def test_an_address_that_came_back_is_told_of(secretary, world):
    secretary.send("/reminders/", mail_address="a@example.com", rhythm="daily")
    me = fresh(world)
    me.mail_trouble, me.next_digest_at = "收件人邮箱不存在", None
    world.session.commit()

    assert "退回来了（收件人邮箱不存在），已停发" in secretary.get("/reminders/").text
    secretary.send("/reminders/", mail_address="a@example.com", rhythm="daily")
    assert fresh(world).next_digest_at is not None


@pytest.mark.parametrize("role", STAFF)
def test_every_role_has_its_page(browser, world, role):
    page = browser(world.staff[role]).get("/reminders/")
    assert ("不论多久发一次" in page.text) == (role not in (Role.COUNSELOR, Role.CONTACT_PERSON))
