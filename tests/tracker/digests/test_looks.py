"""What a look says and when: nothing to say, no mail; what was missed, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from machines.roles import Role
from tests.tracker.digests.conftest import MORNING, later
from tracker.actions.accounts import close_account
from tracker.clock import SHANGHAI
from tracker.desk import Actor
from tracker.digests import engine
from tracker.digests.engine import do_due_digests
from tracker.models import DigestRhythm, Staff, StaffMail


def mails(session) -> list[StaffMail]:
    session.rollback()
    return list(session.scalars(select(StaffMail).order_by(StaffMail.id)))


def next_look(session, staff: Staff) -> datetime | None:
    session.rollback()
    session.refresh(staff)
    return staff.next_digest_at


def test_nothing_to_say_no_mail(school, morning):
    secretary = school.staff(morning)

    assert do_due_digests(morning, "one") == 1

    assert mails(school.session) == []
    assert next_look(school.session, secretary) == MORNING + timedelta(days=1)


def test_after_a_missed_week_there_is_one_digest_and_not_five(school, morning):
    school.staff(morning, at=datetime(2024, 6, 20, 18, tzinfo=SHANGHAI))
    school.case()

    do_due_digests(later(morning, hours=5), "one")

    (mail,) = mails(school.session)
    assert mail.slot == MORNING


def test_a_worker_that_wakes_at_night_says_nothing_before_the_morning(school, morning):
    secretary = school.staff(morning)
    school.case()

    assert do_due_digests(later(morning, hours=14), "one") == 1
    assert mails(school.session) == []
    assert next_look(school.session, secretary) == MORNING + timedelta(days=1)

    do_due_digests(later(morning, days=1), "one")
    assert [mail.slot for mail in mails(school.session)] == [MORNING + timedelta(days=1)]


def test_who_is_told_weekly_is_told_on_the_first_working_day_or_the_first_look_after(
    school, morning
):
    school.staff(morning, rhythm=DigestRhythm.WEEKLY)
    school.case()
    monday = datetime(2024, 7, 8, 9, tzinfo=SHANGHAI)

    for days in range(12):
        do_due_digests(later(morning, days=days), "one")

    assert [mail.slot for mail in mails(school.session)] == [monday, monday + timedelta(days=7)]


def test_a_weekly_digest_missed_on_monday_is_told_on_wednesday_as_mondays(school, morning):
    school.staff(morning, rhythm=DigestRhythm.WEEKLY)
    school.case()

    do_due_digests(later(morning, days=6), "one")

    (mail,) = mails(school.session)
    assert mail.slot == datetime(2024, 7, 8, 9, tzinfo=SHANGHAI)


def test_who_wants_none_gets_none(school, morning):
    school.staff(morning, rhythm=DigestRhythm.NEVER)
    school.case()

    do_due_digests(morning, "one")

    assert mails(school.session) == []


def test_the_clock_jumping_back_an_hour_tells_nothing_twice(school, morning):
    school.staff(morning)
    school.case()

    for hours in (0, -1, 0.1, 1):
        do_due_digests(later(morning, hours=hours), "one")

    assert len(mails(school.session)) == 1


def test_one_that_cannot_be_composed_is_put_an_hour_on_and_stops_no_other(
    school, morning, monkeypatch
):
    bad, good = school.staff(morning), school.staff(morning, address="other@example.com")
    school.case()
    composed = engine.compose_digest

    def fail_for_one(desk, staff, told):
        if staff.id == bad.id:
            raise ValueError("a bad template")
        return composed(desk, staff, told)

    monkeypatch.setattr(engine, "compose_digest", fail_for_one)

    assert do_due_digests(morning, "one") == 2
    assert [mail.staff_id for mail in mails(school.session)] == [good.id]
    assert next_look(school.session, bad) == MORNING + engine.PAUSE


def test_a_closed_account_is_told_nothing(school, morning):
    secretary = school.staff(morning)
    department = school.staff(morning, Role.DEPARTMENT, address="zuzhibu@example.com")
    school.case()
    close_account(morning, secretary.id, Actor(Role.DEPARTMENT, department))

    do_due_digests(morning, "one")

    assert secretary.id not in {mail.staff_id for mail in mails(school.session)}
    assert next_look(school.session, secretary) is None
