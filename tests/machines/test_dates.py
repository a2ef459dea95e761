"""Calendar months that clamp, and "more than six months" that means more (D-2, D-1)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machines.dates import add_months, days, later_than_months, month_end
from machines.facts import LetterFacts
from machines.letters import default_valid_until, last_valid_day, still_runs
from machines.policy import Policy
from machines.words import LetterStatus

DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(0, 120)
POLICY = Policy()
# A busy machine is slow, which says nothing about the calendar.
PATIENT = settings(deadline=None)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 6, 30), 6, date(2024, 12, 30)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 10, 31), 1, date(2024, 11, 30)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 7, 1), 24, date(2026, 7, 1)),
        (date(2024, 7, 1), 60, date(2029, 7, 1)),
        (date(2024, 7, 1), 0, date(2024, 7, 1)),
        (date(2024, 12, 15), 12, date(2025, 12, 15)),
    ],
    ids=str,
)
def test_months_are_added_on_the_calendar_and_clamp_to_the_months_end(day, months, later) -> None:
    assert add_months(day, months) == later


@PATIENT
@given(DAYS, MONTHS)
def test_the_day_stays_or_is_the_last_of_its_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and later == month_end(later))


@PATIENT
@given(DAYS, MONTHS)
def test_exactly_so_many_months_are_not_yet_more(day: date, months: int) -> None:
    assert not later_than_months(add_months(day, months), day, months)
    assert later_than_months(add_months(day, months) + DAY, day, months)


@PATIENT
@given(DAYS)
def test_the_last_day_of_a_month_is_followed_by_a_first(day: date) -> None:
    last = month_end(day)
    assert (last.year, last.month) == (day.year, day.month)
    assert (last + DAY).day == 1


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2024, 5, 30), date(2024, 5, 31)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 2, 1), date(2025, 2, 28)),
        (date(2024, 12, 31), date(2024, 12, 31)),
    ],
)
def test_the_last_day_of_a_month(day: date, last: date) -> None:
    assert month_end(day) == last


def test_a_span_of_days() -> None:
    assert date(2024, 6, 20) + days(90) == date(2024, 9, 18)


@pytest.mark.parametrize(
    ("issued_on", "valid_until"),
    [
        (date(2024, 6, 20), date(2024, 9, 18)),
        (date(2024, 7, 2), date(2024, 9, 30)),
        (date(2024, 7, 3), date(2024, 9, 30)),
        (date(2024, 9, 29), date(2024, 9, 30)),
        (date(2024, 9, 30), date(2024, 12, 29)),
        (date(2024, 10, 8), date(2025, 1, 6)),
    ],
    ids=[
        "ninety days",
        "ninety days to the cut-off",
        "the cut-off is nearer",
        "the day before the cut-off",
        "on the cut-off",
        "after the cut-off",
    ],
)
def test_a_letter_is_valid_for_ninety_days_or_until_the_cutoff(issued_on, valid_until) -> None:
    assert default_valid_until(issued_on, POLICY) == valid_until


@pytest.mark.parametrize(
    ("issued_on", "valid_until", "last"),
    [
        (date(2024, 6, 20), date(2024, 9, 18), date(2024, 9, 18)),
        (date(2024, 9, 1), date(2024, 11, 30), date(2024, 9, 30)),
        (date(2024, 9, 29), date(2024, 12, 28), date(2024, 9, 30)),
        (date(2024, 9, 30), date(2024, 12, 29), date(2024, 12, 29)),
        (date(2024, 10, 8), date(2025, 1, 6), date(2025, 1, 6)),
    ],
    ids=[
        "its own end",
        "the cut-off",
        "issued the day before the cut-off",
        "issued on the cut-off",
        "issued after the cut-off",
    ],
)
def test_the_last_valid_day_is_included_and_the_next_is_not(issued_on, valid_until, last) -> None:
    letter = LetterFacts("001", issued_on, valid_until, LetterStatus.LIVE)
    assert last_valid_day(letter, POLICY) == last
    assert still_runs(letter, POLICY, last)
    assert not still_runs(letter, POLICY, last + DAY)


@PATIENT
@given(st.dates(date(2024, 5, 1), date(2025, 12, 31)))
def test_a_letter_with_its_default_is_valid_on_the_day_it_is_issued(issued_on: date) -> None:
    until = default_valid_until(issued_on, POLICY)
    letter = LetterFacts("001", issued_on, until, LetterStatus.LIVE)
    assert issued_on < until <= issued_on + 90 * DAY
    assert last_valid_day(letter, POLICY) == until
