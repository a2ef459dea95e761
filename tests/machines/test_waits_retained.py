"""Retention at home: its end, dues, activity, review, and what six months of neglect prompt (S4.5(2))."""

from __future__ import annotations

from datetime import date

import pytest

from tests.machines.complete import RETAINED, but
from tests.machines.moments import due, planned, told

# Retained on 2024-10-10 until 2025-09-30.


def lines(name: str, facts) -> list[str]:
    return [" ".join(line) for line in told(name, facts)]


def test_s4_5_2_6_the_end_is_announced_six_three_and_one_months_before_it() -> None:
    assert due("retention_ends", RETAINED) == date(2025, 9, 30)
    assert lines("retention_ends", RETAINED)[:3] == [
        "2025-03-30 graduate retention_ending",
        "2025-06-30 graduate retention_ending",
        "2025-08-30 graduate retention_ending",
    ]


def test_s4_5_2_6_nothing_ends_by_itself_at_the_end_people_are_prompted() -> None:
    found = planned("retention_ends", RETAINED)
    assert not any(one.move for one in found.occurrences)
    assert lines("retention_ends", RETAINED)[3:] == [
        "2025-10-01 graduate retention_ending",
        "2025-10-03 contact person task",
        "2025-10-10 secretary task",
        "2025-10-17 organizer task",
        "2025-10-30 graduate retention_ending",
        "2025-10-31 department task",
    ]


def test_s4_5_2_7_who_said_he_can_transfer_is_reviewed_and_no_longer_warned_of_the_end() -> None:
    ready = but(RETAINED, retention__transferable_on=date(2025, 3, 1))
    assert not [line for line in lines("retention_ends", ready) if "graduate" in line]
    assert due("transferable", ready) == date(2025, 3, 11)
    assert lines("transferable", ready) == [
        "2025-03-11 secretary task",
        "2025-03-14 organizer task",
        "2025-03-21 committee task",
        "2025-03-28 department task",
    ]


@pytest.mark.parametrize(
    ("paid_until", "expected"),
    [
        (None, date(2024, 10, 31)),
        (date(2024, 10, 31), date(2024, 11, 30)),
        (date(2025, 1, 31), date(2025, 2, 28)),
        (date(2024, 12, 15), date(2024, 12, 31)),
    ],
    ids=["never paid", "October paid", "January paid", "paid in the middle of a month"],
)
def test_s4_5_2_3_dues_are_due_by_the_end_of_the_first_month_not_paid(paid_until, expected) -> None:
    assert due("dues_due", but(RETAINED, retention__dues_paid_until=paid_until)) == expected


def test_s4_5_2_3_late_dues_are_asked_of_him_first_then_others_ask() -> None:
    assert lines("dues_due", RETAINED) == [
        "2024-11-07 graduate retention_reminder",
        "2024-12-07 graduate retention_reminder",
        "2024-12-07 contact person task",
        "2025-01-06 graduate retention_reminder",
        "2025-01-06 secretary task",
    ]


def test_s4_5_2_3_an_activity_is_expected_every_three_months_from_the_newest() -> None:
    assert due("activity_due", RETAINED) == date(2025, 1, 10)
    active = but(RETAINED, retention__active_on=date(2024, 11, 30))
    assert due("activity_due", active) == date(2025, 2, 28)
    assert lines("activity_due", active) == [
        "2025-03-07 graduate retention_reminder",
        "2025-03-30 graduate retention_reminder",
        "2025-03-30 contact person task",
    ]


@pytest.mark.parametrize(
    ("active_on", "paid_until", "expected"),
    [
        (None, None, date(2025, 4, 10)),
        (date(2025, 3, 1), None, date(2025, 4, 10)),
        (None, date(2025, 3, 31), date(2025, 4, 10)),
        (date(2025, 3, 1), date(2025, 3, 31), date(2025, 9, 1)),
    ],
    ids=["neither", "no dues", "no activity", "both"],
)
def test_x_r31_6_six_months_count_from_the_older_of_activity_and_dues(
    active_on, paid_until, expected
) -> None:
    facts = but(RETAINED, retention__active_on=active_on, retention__dues_paid_until=paid_until)
    assert due("neglect", facts) == expected


def test_x_r31_6_and_x_r29_neglect_prompts_a_talk_never_a_mail_and_never_a_move() -> None:
    assert lines("neglect", RETAINED) == [
        "2025-04-13 secretary task",
        "2025-04-20 organizer task",
        "2025-04-27 committee task",
    ]


def test_s4_5_2_7_a_review_that_was_begun_is_due_within_thirty_days() -> None:
    begun = but(RETAINED, since={"transfer": date(2025, 3, 1)})
    assert due("conduct_review_due", begun) == date(2025, 3, 31)
    assert [line.to for line in told("conduct_review_due", begun)] == [
        "secretary",
        "organizer",
        "committee",
        "department",
    ]


def test_s4_5_3_4_who_was_regularised_while_retained_transfers_promptly() -> None:
    regularised = but(RETAINED, person__regularised_on=date(2024, 12, 1))
    assert due("regularised_here", regularised) == date(2024, 12, 31)
    assert lines("regularised_here", regularised)[0] == "2025-01-03 contact person task"
    assert due("regularised_here", but(RETAINED, person__regularised_on=date(2023, 12, 1))) is None
