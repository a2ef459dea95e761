"""From a table's row to its moments: month ends, leap days, holidays, and each moment once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machines.calendar import WEEKENDS, Calendar
from machines.dates import add_months, days
from machines.facts import Facts
from machines.policy import Policy
from machines.roles import Role
from machines.waits import Reckoning, Reminder, Wait, When, counted_from, ladder, schedule
from machines.waits.schedule import SHANGHAI
from tests.machines.complete import COMPLETE, but
from tests.machines.moments import EVERY_DAY, WAITS, planned

G = Role.GRADUATE
# The arrangement of October 2024 as the State Council published it.
OCTOBER_2024 = Calendar(
    holidays={date(2024, 10, 1) + days(n): "国庆节" for n in range(7)},
    workdays=frozenset({date(2024, 9, 29), date(2024, 10, 12)}),
    years=frozenset({2024}),
)


def wait_of(*reminders: Reminder, **columns: object) -> Wait:
    """A wait for the policy's cut-off with these reminders."""
    return Wait("w", "等", "截止日", cutoff, ("S4.4-8",), reminders, **columns)  # type: ignore[arg-type]


def cutoff(facts: Facts) -> Reckoning:
    day = facts.policy.receipt_cutoff
    return counted_from("开始", date(2024, 1, 1), "").to_day("截止日", day, item="receipt_cutoff")


def mail(when: When, item: str) -> Reminder:
    return Reminder(G, when, item, ("S4.4-8",), mail="report_now")


def facts_until(day: date, **items: object) -> Facts:
    return replace(COMPLETE, policy=Policy(receipt_cutoff=day, **items))  # type: ignore[arg-type]


def moments(wait: Wait, facts: Facts, calendar: Calendar) -> list[date]:
    found = schedule(wait, facts, calendar)
    assert found is not None
    return [one.at.date() for one in found.occurrences]


def test_a_reminder_before_a_deadline_is_moved_back_over_national_day() -> None:
    wait = wait_of(mail(When.DAYS_BEFORE, "letter_reminder_days"))
    facts = facts_until(date(2024, 10, 8), letter_reminder_days=(7, 1))
    (one,) = schedule(wait, facts, OCTOBER_2024).occurrences  # type: ignore[union-attr]
    assert one.at == datetime(2024, 9, 30, 9, 0, tzinfo=SHANGHAI)
    assert len(one.reminders) == 1, "two rows that fall on one day before the holidays speak once"
    line = one.how.lines[-1]
    assert line.words == "提前到上一个工作日"
    assert line.skipped == ((date(2024, 10, 1), "国庆节"),)
    assert line.rules == ("S0-1",)


def test_a_prompt_after_a_deadline_is_moved_on_over_national_day() -> None:
    wait = wait_of(*ladder(Role.ORGANIZER, words="请办", rules=("S4.4-8",)))
    facts = facts_until(date(2024, 9, 30))
    (one,) = schedule(wait, facts, OCTOBER_2024).occurrences  # type: ignore[union-attr]
    assert one.at.date() == date(2024, 10, 8)
    assert [why for _, why in one.how.lines[-1].skipped] == ["国庆节"] * 5


def test_a_weekend_that_is_worked_is_a_working_day() -> None:
    wait = wait_of(mail(When.DAYS_BEFORE, "letter_reminder_days"))
    facts = facts_until(date(2024, 9, 30), letter_reminder_days=(1,))
    assert moments(wait, facts, OCTOBER_2024) == [date(2024, 9, 29)], "调休上班的周日"
    assert moments(wait, facts, WEEKENDS) == [date(2024, 9, 27)]


@pytest.mark.parametrize(
    ("moves", "by_policy", "due"),
    [
        (True, True, date(2024, 10, 8)),
        (True, False, date(2024, 10, 5)),
        (False, True, date(2024, 10, 5)),
    ],
    ids=["both", "the policy does not say so", "the date is printed on paper"],
)
def test_a_deadline_moves_only_if_the_policy_and_the_table_say_so(moves, by_policy, due) -> None:
    facts = facts_until(date(2024, 10, 5), deadlines_on_workdays=by_policy)
    found = schedule(wait_of(may_move=moves), facts, OCTOBER_2024)
    assert found is not None
    assert found.due == due


def test_months_before_a_month_end_clamp() -> None:
    wait = wait_of(mail(When.MONTHS_BEFORE, "retention_warning_months"))
    assert moments(wait, facts_until(date(2025, 8, 31)), EVERY_DAY) == [
        date(2025, 2, 28),
        date(2025, 5, 31),
        date(2025, 7, 31),
    ]
    assert moments(wait, facts_until(date(2024, 8, 31)), EVERY_DAY)[0] == date(2024, 2, 29)


def test_months_after_a_leap_day_clamp_to_the_last_of_february() -> None:
    wait = wait_of(mail(When.MONTHS_AFTER, "abroad_again_months"))
    facts = facts_until(date(2024, 2, 29), abroad_again_months=(12, 48))
    assert moments(wait, facts, EVERY_DAY) == [date(2025, 2, 28), date(2028, 2, 29)]


def test_the_clock_moves_at_the_first_moment_of_the_day_after_be_it_a_holiday() -> None:
    found = planned("letter_validity", but(COMPLETE, letter__valid_until=date(2024, 9, 30)))
    last = found.occurrences[-1]
    assert last.move == "expire"
    assert last.at == datetime(2024, 10, 1, 0, 0, tzinfo=SHANGHAI)


def test_reminders_leave_at_the_hour_from_which_mails_may_leave() -> None:
    facts = facts_until(date(2024, 9, 30), mails_from=time(8, 30))
    found = schedule(wait_of(mail(When.DAYS_BEFORE, "letter_reminder_days")), facts, EVERY_DAY)
    assert found is not None
    assert {one.at.timetz() for one in found.occurrences} == {time(8, 30, tzinfo=SHANGHAI)}


def test_a_shorter_ladder_of_the_policy_has_fewer_rungs() -> None:
    roles = (Role.CONTACT_PERSON, Role.BRANCH_SECRETARY, Role.ORGANIZER)
    wait = wait_of(*ladder(*roles, words="请办", rules=("S4.4-8",)))
    facts = facts_until(date(2024, 9, 1), escalation_days=(2, 4))
    assert moments(wait, facts, EVERY_DAY) == [date(2024, 9, 3), date(2024, 9, 5)]


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
NUMBERS = st.lists(st.integers(0, 400), min_size=1, max_size=6, unique=True).map(tuple)
SHARES = st.lists(st.fractions(0, 1), min_size=1, max_size=4).map(tuple)
FREE = st.builds(
    lambda first, length: Calendar({first + days(n): "假" for n in range(length)}),
    DAYS,
    st.integers(0, 30),
)
KINDS = {
    When.DAYS_BEFORE: "letter_reminder_days",
    When.MONTHS_BEFORE: "retention_warning_months",
    When.DAYS_AFTER: "dues_reminder_days",
    When.MONTHS_AFTER: "abroad_again_months",
    When.DAYS_SINCE: "choose_again_days",
    When.SHARES: "letter_reminder_shares",
}


@settings(deadline=None, max_examples=60)
@given(day=DAYS, numbers=NUMBERS, shares=SHARES, calendar=FREE)
def test_each_moment_is_one_in_order_on_a_working_day_and_on_its_side_of_the_deadline(
    day: date, numbers: tuple[int, ...], shares: tuple[Fraction, ...], calendar: Calendar
) -> None:
    items = {item: numbers for when, item in KINDS.items() if when is not When.SHARES}
    facts = facts_until(max(day, date(2024, 1, 1)), **items, letter_reminder_shares=shares)
    reminders = tuple(mail(when, item) for when, item in KINDS.items())
    found = schedule(wait_of(*reminders), facts, calendar)
    assert found is not None
    at = [one.at for one in found.occurrences]
    assert at == sorted(set(at))
    for one in found.occurrences:
        assert calendar.is_workday(one.at.date())
        assert one.how.day == one.at.date()
        assert len(one.reminders) == 1, "the same words to the same person are said once"


@settings(deadline=None, max_examples=60)
@given(day=DAYS, numbers=NUMBERS, shares=SHARES, calendar=FREE, when=st.sampled_from(list(KINDS)))
def test_no_reminder_ahead_of_a_deadline_comes_after_it(
    day: date,
    numbers: tuple[int, ...],
    shares: tuple[Fraction, ...],
    calendar: Calendar,
    when: When,
) -> None:
    reminder = mail(when, KINDS[when])
    given = shares if when is When.SHARES else numbers
    facts = facts_until(max(day, date(2024, 1, 1)), **{KINDS[when]: given})
    for moment in moments(wait_of(reminder), facts, calendar):
        if reminder.ahead:
            assert moment <= facts.policy.receipt_cutoff
        elif when is not When.DAYS_SINCE:
            assert moment >= facts.policy.receipt_cutoff


@settings(deadline=None, max_examples=60)
@given(left=DAYS)
def test_half_a_year_and_its_prompts_never_miss_the_month_end(left: date) -> None:
    found = schedule(WAITS["over_six_months"], but(COMPLETE, left_on=left), EVERY_DAY)
    assert found is not None
    assert found.due == add_months(left, 6)
    prompts = [one.at.date() for one in found.occurrences if not one.reminders[0].ahead]
    assert all(day > found.due for day in prompts), "D-2: strictly more than half a year"
