"""The end of probation: who is reminded by whom, where who regularises (S2.2, S4.5(3))."""

from __future__ import annotations

from datetime import date

import pytest

from machines.facts import RetentionFacts
from tests.machines.complete import PROBATIONER, but, standing
from tests.machines.moments import due, planned, told

RUNNING = standing(PROBATIONER, probation="on_probation")
LATER = but(RUNNING, probation__ends_on=date(2024, 12, 1))
RETAINED = standing(
    but(LATER, retention=RetentionFacts(started_on=date(2024, 9, 1))), transfer="retained"
)


def mails(facts) -> list[str]:
    return [f"{d} {what}" for d, to, what in told("probation_ends", facts) if to == "graduate"]


def tasks(facts) -> list[str]:
    return [f"{d} {to}" for d, to, what in told("probation_ends", facts) if what == "task"]


@pytest.mark.parametrize("state", ["on_probation", "extended"])
def test_s2_2_1_the_school_reminds_thirty_fourteen_and_seven_days_before_and_on_the_day(
    state: str,
) -> None:
    facts = standing(RUNNING, probation=state)
    assert due("probation_ends", facts) == date(2024, 6, 30)
    assert mails(facts) == [
        "2024-05-31 regularisation_due",
        "2024-06-16 regularisation_due",
        "2024-06-23 regularisation_due",
        "2024-06-30 regularisation_due",
    ]


def test_s2_2_2_from_the_first_of_july_he_is_told_once_to_apply_where_he_is_received() -> None:
    assert mails(but(RUNNING, probation__ends_on=date(2024, 7, 1))) == [
        "2024-06-01 regularisation_elsewhere"
    ]
    assert mails(LATER) == ["2024-11-01 regularisation_elsewhere"]


def test_s2_2_2_with_a_recorded_exception_the_school_reminds_after_all() -> None:
    excepted = but(LATER, probation__school_regularises=True)
    assert "2024-11-17 regularisation_due" in mails(excepted)


def test_s4_5_3_3_a_retained_probationer_hands_in_his_application_here() -> None:
    assert mails(RETAINED) == [
        "2024-11-01 regularisation_due",
        "2024-11-17 regularisation_due",
        "2024-11-24 regularisation_due",
        "2024-12-01 regularisation_due",
    ]


def test_s4_5_3_3_after_the_end_contact_person_secretary_organizer_and_department_ask() -> None:
    assert tasks(RUNNING) == [
        "2024-07-03 contact person",
        "2024-07-10 secretary",
        "2024-07-17 organizer",
        "2024-07-31 department",
    ]


def test_x_c7_who_has_applied_is_asked_nothing_and_the_branch_prepares_its_meeting() -> None:
    assert [" ".join(line[:2]) for line in told("probation_applied", PROBATIONER)] == [
        "2024-06-16 secretary",
        "2024-07-03 secretary",
        "2024-07-10 organizer",
        "2024-07-17 department",
    ]


def test_x_c7_who_applies_after_the_end_finds_the_branch_asked_from_the_first_rung_on() -> None:
    late = but(PROBATIONER, since={"probation": date(2024, 7, 4)})
    assert due("probation_applied", late) == date(2024, 7, 4)
    assert "2024-07-07 secretary task" in [" ".join(x) for x in told("probation_applied", late)]


def test_s2_2_2_whose_relation_does_not_move_is_not_sent_to_a_receiver_that_has_not_got_him() -> (
    None
):
    stuck = standing(LATER, transfer="expired")
    assert mails(stuck) == []
    assert tasks(stuck)[0] == "2024-11-17 secretary"


def test_s2_2_2_a_probation_that_ends_before_the_transfer_does_is_for_the_branch_to_settle() -> (
    None
):
    assert tasks(LATER)[:2] == ["2024-11-17 secretary", "2024-12-04 secretary"]


@pytest.mark.parametrize("facts", [RUNNING, PROBATIONER, LATER, RETAINED])
def test_d_5_no_probation_is_ended_by_the_clock(facts) -> None:
    assert not any(one.move for one in planned("probation_ends", facts).occurrences)
