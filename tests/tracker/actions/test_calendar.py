"""The department keeps the calendar: whole entries or none, each change recorded and reversible."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.refusals import Refusal, Refused
from machines.roles import STAFF, Role
from tests.conftest import NOW
from tests.factories import make_case, make_college, make_staff
from tracker.actions.calendar import (
    complete_year,
    enter_days,
    enter_lines,
    take_back,
)
from tracker.actions.calendar_lines import DayEntry
from tracker.desk import CLOCK, GRADUATE, Actor, Desk
from tracker.models import CalendarChange, CalendarDay, CalendarYear, CasePlan
from tracker.models.db import Base
from tracker.waits.workdays import calendar_of

NOTICE = "国办发明电〔2026〕7号"
FIRST, LAST = date(2027, 10, 1), date(2027, 10, 7)


@pytest.fixture
def department(session: Session) -> Actor:
    staff = make_staff(session, Role.DEPARTMENT)
    session.commit()
    return Actor(Role.DEPARTMENT, staff)


def count(session: Session, model: type[Base]) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def rows(session: Session) -> int:
    return sum(count(session, model) for model in (CalendarChange, CalendarDay, CalendarYear))


def refused(desk: Desk, text: str, actor: Actor, source: str = NOTICE) -> list[Refusal]:
    """Why nothing of the lines was entered, and that nothing was."""
    before = rows(desk.session)
    with pytest.raises(Refused) as no:
        enter_lines(desk, text, source, actor)
    assert rows(desk.session) == before
    return list(no.value.refusals)


def test_a_range_of_days_is_entered_in_one_go_with_who_when_and_why(
    desk: Desk, department: Actor
) -> None:
    made = enter_days(desk, DayEntry(FIRST, LAST, works=False, name="国庆节"), NOTICE, department)
    assert (made.made_at, made.made_by_id, made.source) == (NOW, department.staff_id, NOTICE)
    assert set(made.before["days"].values()) == {None}
    assert len(made.after["days"]) == 7
    days = desk.session.scalars(sa.select(CalendarDay).order_by(CalendarDay.day)).all()
    assert [(days[0].day, days[-1].day), len(days)] == [(FIRST, LAST), 7]
    assert {(d.works, d.name, d.source) for d in days} == {(False, "国庆节", NOTICE)}


def test_the_form_names_its_fields_instead_of_a_line(desk: Desk, department: Actor) -> None:
    with pytest.raises(Refused) as no:
        enter_days(desk, DayEntry(LAST, FIRST, works=False), "", department)
    assert {one.field for one in no.value.refusals} == {"source", "last", "name"}
    assert rows(desk.session) == 0


def test_what_stands_already_is_no_change(desk: Desk, department: Actor) -> None:
    enter_lines(desk, "2027-10-01 2027-10-07 休 国庆节", NOTICE, department)
    (no,) = refused(desk, "2027-10-02 休 国庆节", department)
    assert "没有任何改动" in no.missing


def test_a_wrong_day_off_is_worked_again_by_one_line(desk: Desk, department: Actor) -> None:
    enter_lines(desk, "2027-10-01 2027-10-08 休 国庆节", NOTICE, department)
    enter_lines(desk, "2027-10-08 班 更正", NOTICE, department)
    assert calendar_of(desk.session).is_workday(date(2027, 10, 8))
    enter_lines(desk, "2027-10-08 班 再更正", NOTICE, department)


def test_a_change_is_taken_back_once_and_the_newest_first(desk: Desk, department: Actor) -> None:
    first = enter_lines(desk, "2027-10-01 2027-10-07 休 国庆节", NOTICE, department)
    second = enter_lines(desk, "2027-10-07 班 更正", NOTICE, department)
    with pytest.raises(Refused, match="2027-10-07后来又改过，请先取消后来的改动"):
        take_back(desk, first.id, department)
    back = take_back(desk, second.id, department)
    assert back.undoes_id == second.id
    assert calendar_of(desk.session).why_free(LAST) == "国庆节"
    with pytest.raises(Refused, match="已经取消过"):
        take_back(desk, second.id, department)
    take_back(desk, first.id, department)
    assert count(desk.session, CalendarDay) == 0
    assert count(desk.session, CalendarChange) == 4


def test_a_taking_back_is_itself_taken_back(desk: Desk, department: Actor) -> None:
    made = enter_lines(desk, "2027-10-01 休 国庆节", NOTICE, department)
    undone = take_back(desk, made.id, department)
    take_back(desk, undone.id, department)
    assert calendar_of(desk.session).why_free(FIRST) == "国庆节"


def test_a_year_is_declared_complete_once_its_days_are_there(desk: Desk, department: Actor) -> None:
    for year, says in ((2026, "2026 年的节假日安排已经收录"), (2027, "还没有登记任何放假日")):
        with pytest.raises(Refused, match=says):
            complete_year(desk, year, NOTICE, department)
    assert rows(desk.session) == 0
    enter_lines(desk, "2027-10-01 2027-10-07 休 国庆节", NOTICE, department)
    with pytest.raises(Refused, match="请写明依据"):
        complete_year(desk, 2027, " ", department)
    made = complete_year(desk, 2027, NOTICE, department)
    assert calendar_of(desk.session).knows(FIRST)
    take_back(desk, made.id, department)
    assert not calendar_of(desk.session).knows(FIRST)


def test_no_other_role_changes_the_calendar(desk: Desk) -> None:
    college = make_college(desk.session)
    others = [
        Actor(role, make_staff(desk.session, role, college))
        for role in STAFF
        if role is not Role.DEPARTMENT
    ]
    desk.session.commit()
    for actor in (*others, GRADUATE, CLOCK):
        for attempt in (
            lambda who: enter_lines(desk, "2027-10-01 休 国庆节", NOTICE, who),
            lambda who: enter_days(desk, DayEntry(FIRST, LAST, False, "国庆节"), NOTICE, who),
            lambda who: complete_year(desk, 2027, NOTICE, who),
            lambda who: take_back(desk, 1, who),
        ):
            with pytest.raises(Refused, match="由党委组织部办理"):
                attempt(actor)
    assert rows(desk.session) == 0


def test_a_change_has_every_open_case_planned_anew_in_the_same_transaction(
    desk: Desk, department: Actor
) -> None:
    session, later = desk.session, NOW + timedelta(days=30)
    plans = {
        name: CasePlan(case=make_case(session), next_at=at)
        for name, at in {
            "later": later,
            "never": None,
            "late": NOW - timedelta(days=2),
            "closed": None,
            "withdrawn": later,
        }.items()
    }
    plans["closed"].case.closed_at = NOW
    plans["withdrawn"].case.withdrawn_at = NOW
    session.add_all(plans.values())
    session.commit()
    refused(desk, "2027-10-08 班", department)
    assert plans["later"].next_at == later
    made = enter_lines(desk, "2027-10-01 休 国庆节", NOTICE, department)
    session.expire_all()
    assert made.cases == 3
    assert {name: plan.next_at for name, plan in plans.items()} == {
        "later": NOW,
        "never": NOW,
        "late": NOW - timedelta(days=2),
        "closed": None,
        "withdrawn": later,
    }
