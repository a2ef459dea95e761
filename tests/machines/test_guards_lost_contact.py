"""Half a year without an answer, and the answer that ends it (S4.5(4)-1, D-2, D-15)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from machines.dates import add_months
from machines.guards.unsuccessful import (
    answered_since_reported,
    no_answer_for_half_a_year,
)
from machines.roles import Role
from machines.words import Channel, Grade
from tests.machines.complete import (
    COMPLETE,
    TODAY,
    Pair,
    but,
    rules_of,
    tried,
)

DAY = timedelta(days=1)
HALF_A_YEAR = date(2024, 12, 30)


def answered(on: date, **changes):
    answer = tried(1, on, Channel.LINK, Grade.BY_LINK)
    return replace(COMPLETE, contacts=(answer,), **changes)


PAIRS = (
    Pair(
        no_answer_for_half_a_year,
        "answered since",
        COMPLETE,
        answered(date(2024, 7, 1)),
        "D-2",
        Role.BRANCH_SECRETARY,
        today=date(2024, 12, 31),
    ),
    Pair(
        answered_since_reported,
        "silent since the report",
        answered(date(2025, 1, 6), out_of_contact_since=date(2025, 1, 5)),
        answered(date(2025, 1, 4), out_of_contact_since=date(2025, 1, 5)),
        "D-15",
        Role.BRANCH_SECRETARY,
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_complete_facts_are_let_through(pair: Pair) -> None:
    pair.says_yes()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_alone_lacks_is_refused_with_its_rule_and_its_cure(pair: Pair) -> None:
    pair.says_no()


@pytest.mark.parametrize(
    ("left_on", "today", "silent"),
    [
        (date(2024, 6, 30), HALF_A_YEAR, False),
        (date(2024, 6, 30), HALF_A_YEAR + DAY, True),
        (date(2024, 8, 31), date(2025, 2, 28), False),
        (date(2024, 8, 31), date(2025, 3, 1), True),
        (date(2023, 8, 31), date(2024, 2, 29), False),
        (date(2023, 8, 31), date(2024, 3, 1), True),
    ],
    ids=[
        "exactly six months",
        "six months and a day",
        "08-31 clamps to 02-28",
        "the day after 02-28",
        "08-31 clamps to 02-29",
        "the day after 02-29",
    ],
)
def test_half_a_year_is_strictly_more_than_six_months(left_on, today, silent) -> None:
    facts = but(COMPLETE, left_on=left_on)
    assert (no_answer_for_half_a_year(facts, today) == []) is silent


def test_the_half_year_begins_anew_with_each_answer() -> None:
    facts = answered(date(2024, 9, 1))
    last = add_months(date(2024, 9, 1), 6)
    assert no_answer_for_half_a_year(facts, last) != []
    assert no_answer_for_half_a_year(facts, last + DAY) == []


def test_without_a_day_of_leaving_no_half_year_runs() -> None:
    assert rules_of(no_answer_for_half_a_year(but(COMPLETE, left_on=None), TODAY)) == ["D-2"]


def test_an_answer_on_the_day_of_the_report_counts() -> None:
    facts = answered(date(2025, 1, 5), out_of_contact_since=date(2025, 1, 5))
    assert answered_since_reported(facts, TODAY) == []


def test_an_attempt_is_no_answer() -> None:
    attempt = tried(1, date(2025, 1, 6), Channel.MAIL, Grade.AUTOMATIC)
    facts = replace(COMPLETE, contacts=(attempt,), out_of_contact_since=date(2025, 1, 5))
    assert rules_of(answered_since_reported(facts, TODAY)) == ["D-15"]
