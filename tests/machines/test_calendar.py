"""Working days: weekends, public holidays, make-up workdays, years nobody knows; sending hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from machines.calendar import WEEKENDS, Calendar
from machines.policy import Policy
from machines.waits import counted_from
from machines.waits.hours import next_sending_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
NATIONAL_DAY = {date(2024, 10, n): "国庆节" for n in range(1, 8)}
# 2024-09-29 and 2024-10-12 are worked for the week of National Day.
CHINA = Calendar(
    MappingProxyType(NATIONAL_DAY),
    frozenset({date(2024, 9, 29), date(2024, 10, 12)}),
    frozenset({2024}),
)


def at(hour: int, minute: int = 0, *, day: int = 24, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=SHANGHAI)


def test_a_holiday_a_weekend_and_a_make_up_workday_each_say_why() -> None:
    assert CHINA.why_free(date(2024, 10, 1)) == "国庆节"
    assert CHINA.why_free(date(2024, 10, 13)) == "周日"
    assert CHINA.is_workday(date(2024, 9, 29))
    assert WEEKENDS.why_free(date(2024, 9, 29)) == "周日"


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2024, 9, 30), date(2024, 9, 30), date(2024, 9, 30)),
        (date(2024, 10, 1), date(2024, 9, 30), date(2024, 10, 8)),
        (date(2024, 10, 7), date(2024, 9, 30), date(2024, 10, 8)),
        (date(2024, 10, 13), date(2024, 10, 12), date(2024, 10, 14)),
    ],
    ids=["a working day", "the first day off", "the last day off", "after a make-up Saturday"],
)
def test_the_working_days_about_a_free_day(day: date, before: date, after: date) -> None:
    assert CHINA.workday_until(day) == before
    assert CHINA.workday_from(day) == after


def test_what_the_department_enters_wins_both_ways() -> None:
    own = CHINA.overlaid(
        {date(2024, 10, 12): "校运动会", date(2024, 11, 4): "校庆"}, [date(2024, 10, 7)], [2025]
    )
    assert own.why_free(date(2024, 10, 12)) == "校运动会"
    assert own.why_free(date(2024, 11, 4)) == "校庆"
    assert own.is_workday(date(2024, 10, 7))
    assert own.why_free(date(2024, 10, 6)) == "国庆节"
    assert own.years == {2024, 2025}
    assert CHINA.why_free(date(2024, 10, 7)) == "国庆节"


def test_a_year_not_covered_is_said_with_its_cure() -> None:
    assert CHINA.caveat(date(2024, 10, 1), date(2024, 12, 31)) == ""
    said = CHINA.caveat(date(2024, 12, 31), date(2025, 1, 1))
    assert said == "2025 年的节假日安排尚未收录，只避开周末，请在“设置 · 工作日历”补录"
    begun = CHINA.overlaid({date(2025, 1, 1): "元旦"}, [], [])
    assert "只避开周末和已登记的放假日" in begun.caveat(date(2025, 3, 1))


def test_a_reckoning_says_each_day_it_stepped_over() -> None:
    start = counted_from("离校日期", date(2024, 10, 1), "left_on", "S3.1-1")
    line = start.on_workday(CHINA, "S0-1").lines[-1]
    assert (line.words, line.day) == ("顺延到下一个工作日", date(2024, 10, 8))
    assert [day for day, _ in line.skipped] == sorted(NATIONAL_DAY)
    back = start.on_workday(CHINA, "S0-1", back=True).lines[-1]
    assert (back.words, back.day) == ("提前到上一个工作日", date(2024, 9, 30))
    assert back.skipped == ((date(2024, 10, 1), "国庆节"),)


def test_a_reckoning_in_a_year_not_covered_says_so_even_where_nothing_moves() -> None:
    known = counted_from("离校日期", date(2024, 12, 31), "left_on", "S3.1-1")
    assert known.on_workday(CHINA, "S0-1") == known
    unknown = counted_from("离校日期", date(2025, 10, 1), "left_on", "S3.1-1")
    found = unknown.on_workday(CHINA, "S0-1")
    assert found.day == unknown.day
    assert "2025 年的节假日安排尚未收录" in found.lines[-1].words
    assert found.lines[-1].skipped == ()


def test_a_step_across_new_year_says_which_year_it_does_not_know() -> None:
    off = CHINA.overlaid({date(2024, 12, 31): "校庆"}, [], [])
    start = counted_from("离校日期", date(2024, 12, 31), "left_on", "S3.1-1")
    line = start.on_workday(off, "S0-1").lines[-1]
    assert line.day == date(2025, 1, 1)
    assert "2025 年的节假日安排尚未收录" in line.words


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        (at(8, 59, second=59), at(9)),
        (at(9), at(9)),
        (at(19, 59, second=59), at(19, 59, second=59)),
        (at(20), at(9, day=25)),
        (at(22, 30), at(9, day=25)),
        (at(0, 0, day=25), at(9, day=25)),
        # A Saturday: mails leave every day of the week.
        (at(15, day=28), at(15, day=28)),
        (datetime(2026, 11, 24, 23, 59, tzinfo=UTC), at(9, day=25)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), at(9, day=25)),
        (datetime(2026, 11, 24, 11, 59, tzinfo=UTC), at(19, 59)),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=SHANGHAI)),
        (datetime(2028, 2, 28, 23, 0, tzinfo=SHANGHAI), datetime(2028, 2, 29, 9, tzinfo=SHANGHAI)),
    ],
)
def test_a_mail_leaves_at_the_next_sending_moment(now: datetime, leaves: datetime) -> None:
    assert next_sending_moment(now, Policy()) == leaves


def test_an_hour_of_shanghai_is_the_same_in_summer_and_winter() -> None:
    for month in (1, 4, 7, 10):
        night = datetime(2026, month, 15, 14, 30, tzinfo=UTC)
        assert next_sending_moment(night, Policy()) - night == timedelta(hours=10, minutes=30)


def test_hours_of_nothing_hold_no_mail_back() -> None:
    for opens, closes in ((time(9), time(9)), (time(20), time(9))):
        policy = replace(Policy(), mails_from=opens, mails_until=closes)
        assert next_sending_moment(at(3), policy) == at(3)
