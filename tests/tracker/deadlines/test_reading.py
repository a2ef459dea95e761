"""Every due date opens to its derivation: recorded fact, rule, policy item, each skipped day."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import machines.waits
from machines.calendar import Calendar
from machines.facts import Facts
from machines.roles import Role
from machines.waits import Reminder, Wait, When, counted_from, schedule
from machines.words import Channel, Direction, Grade, Kind, PartyStatus
from tests.conftest import NOW
from tests.factories import (
    make_case,
    make_cohort,
    make_college,
    make_letter,
    make_person,
    make_record,
    make_staff,
)
from tracker.actions.opening import OpeningOrder, open_case
from tracker.clock import at_noon
from tracker.deadlines.reading import Deadline, Reading, deadline_of, read_deadlines
from tracker.deadlines.recorded import History, is_known
from tracker.desk import Actor, Desk
from tracker.facts import read_facts
from tracker.models import Case, ContactEntry, MoveRecord, Stay
from tracker.waits.planned import Planned
from tracker.waits.workdays import packaged


def deadline(desk: Desk, case: Case, name: str) -> Deadline:
    desk.session.flush()
    found = read_deadlines(desk, case)
    assert found is not None
    return next(one for one in found if one.name == name)


def days(found: Deadline) -> list[str]:
    return [str(step.line.day) for step in found.steps]


def issued(session: Session, day: date, until: date) -> Case:
    """A case whose letter an organizer issued by the move of the table."""
    college = make_college(session)
    organizer = make_staff(session, Role.ORGANIZER, college, name="周敏")
    case = make_case(session, branch=college.branches[0], states={"transfer": "letter_issued"})
    make_letter(session, case, issued_on=day, valid_until=until)
    order = {"issued_on": day.isoformat(), "valid_until": until.isoformat()}
    make_record(
        session, case, "transfer", "issue_letter", at=at_noon(day), role=Role.ORGANIZER,
        staff=organizer, order=order,
    )  # fmt: skip
    return case


def test_a_letter_opens_to_its_issue_and_who_recorded_it(session: Session, desk: Desk) -> None:
    """S4.3-4, X-90: issued on 2024-06-20, valid ninety days."""
    case = issued(session, date(2024, 6, 20), date(2024, 9, 18))
    found = deadline(desk, case, "letter_validity")
    assert (found.due, found.days) == (date(2024, 9, 18), 78)
    assert days(found) == ["2024-06-20", "2024-09-18"]
    source = found.steps[0].recorded
    assert source is not None
    record = session.scalars(sa.select(MoveRecord).filter_by(action="issue_letter")).one()
    assert (source.words, source.who) == ("开具介绍信", "周敏（组织员）")
    assert (source.at, source.anchor) == (record.at, f"move-{record.id}")
    assert [rule for step in found.steps for rule in step.line.rules] == ["S4.3-4", "X-90"]


def test_a_letter_that_says_more_ends_at_the_cut_off(session: Session, desk: Desk) -> None:
    """D-1: today <= valid-until and today <= the receipt cut-off, which is an item of the policy."""
    case = issued(session, date(2024, 7, 20), date(2024, 10, 18))
    found = deadline(desk, case, "letter_validity")
    assert days(found) == ["2024-07-20", "2024-10-18", "2024-09-30"]
    last = found.steps[-1]
    assert (last.line.rules, last.line.item) == (("D-1",), "receipt_cutoff")
    assert last.item == "回执登记与有效期内重开截止日"
    assert found.clock is not None
    label, at = found.clock
    assert label == "介绍信过期"
    assert at == at_noon(date(2024, 10, 1)) - timedelta(hours=12)


def abroad(session: Session, departed: date) -> Case:
    case = make_case(
        session, kind=Kind.OVERSEAS_MEMBER, states={"abroad": "abroad"}, left_on=departed
    )
    session.get_one(Stay, case.id).departed_on = departed
    make_record(session, case, "abroad", "depart", at=at_noon(departed))
    return case


def entry(session: Session, case: Case, at: datetime, **columns: Any) -> ContactEntry:
    values = {
        "recorded_at": at, "channel": Channel.PHONE, "direction": Direction.OUT,
        "grade": Grade.SPOKEN, "said": "一切都好",
    }  # fmt: skip
    row = ContactEntry(case_id=case.id, at=at, **(values | columns))
    session.add(row)
    session.flush()
    return row


def test_half_a_year_abroad_names_the_line_of_the_last_two_way_contact(
    session: Session, desk: Desk
) -> None:
    """S3.3-6, X-R34.2, D-15: from the last two-way contact; an attempt afterwards counts nothing."""
    case = abroad(session, date(2024, 5, 30))
    staff = make_staff(session, Role.CONTACT_PERSON, case.college, name="许静")
    spoken = entry(session, case, at_noon(date(2024, 6, 15)), staff_id=staff.id)
    entry(session, case, at_noon(date(2024, 6, 25)), grade=Grade.FAILED)
    found = deadline(desk, case, "abroad_contact")
    assert days(found) == ["2024-06-15", "2024-12-15"]
    source = found.steps[0].recorded
    assert source is not None
    assert (source.anchor, source.who) == (f"entry-{spoken.id}", "许静")
    assert source.words.startswith(f"联系记录 {spoken.id}：")


def test_without_a_contact_half_a_year_counts_from_the_departure(
    session: Session, desk: Desk
) -> None:
    case = abroad(session, date(2024, 5, 30))
    found = deadline(desk, case, "abroad_contact")
    assert days(found) == ["2024-05-30", "2024-11-30"]
    source = found.steps[0].recorded
    assert source is not None
    assert source.anchor.startswith("move-")


def test_six_months_from_the_end_of_august_clamp_to_the_end_of_february(
    session: Session, desk: Desk
) -> None:
    """D-2, S4.5(4)-1: 08-31 + 6 months is 02-28."""
    case = make_case(session, states={"transfer": "out_of_contact"}, left_on=date(2024, 8, 31))
    found = deadline(desk, case, "over_six_months")
    assert days(found) == ["2024-08-31", "2025-02-28"]
    assert found.steps[1].line.item == "lost_contact_months"
    assert found.clock is None


def test_a_day_given_at_the_opening_names_the_opening(session: Session, desk: Desk) -> None:
    """S4.1-1: whoever brought the case in said when its person leaves."""
    college, order = make_college(session), OpeningOrder(status=PartyStatus.FULL)
    department = Actor(Role.DEPARTMENT, make_staff(session, Role.DEPARTMENT, name="何建国"))
    cohort, person = make_cohort(session), make_person(session)
    case = open_case(desk, cohort, person, college.branches[0], order, department)
    found = deadline(desk, case, "file_due")
    source = found.steps[0].recorded
    assert source is not None
    assert (source.words, source.who) == ("建立个案时登记", "何建国（党委组织部）")
    assert source.at == NOW


NATIONAL_DAY = Wait(
    "letter_validity",
    "介绍信有效期",
    "介绍信开具日期",
    lambda _: counted_from("介绍信开具日期", date(2024, 7, 10), "letter.issued_on", "S4.3-4")
    .plus_days(90, "letter_days", "X-90"),
    ("X-90",),
    (
        Reminder(
            Role.BRANCH_SECRETARY, When.DAYS_BEFORE, "letter_reminder_days", ("S4.4-1",),
            words="请催办", at=0,
        ),
    ),
)  # fmt: skip


def lines(
    desk: Desk, case: Case, wait: Wait, calendar: Calendar, began: datetime = NOW
) -> Deadline:
    facts: Facts = read_facts(desk.session, case)
    found = schedule(wait, facts, calendar)
    assert found is not None
    reading = Reading(desk, case, facts, calendar, History(desk.session, case, facts))
    return deadline_of(reading, Planned("transfer", found), began, [])


def test_a_reminder_moved_back_from_national_day_lists_each_skipped_day(
    session: Session, desk: Desk
) -> None:
    """S4.4-1: seven days before 2024-10-08 is 10-01; it is given on the last working day before."""
    found = lines(
        desk, issued(session, date(2024, 7, 10), date(2024, 10, 8)), NATIONAL_DAY, packaged()
    )
    [coming] = found.coming
    assert (coming.to, coming.what, coming.by_mail) == ("党支部书记", "请催办", False)
    assert str(coming.at.date()) == "2024-09-30"
    # The deadline's own steps are not told twice.
    assert [str(step.line.day) for step in coming.steps] == ["2024-10-01", "2024-09-30"]
    moved = coming.steps[-1].line
    assert moved.words == "提前到上一个工作日"
    assert [(str(day), why) for day, why in moved.skipped] == [("2024-10-01", "国庆节")]
    assert found.unknown == ()


def test_a_year_whose_holidays_are_not_known_is_named(session: Session, desk: Desk) -> None:
    case = issued(session, date(2024, 7, 10), date(2024, 10, 8))
    assert lines(desk, case, NATIONAL_DAY, Calendar()).unknown == (2024,)


def test_what_passed_before_the_wait_began_is_shown_as_not_said(
    session: Session, desk: Desk
) -> None:
    case = issued(session, date(2024, 7, 10), date(2024, 10, 8))
    began = datetime(2024, 10, 2, tzinfo=UTC)
    found = lines(desk, case, NATIONAL_DAY, packaged(), began)
    assert (found.coming, found.unsaid) == ((), (date(2024, 9, 30),))


def test_a_closed_case_has_no_deadline(session: Session, desk: Desk) -> None:
    case = issued(session, date(2024, 6, 20), date(2024, 9, 18))
    case.closed_at = NOW
    session.flush()
    assert read_deadlines(desk, case) == []


def test_a_case_that_cannot_be_reckoned_says_so_and_breaks_nothing(
    session: Session, desk: Desk
) -> None:
    make_cohort(session, abroad_contact_months=999_999)
    assert read_deadlines(desk, abroad(session, date(2024, 5, 30))) is None


def named_facts() -> list[str]:
    """Every fact that a table of waits counts from, read from its source."""
    found: list[str] = []
    for path in Path(machines.waits.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                named = [k.value for k in node.keywords if k.arg == "fact"]
                named += node.args[2:3] if called == "counted_from" else []
                found += [n.value for n in named if isinstance(n, ast.Constant) and n.value]
    return sorted(set(found))


@pytest.mark.parametrize("fact", named_facts())
def test_who_recorded_a_fact_that_a_deadline_counts_from_can_be_found(fact: str) -> None:
    assert is_known(fact)
