"""What is due is said once, to the right person, however late somebody looks (peers' faults 3, 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from machines.mails import get_mail
from machines.orders import NOTHING
from machines.roles import Role
from machines.waits import Condition, Reminder, Wait, When
from tests.factories import (
    make_college,
    make_mail,
    make_record,
    make_staff,
)
from tests.tracker.waits.small import (
    ALERTS,
    LETTER,
    RECEIPT,
    RULES,
    at,
    cutoff,
    letter_out,
    look,
    planned,
    row_of,
    told,
    waiting,
)
from tracker.links import link_of_mail
from tracker.models import AnswerLink, CasePlan, MailState
from tracker.models.db import begin_writing
from tracker.outbox.write import write_mails


def with_contact(session) -> dict[str, object]:
    """A branch whose college has a contact person, named for the case (S3.3-4)."""
    college = make_college(session, branches=1)
    contact = make_staff(session, Role.CONTACT_PERSON, college)
    return {"branch": college.branches[0], "contact_person": contact}


@pytest.fixture
def case(desk, session):
    return planned(desk, letter_out(session))


def test_each_reminder_is_given_once_on_its_working_day_s4_4_1(desk, case):
    day = at(6, 21)
    while day < at(10, 1):
        look(desk, day)
        day += timedelta(days=1)

    found = told(desk, case)
    # The 29th, 15th and 5th day before: a Sunday, a Sunday in front of a holiday, a Wednesday.
    assert found.moments == [at(8, 30), at(9, 14), at(9, 25)]
    assert [mail.kind for mail in found.mails] == ["report_now"] * 3
    assert [mail.reminder_id for mail in found.mails] == [record.id for record in found.records]
    assert all(record.folded == [] for record in found.records)
    assert found.tasks == []


def test_a_reminder_says_by_which_facts_rules_and_policy_it_came(desk, case):
    look(desk, at(8, 30, 9, 1))

    (record,) = told(desk, case).records
    assert (record.track, record.wait, record.due_on) == (
        "transfer",
        RECEIPT.name,
        date(2024, 9, 30),
    )
    assert record.made_at == at(8, 30, 9, 1)
    assert record.policy_version_id == case.policy_version_id
    assert [line["day"] for line in record.reckoning] == ["2024-09-30", "2024-09-01", "2024-08-30"]
    assert record.reckoning[1]["item"] == "receipt_digest_days"
    assert record.reckoning[2]["skipped"] == [["2024-09-01", "周日"], ["2024-08-31", "周六"]]
    (line,) = record.said
    assert line == {
        "to": "graduate",
        "mail": "report_now",
        "words": get_mail("report_now").label,
        "outcome": "邮件已写入发件箱",
        "rules": ["S4.4-1"],
    }


def test_a_mail_by_a_reminder_asks_as_one_by_hand_and_its_link_opens(desk, case, session):
    look(desk, at(8, 30))

    (mail,) = told(desk, case).mails
    link = session.scalars(sa.select(AnswerLink)).one()
    assert (link.kind, link.move_id, mail.move_id) == ("report_now", None, None)
    assert link_of_mail(desk, mail) is link


def test_after_a_missed_month_one_reminder_is_given_dated_at_its_newest_moment(desk, case):
    """Peers' fault 3: neither forgotten nor a burst."""
    look(desk, at(9, 26, 3))

    found = told(desk, case)
    assert found.moments == [at(9, 25)]
    assert found.records[0].folded == [at(8, 30).isoformat(), at(9, 14).isoformat()]
    assert found.records[0].made_at == at(9, 26, 3)
    assert len(found.mails) == 1
    assert look(desk, at(9, 29, 12)) == 0


def test_what_was_to_be_said_ahead_of_a_deadline_is_dropped_once_it_has_passed(desk, session):
    case = planned(desk, letter_out(session, **with_contact(session)))

    look(desk, at(10, 20))

    found = told(desk, case)
    assert found.moments == [at(10, 17)]
    assert found.mails == []
    assert found.asked == ["branch_secretary", "contact_person", "organizer"]
    assert len(found.records[0].folded) == 5


def test_the_escalation_climbs_from_contact_person_to_secretary_to_organizer_s3_1_7(desk, session):
    case = planned(desk, letter_out(session, **with_contact(session)))
    look(desk, at(9, 30, 23))

    climbed = []
    # The third and tenth day fall into the National Day holiday and on its first working day.
    for day in (at(10, 8), at(10, 10), at(10, 17)):
        look(desk, day)
        climbed.append(told(desk, case).asked)

    assert climbed == [
        ["contact_person"],
        ["branch_secretary", "contact_person"],
        ["branch_secretary", "contact_person", "organizer"],
    ]
    assert {task.kind for task in told(desk, case).tasks} == {"wait:small_receipt"}
    assert "请催办回执" in told(desk, case).tasks[0].text


def test_two_things_to_say_at_one_moment_are_both_said_and_a_repeat_once(desk, session):
    """S2.1-5, S2.1-6: who lacks a form and a paper is asked for both; two rungs in the same words once."""
    mails = [replace(LETTER, mail=kind) for kind in ("report_now", "receipt_chase")]
    alert = replace(ALERTS[1], item="same_mail_days", when=When.DAYS_AFTER, at=None)
    both = [replace(alert, words=words) for words in ("请编入支部", "请安排谈话")]
    again = replace(alert, to=Role.CONTACT_PERSON, words="请编入支部")
    waits = waiting(
        Wait("two", "两件事", "截止日", cutoff, RULES, (*mails, *both, again), until="同日")
    )
    case = planned(desk, letter_out(session), waits)

    look(desk, at(9, 2), waits)
    look(desk, at(10, 9), waits)

    found = told(desk, case)
    assert sorted(mail.kind for mail in found.mails) == ["receipt_chase", "report_now"]
    assert sorted(task.text.partition("（")[0] for task in found.tasks) == [
        "请安排谈话",
        "请编入支部",
    ]


def test_a_contact_person_whose_account_was_closed_is_not_asked_but_the_secretary_s3_1_6(
    desk, session
):
    place = with_contact(session)
    place["contact_person"].active = False
    case = planned(desk, letter_out(session, **place))

    look(desk, at(10, 8))

    assert told(desk, case).asked == ["branch_secretary"]


def test_without_a_contact_person_the_secretary_is_asked_once_and_not_twice_s3_1_6(desk, case):
    look(desk, at(10, 8))
    assert told(desk, case).asked == ["branch_secretary"]

    look(desk, at(10, 10))

    first, second = told(desk, case).tasks
    assert (first.settled_at, first.outcome) == (at(10, 10), "已由后一次提醒代替")
    assert second.settled_at is None
    assert told(desk, case).asked == ["branch_secretary"]


def test_under_a_clock_set_back_by_an_hour_nothing_is_said_twice(desk, case):
    look(desk, at(8, 30, 9, 5))
    for minute in (8 * 60 + 5, 8 * 60 + 59, 9 * 60, 9 * 60 + 30):
        look(desk, at(8, 30) + timedelta(minutes=minute - 9 * 60))

    assert told(desk, case).moments == [at(8, 30)]


def test_a_wait_begun_anew_under_a_clock_set_back_does_not_fail_on_what_was_said(
    desk, case, session
):
    look(desk, at(8, 30, 9, 5))
    begin_writing(session)
    session.delete(row_of(desk, case))
    session.flush()
    planned(desk, case, began=at(8, 30, 8, 10))

    look(desk, at(8, 30, 9, 10))

    assert told(desk, case).moments == [at(8, 30)]
    plan = session.get_one(CasePlan, case.id)
    assert (plan.failures, plan.next_at) == (0, at(9, 14))


def test_the_same_mail_sent_by_hand_a_day_before_is_not_repeated_s4_4_1(desk, case, session):
    make_mail(
        session, case, kind="report_now", made_at=at(8, 29), state=MailState.SENT, sent_at=at(8, 29)
    )
    session.commit()

    look(desk, at(8, 30))

    found = told(desk, case)
    assert len(found.mails) == 1
    assert found.records[0].said[0]["outcome"] == "已于 2024-08-29 发过，不再重复"
    look(desk, at(9, 14))
    assert len(told(desk, case).mails) == 2


def test_one_that_never_left_does_not_count_as_sent(desk, case, session):
    make_mail(session, case, kind="report_now", made_at=at(8, 29), state=MailState.FAILED)
    session.commit()

    look(desk, at(8, 30))

    assert len(told(desk, case).mails) == 2


def test_a_wait_says_nothing_of_the_time_before_it_began(desk, session):
    case = planned(desk, letter_out(session), began=at(9, 20))

    look(desk, at(9, 20, 10))
    assert told(desk, case).records == []
    look(desk, at(9, 25))
    assert told(desk, case).moments == [at(9, 25)]


def test_a_condition_that_does_not_hold_keeps_its_reminder_back(desk, session):
    known = Condition("有去向", lambda facts: facts.destination is not None)
    waits = waiting(replace(RECEIPT, reminders=(replace(LETTER, only_if=(known,)), *ALERTS)))
    case = planned(desk, letter_out(session), waits)

    look(desk, at(9, 26), waits)

    assert told(desk, case).records == []


def test_a_reminder_leaves_the_page_that_a_secretary_has_open_valid(desk, case, session):
    before = case.version

    look(desk, at(10, 10))

    session.expire_all()
    assert case.version == before
    assert told(desk, case).asked == ["branch_secretary"]


def test_two_waits_are_two_reminders_each_with_its_own_key(desk, session):
    shares = Reminder(
        Role.GRADUATE, When.SHARES, "letter_reminder_shares", RULES, mail="receipt_chase"
    )
    other = Wait(
        "small_chase",
        "催办",
        "截止日",
        cutoff,
        RULES,
        (replace(shares, when=When.DAYS_BEFORE, item="receipt_digest_days"),),
    )
    waits = waiting(RECEIPT, other)
    case = planned(desk, letter_out(session), waits)

    look(desk, at(8, 30), waits)

    found = told(desk, case)
    assert sorted(record.wait for record in found.records) == ["small_chase", "small_receipt"]
    assert sorted(mail.kind for mail in found.mails) == ["receipt_chase", "report_now"]


def test_write_mails_by_hand_names_its_move_and_no_reminder(desk, case, session):
    record = make_record(session, case, "transfer", "urge_report")
    (mail,) = write_mails(desk, case, get_mail("report_now"), record, NOTHING)
    assert (mail.move_id, mail.reminder_id) == (record.id, None)
