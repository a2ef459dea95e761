"""Mails leave in the sending hours of their case's policy, over real SMTP, with a moved clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from machines.mails import ANSWER_FORM, MAILS, get_mail
from machines.orders import NOTHING
from machines.roles import Role
from tests.factories import make_case, make_cohort, make_mail, make_person, make_record, make_staff
from tracker.clock import SHANGHAI, standing_at
from tracker.desk import Actor
from tracker.models import DomainPace, Mail, MailState
from tracker.outbox.hours import leaves_at, wait_for_morning
from tracker.outbox.resend import resend
from tracker.outbox.send import send_due
from tracker.outbox.write import write_mails


def on(hour: int, minute: int = 0, day: int = 24) -> datetime:
    """A moment of November 2026 in Shanghai; the 24th is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


MORNING = on(9, day=25)


ON_BOTH = pytest.mark.parametrize("database_url", ["sqlite_url", "postgres_url"], indirect=True)


@pytest.fixture
def database_url(request):
    """SQLite, and PostgreSQL where the claim matters."""
    return request.getfixturevalue(getattr(request, "param", "sqlite_url"))


@pytest.fixture
def settings(settings):
    """As in production: the hours hold."""
    return replace(settings, mail_any_hour=False)


@pytest.fixture
def case(session):
    made = make_case(session, person=make_person(session, "biyesheng@example.com"))
    session.commit()
    return made


def written(desk, case, now, kind="confirm_data", role=Role.BRANCH_SECRETARY) -> Mail:
    """The mail of a move that this role made at that moment."""
    record = make_record(desk.session, case, "transfer", "ask_confirm_data", role=role)
    (mail,) = write_mails(replace(desk, now=now), case, get_mail(kind), record, NOTHING)
    desk.session.commit()
    return mail


def sent_at(sender, moment: datetime) -> list[str]:
    """The kinds that a worker sends at that moment."""
    with standing_at(moment):
        while send_due(sender):
            pass
    query = sa.select(Mail.kind).where(Mail.sent_at == moment).order_by(Mail.id)
    return list(sender.session.scalars(query))


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.DEPARTMENT, Role.CLOCK])
def test_what_staff_or_the_clock_write_at_night_leaves_in_the_morning(
    desk, sender, server, case, role
) -> None:
    mail = written(desk, case, on(22, 30), "transfer_notes", role)
    assert (mail.next_try_at, mail.any_hour, mail.made_at) == (MORNING, False, on(22, 30))
    assert sent_at(sender, on(23)) == []
    assert sent_at(sender, MORNING - timedelta(seconds=1)) == []
    assert server.taken == []
    assert sent_at(sender, MORNING) == ["transfer_notes"]
    assert len(server.taken) == 1


def test_within_the_hours_a_mail_leaves_at_once_on_a_sunday_too(desk, sender, case) -> None:
    sunday = on(15, day=29)
    assert written(desk, case, sunday).next_try_at == sunday
    assert sent_at(sender, sunday) == ["confirm_data"]


def test_what_answers_the_graduate_leaves_at_any_hour(desk, sender, case) -> None:
    """S3.1-4: he acted a moment ago, and looks for the answer now."""
    written(desk, case, on(22, 30))
    thanks = written(desk, case, on(23), "feedback_thanks", Role.GRADUATE)
    assert (thanks.any_hour, thanks.next_try_at) == (True, on(23))
    assert sent_at(sender, on(23)) == ["feedback_thanks"]
    assert sent_at(sender, MORNING) == ["confirm_data"]


@ON_BOTH
def test_the_form_that_a_reply_asks_for_passes_what_waits_for_the_morning(
    desk, sender, case
) -> None:
    staff = written(desk, case, on(22, 30))
    make_mail(
        desk.session,
        case,
        kind=ANSWER_FORM,
        to_address=staff.to_address,
        next_try_at=on(23),
        any_hour=True,
    )
    desk.session.commit()
    assert sent_at(sender, on(23)) == [ANSWER_FORM]


def test_the_catalogue_says_which_mails_answer_a_graduate_whoever_writes_them() -> None:
    """S3.1-4: the form a reply asks for, and what a change of his address brings about."""
    at_once = {kind.name for kind in MAILS.values() if kind.at_once}
    assert at_once == {ANSWER_FORM, "address_confirm", "address_changed"}


@ON_BOTH
def test_what_could_not_leave_within_the_hours_waits_for_the_morning(
    desk, sender, server, session, case
) -> None:
    """A provider that asks for later at 19:58 would be tried again at night."""
    mail = written(desk, case, on(19, 58))
    server.data = "451 4.3.0 try later"
    assert sent_at(sender, on(19, 58)) == []
    session.rollback()
    assert (mail.state, mail.tries) == (MailState.PENDING, 1)
    assert mail.next_try_at == on(19, 59)
    server.data = ""
    assert sent_at(sender, on(20)) == []
    session.rollback()
    assert (mail.next_try_at, mail.state, mail.claims) == (MORNING, MailState.PENDING, 1)
    assert leaves_at(mail) == MORNING
    assert sent_at(sender, MORNING) == ["confirm_data"]


def test_a_worker_that_slept_through_the_day_sends_nothing_at_night(desk, sender, case) -> None:
    written(desk, case, on(15))
    assert sent_at(sender, on(2, day=25)) == []
    assert sent_at(sender, on(9, 30, day=25)) == ["confirm_data"]


def test_what_waits_for_the_morning_takes_no_slot_of_its_provider(
    desk, sender, session, case
) -> None:
    for _ in range(5):
        make_mail(session, case, any_hour=False, next_try_at=on(19))
    session.commit()
    with standing_at(on(21)):
        assert wait_for_morning(session) == 5
        assert wait_for_morning(session) == 0
        assert send_due(sender) == 0
    assert session.scalars(sa.select(DomainPace)).all() == []


@ON_BOTH
def test_a_mail_another_worker_has_is_left_to_it(desk, session, case) -> None:
    make_mail(
        session,
        case,
        any_hour=False,
        next_try_at=on(19),
        state=MailState.SENDING,
        claimed_by="another",
        lease_until=on(21, 5),
    )
    session.commit()
    with standing_at(on(21)):
        assert wait_for_morning(session) == 0
    with standing_at(on(21, 5)):
        assert wait_for_morning(session) == 1


@ON_BOTH
def test_each_cohort_keeps_its_own_hours(desk, sender, session, case) -> None:
    late = make_cohort(session, 2025, mails_from=time(8), mails_until=time(23))
    other = make_case(session, cohort=late, person=make_person(session, "wan@example.com"))
    written(desk, case, on(19, 50))
    written(desk, other, on(19, 50), "feedback_thanks")
    session.execute(sa.update(Mail).values(next_try_at=on(22)))
    session.commit()
    assert sent_at(sender, on(22)) == ["feedback_thanks"]
    assert sent_at(sender, MORNING) == ["confirm_data"]


def test_a_mail_sent_once_more_by_hand_keeps_the_hours(desk, session, case) -> None:
    old = written(desk, case, on(12))
    old.state = MailState.FAILED
    session.commit()
    staff = Actor(Role.DEPARTMENT, make_staff(session, Role.DEPARTMENT))
    new = resend(replace(desk, now=on(22, 30)), old.id, staff)
    assert (new.next_try_at, new.any_hour) == (MORNING, False)


def test_where_mails_leave_at_any_hour_nothing_waits(desk, sender, session, case) -> None:
    """The local catcher: whoever tries it out at night sees the mail at once."""
    open_all_day = replace(desk.settings, mail_any_hour=True)
    mail = written(replace(desk, settings=open_all_day), case, on(22, 30))
    assert (mail.any_hour, mail.next_try_at) == (True, on(22, 30))
    before = make_mail(session, case, any_hour=False, next_try_at=on(19))
    session.commit()
    assert sent_at(replace(sender, settings=open_all_day), on(23)) == [mail.kind, before.kind]
