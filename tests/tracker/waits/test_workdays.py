"""The calendar that holds: the package's, with the department's own days and years over it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import chinese_calendar
import pytest
import sqlalchemy as sa
from chinese_calendar import constants
from sqlalchemy.orm import Session, sessionmaker

from machines.roles import Role
from tests.factories import make_staff
from tracker.actions.calendar import complete_year, enter_lines, take_back
from tracker.desk import Actor, Desk
from tracker.models import CalendarChange, CalendarDay, Staff
from tracker.models.db import writing
from tracker.waits import workdays
from tracker.waits.workdays import calendar_of, made_up_for, packaged


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    found: str = request.getfixturevalue(name)
    return found


@pytest.fixture
def department(session: Session) -> Actor:
    staff = make_staff(session, Role.DEPARTMENT)
    session.commit()
    return Actor(Role.DEPARTMENT, staff)


def every_day(of: set[int] | frozenset[int]) -> list[date]:
    first, last = date(min(of), 1, 1), date(max(of), 12, 31)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_our_calendar_agrees_with_the_package_on_every_day_it_covers() -> None:
    ours = packaged()
    covered = {day.year for day in constants.holidays}
    assert ours.years == covered
    assert covered >= set(range(2004, 2027))
    for day in every_day(ours.years):
        assert ours.is_workday(day) == chinese_calendar.is_workday(day), day
        off, english = chinese_calendar.get_holiday_detail(day)
        if off and english:
            assert ours.why_free(day) == chinese_calendar.Holiday(english).chinese
        if not off and english:
            assert day in ours.workdays
            assert day.isoweekday() > 5
            assert made_up_for(day) == chinese_calendar.Holiday(english).chinese


def test_every_name_the_package_uses_has_its_chinese() -> None:
    """No compound name, nor one the package's own list lacks, may end a planning."""
    english = {*constants.holidays.values(), *constants.workdays.values()}
    listed = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    assert english <= listed.keys()
    shown = set(packaged().holidays.values())
    assert shown <= set(listed.values())
    assert {"元旦", "春节", "清明", "劳动节", "端午", "国庆节", "中秋"} <= shown


def test_a_year_is_covered_by_its_own_arrangement_only(monkeypatch: pytest.MonkeyPatch) -> None:
    last = max(packaged().years)
    more = constants.holidays | {date(last + 1, 1, 1): "New Year's Day"}
    monkeypatch.setattr(constants, "holidays", more)
    packaged.cache_clear()
    try:
        assert last + 1 not in packaged().years
        assert packaged().why_free(date(last + 1, 1, 1)) == "元旦"
    finally:
        packaged.cache_clear()


def test_what_the_department_enters_wins_over_the_package(desk: Desk, department: Actor) -> None:
    made = enter_lines(
        desk,
        "2026-10-08 休 校庆\n2026-10-07 班 迎新\n2027-10-01 2027-10-07 休 国庆节\n2027-10-09 班",
        "学校校历",
        department,
    )
    own = calendar_of(desk.session)
    assert own.why_free(date(2026, 10, 8)) == "校庆"
    assert own.is_workday(date(2026, 10, 7))
    assert own.why_free(date(2026, 10, 6)) == "国庆节"
    assert own.workday_from(date(2027, 10, 1)) == date(2027, 10, 8)
    assert own.is_workday(date(2027, 10, 9))
    assert 2027 not in own.years
    assert "2027 年的节假日安排尚未收录" in own.caveat(date(2027, 5, 1))
    complete_year(desk, 2027, "国办发明电〔2026〕7号", department)
    assert calendar_of(desk.session).caveat(date(2027, 5, 1)) == ""
    take_back(desk, made.id, department)
    back = calendar_of(desk.session)
    assert back.holidays == packaged().holidays
    assert back.workdays == packaged().workdays


def test_reading_the_calendar_is_one_look_up(desk: Desk, department: Actor) -> None:
    enter_lines(desk, "2027-10-01 2027-10-07 休 国庆节", "校历", department)
    calendar_of(desk.session)
    asked: list[str] = []
    bind = desk.session.get_bind()
    sa.event.listen(bind, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert calendar_of(desk.session) is calendar_of(desk.session)
    assert len([words for words in asked if words.startswith("SELECT")]) == 2
    assert all("LIMIT" in words for words in asked if words.startswith("SELECT"))


def test_a_change_that_is_rolled_back_leaves_no_trace_in_the_next(
    desk: Desk, department: Actor
) -> None:
    """SQLite gives a key again after a rollback; by the nonce nobody reads what never was."""

    def lost() -> None:
        with writing(desk.session):
            change = CalendarChange(
                nonce="never", before={}, after={}, source="", cases=0, made_at=desk.now
            )
            desk.session.add(change)
            desk.session.flush()
            day = date(2027, 3, 1)
            desk.session.add(
                CalendarDay(day=day, works=False, name="无", source="", change_id=change.id)
            )
            assert calendar_of(desk.session).why_free(day) == "无"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lost()
    assert calendar_of(desk.session) is packaged()
    enter_lines(desk, "2027-10-01 休 国庆节", "校历", department)
    found = calendar_of(desk.session)
    assert found.is_workday(date(2027, 3, 1))
    assert found.why_free(date(2027, 10, 1)) == "国庆节"


def test_of_changes_made_at_once_none_is_missed(
    sessions: sessionmaker[Session], desk: Desk, department: Actor
) -> None:
    """Whoever writes the newest change has seen all others, and so has whoever reads it."""
    staff_id = department.staff_id

    def enter(month: int) -> None:
        with sessions() as session:
            me = Actor(Role.DEPARTMENT, session.get_one(Staff, staff_id))
            days = f"2027-{month:02d}-15 2027-{month:02d}-16 休 {month}月"
            enter_lines(replace(desk, session=session), days, "校历", me)
            calendar_of(session)

    with ThreadPoolExecutor(4) as several:
        list(several.map(enter, range(1, 9)))
    desk.session.rollback()
    found = calendar_of(desk.session)
    assert {found.why_free(date(2027, n, 15)) for n in range(1, 9)} == {
        f"{n}月" for n in range(1, 9)
    }


def test_a_process_keeps_few_calendars(desk: Desk, department: Actor) -> None:
    for n in range(1, workdays.KEPT + 3):
        enter_lines(desk, f"2027-03-{n:02d} 休 校庆", "校历", department)
        calendar_of(desk.session)
    assert len(workdays._kept) <= workdays.KEPT
