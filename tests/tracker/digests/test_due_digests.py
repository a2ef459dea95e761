"""Who looks, on both databases: each slot is said once, whoever claims it and whoever dies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.tracker.digests.conftest import MORNING, later
from tracker.desk import Desk
from tracker.digests import engine
from tracker.digests.engine import do_due_digests
from tracker.models import MailState, Staff, StaffMail, StaffMailKind


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request) -> str:
    return request.getfixturevalue(request.param)


def mails(session) -> list[StaffMail]:
    session.rollback()
    return list(session.scalars(select(StaffMail).order_by(StaffMail.id)))


def next_look(session, staff: Staff) -> datetime | None:
    session.rollback()
    session.refresh(staff)
    return staff.next_digest_at


def test_s3_1_6_what_waits_is_told_once_on_its_morning(school, morning):
    secretary, case = school.staff(morning), school.case("林晓燕")

    assert do_due_digests(later(morning, hours=-25), "one") == 0
    assert do_due_digests(morning, "one") == 1
    assert do_due_digests(later(morning, minutes=1), "one") == 0

    (mail,) = mails(school.session)
    assert (mail.kind, mail.slot, mail.state) == (
        StaffMailKind.DIGEST,
        MORNING,
        MailState.PENDING,
    )
    assert (mail.to_address, mail.to_name) == ("shuji@example.com", "王晓燕")
    assert case.tag in mail.text
    assert next_look(school.session, secretary) == MORNING + timedelta(days=1)


def test_two_workers_write_each_digest_once(school, morning, sessions):
    for number in range(12):
        school.staff(morning, address=f"shuji{number}@example.com")
    school.case()

    def work(name: str) -> int:
        with sessions() as session:
            return sum(
                do_due_digests(Desk(session, morning.settings, MORNING), name, limit=3)
                for _ in range(8)
            )

    with ThreadPoolExecutor(2) as pool:
        looked = list(pool.map(work, ("one", "two")))

    assert sum(looked) == 12
    assert sorted(mail.to_address for mail in mails(school.session)) == sorted(
        f"shuji{number}@example.com" for number in range(12)
    )


def test_a_worker_that_dies_between_claim_and_mail_leaves_it_to_the_next(
    school, morning, monkeypatch
):
    secretary = school.staff(morning)
    school.case()
    with monkeypatch.context() as dying:
        dying.setattr(engine, "_look_at", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            do_due_digests(morning, "one", lease=timedelta(seconds=-1))

    assert do_due_digests(morning, "two") == 1
    assert [mail.staff_id for mail in mails(school.session)] == [secretary.id]
