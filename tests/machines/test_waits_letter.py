"""The season of a letter: urged within validity, expired by the clock, receipts (S4.4, S4.5; D-1, D-17)."""

from __future__ import annotations

from datetime import date

import pytest

from machines.facts import ApplicationFacts, RetentionFacts
from machines.words import ApplicationKind, ApplicationState, Channel, Grade
from tests.machines.complete import COMPLETE, but, standing, tried
from tests.machines.moments import due, planned, told

# Issued on 06-20, valid until 09-18, no receipt yet.
OUT = but(COMPLETE, letter__receipt_sealed=False)
FED_BACK = but(OUT, letter__feedback_on=date(2024, 8, 31))
WAITING = but(FED_BACK, letter__waiting_on=date(2024, 8, 31))
ACCEPTED = but(FED_BACK, letter__accepted_on=date(2024, 8, 31))
EXPIRED = standing(but(OUT, since={"transfer": date(2024, 9, 19)}), transfer="expired")
SILENT = standing(EXPIRED, transfer="verified")
LOST = standing(but(EXPIRED, out_of_contact_since=date(2025, 1, 2)), transfer="out_of_contact")


def lines(name: str, facts) -> list[str]:
    return [" ".join(line) for line in told(name, facts)]


def test_s4_4_1_report_now_at_a_third_two_thirds_seven_days_and_one_day() -> None:
    assert [line for line in lines("letter_validity", OUT) if "report_now" in line] == [
        "2024-07-20 graduate report_now",
        "2024-08-19 graduate report_now",
        "2024-09-11 graduate report_now",
        "2024-09-17 graduate report_now",
    ]


def test_s4_4_5_without_receipt_and_feedback_contact_person_and_then_secretary_call() -> None:
    assert [line for line in lines("letter_validity", OUT) if "task" in line] == [
        "2024-08-19 contact person task",
        "2024-09-11 secretary task",
    ]


def test_s3_1_4_who_reported_and_waits_is_not_urged_but_asked_how_it_stands_near_the_end() -> None:
    assert [line for line in lines("letter_validity", WAITING) if "task" not in line] == [
        "2024-09-11 graduate receipt_chase",
        "2024-09-17 graduate receipt_chase",
        "2024-09-19 clock expire",
    ]
    assert due("receipt_return", WAITING) is None


def test_s4_4_1_a_word_that_does_not_say_accepted_stops_no_reminder() -> None:
    assert lines("letter_validity", FED_BACK) == lines("letter_validity", OUT)
    assert due("receipt_return", FED_BACK) is None


def test_s4_4_2_who_says_that_he_was_accepted_is_urged_no_more() -> None:
    assert lines("letter_validity", ACCEPTED) == ["2024-09-19 clock expire"]


def test_s4_4_3_a_receipt_that_came_back_is_for_the_organizer_to_verify() -> None:
    assert lines("letter_validity", COMPLETE) == ["2024-09-19 clock expire"]
    entered = but(COMPLETE, letter__receipt_on=date(2024, 10, 12))
    assert lines("receipt_in", entered) == [
        "2024-10-15 organizer task",
        "2024-10-22 committee task",
        "2024-10-29 department task",
    ]


def test_d_1_a_letter_valid_beyond_the_cut_off_expires_with_the_cut_off() -> None:
    long = but(OUT, letter__valid_until=date(2024, 12, 1))
    assert due("letter_validity", long) == date(2024, 9, 30)
    assert lines("letter_validity", long)[-1] == "2024-10-01 clock expire"


def test_s4_4_2_a_receipt_is_expected_within_a_month_of_the_word_that_he_was_accepted() -> None:
    assert due("receipt_return", ACCEPTED) == date(2024, 9, 30)
    assert lines("receipt_return", ACCEPTED) == [
        "2024-10-03 graduate receipt_chase",
        "2024-10-10 secretary task",
        "2024-10-17 organizer task",
    ]


@pytest.mark.parametrize("facts", [OUT, COMPLETE], ids=["no feedback", "the receipt is there"])
def test_s4_4_2_without_feedback_or_with_the_receipt_none_is_expected(facts) -> None:
    assert due("receipt_return", facts) is None


def test_s4_4_8_after_the_cut_off_a_missing_receipt_goes_up_to_the_department() -> None:
    assert due("receipts_by", EXPIRED) == date(2024, 9, 30)
    assert lines("receipts_by", EXPIRED) == [
        "2024-10-03 organizer task",
        "2024-10-10 department task",
    ]
    october = but(EXPIRED, letter__issued_on=date(2024, 10, 8))
    assert due("receipts_by", october) is None, "D-1: a letter of October is not bound by it"


def test_s4_4_3_whose_sealed_receipt_is_in_hand_is_not_asked_to_choose_again() -> None:
    there = but(EXPIRED, letter__receipt_sealed=True)
    assert lines("receipts_by", there) == []
    assert lines("choose_again", there) == []
    assert lines("reissue_limit", there) == []


def test_s4_5_1_and_2_after_expiry_the_graduate_chooses_again_and_then_others_ask() -> None:
    assert lines("choose_again", EXPIRED) == [
        "2024-10-03 graduate letter_expired",
        "2024-10-06 contact person task",
        "2024-10-13 secretary task",
        "2024-10-19 graduate letter_expired",
        "2024-10-20 organizer task",
        "2024-11-03 department task",
    ]


def test_d_17_once_the_outer_limit_has_passed_nobody_is_offered_another_letter() -> None:
    back = but(EXPIRED, since={"transfer": date(2025, 2, 1)})
    assert {line.to for line in told("choose_again", back)} == {
        "contact person",
        "secretary",
        "organizer",
        "department",
    }


def test_s4_4_5_who_says_he_was_accepted_after_all_is_asked_for_the_receipt_instead() -> None:
    answered = but(EXPIRED, letter__accepted_on=date(2024, 9, 20))
    assert due("choose_again", answered) is None
    assert lines("receipts_by", answered) == []
    assert "2024-10-23 graduate receipt_chase" in lines("receipt_return", answered)


def test_s4_5_1_who_is_back_in_expired_after_a_refusal_is_asked_anew() -> None:
    back = but(
        EXPIRED, letter__accepted_on=date(2024, 9, 20), since={"transfer": date(2024, 10, 5)}
    )
    assert "2024-10-19 graduate letter_expired" in lines("choose_again", back)
    assert due("receipt_return", back) is None


def test_feedback_before_expiry_does_not_answer_what_was_asked_after_it() -> None:
    early = but(EXPIRED, letter__accepted_on=date(2024, 8, 1))
    assert "2024-10-03 graduate letter_expired" in lines("choose_again", early)


def test_d_17_the_outer_limit_is_six_months_from_the_first_letter_not_from_the_newest() -> None:
    second = but(
        EXPIRED, letter__issued_on=date(2024, 8, 31), letter__first_issued_on=date(2024, 6, 20)
    )
    assert due("reissue_limit", second) == date(2024, 12, 20)
    assert due("reissue_limit", but(EXPIRED, letter__issued_on=date(2024, 8, 31))) == date(
        2025, 2, 28
    )


@pytest.mark.parametrize(
    ("state", "told_before"),
    [
        ("expired", {"graduate letter_expired", "contact person task"}),
        ("reissue_requested", {"committee task"}),
        ("reissue_approved", {"graduate reissue_approved", "organizer task"}),
    ],
)
def test_d_17_before_the_outer_limit_whoever_acts_next_is_warned_twice(state, told_before) -> None:
    found = told("reissue_limit", standing(EXPIRED, transfer=state))
    # The graduate himself is asked to choose once more, and then no more.
    first = told_before - {"graduate letter_expired"}
    for day, wanted in (("2024-11-20", first), ("2024-12-13", told_before)):
        assert {f"{line.to} {line.what}" for line in found if line.day == day} == wanted


@pytest.mark.parametrize("name", ["reissue_decision", "retention_decision"])
def test_s4_5_1_2_and_s4_5_2_2_an_application_is_decided_within_ten_days(name: str) -> None:
    asked = but(OUT, since={"transfer": date(2024, 10, 8)})
    assert due(name, asked) == date(2024, 10, 18)
    assert lines(name, asked) == [
        "2024-10-18 organizer task",
        "2024-10-21 committee task",
        "2024-10-28 department task",
    ]


def test_s4_5_2_4_what_was_agreed_is_filed_and_assigned_within_ten_days() -> None:
    agreed = but(OUT, since={"transfer": date(2024, 10, 8)})
    assert due("retention_filing", agreed) == date(2024, 10, 18)
    assert [line.to for line in told("retention_filing", agreed)] == [
        "organizer",
        "secretary",
        "organizer",
        "department",
    ]


def test_s4_5_4_1_before_half_a_year_the_silent_are_called_by_every_way() -> None:
    assert due("over_six_months", SILENT) == date(2024, 12, 30)
    assert [line for line in lines("over_six_months", SILENT) if line < "2024-12-30"] == [
        "2024-11-30 graduate cannot_reach",
        "2024-11-30 contact person task",
        "2024-12-23 graduate cannot_reach",
        "2024-12-23 contact person task",
    ]


def test_s4_5_4_1_who_has_answered_since_leaving_is_not_told_that_he_cannot_be_reached() -> None:
    answered = but(SILENT, contacts=(tried(1, date(2024, 8, 1), Channel.MAIL, Grade.REPLIED),))
    assert not [line for line in told("over_six_months", answered) if line.to == "graduate"]
    before = but(SILENT, contacts=(tried(1, date(2024, 6, 1), Channel.MAIL, Grade.REPLIED),))
    assert [line for line in told("over_six_months", before) if line.to == "graduate"]


def test_s4_5_4_1_who_is_asked_to_choose_again_is_not_told_that_he_cannot_be_reached() -> None:
    assert {line.to for line in told("over_six_months", EXPIRED) if line.day < "2024-12-30"} == {
        "contact person"
    }


def test_s3_1_4_a_noted_conversation_with_him_is_an_answer() -> None:
    spoken = but(SILENT, letter__feedback_on=date(2024, 8, 1))
    assert not [line for line in told("over_six_months", spoken) if line.day < "2024-12-30"]


def test_s4_5_2_whom_the_school_kept_or_a_letter_of_years_later_is_not_over_half_a_year() -> None:
    kept = but(SILENT, retention=RetentionFacts(started_on=date(2024, 10, 1)))
    assert due("over_six_months", kept) is None
    assert due("over_six_months", but(SILENT, since={"transfer": date(2026, 3, 1)})) is None


def test_s4_5_4_1_after_half_a_year_the_college_is_prompted_to_discuss_and_nobody_else() -> None:
    found = [line for line in told("over_six_months", EXPIRED) if line.day > "2024-12-30"]
    assert [f"{line.day} {line.to}" for line in found] == [
        "2025-01-02 organizer",
        "2025-01-09 committee",
        "2025-01-16 department",
    ]
    words = {
        row.words
        for one in planned("over_six_months", EXPIRED).occurrences
        for row in one.reminders
        if not row.ahead
    }
    assert all("讨论" in said for said in words)


def test_d_19_whose_application_waits_is_not_a_case_to_be_discussed() -> None:
    asked = ApplicationFacts(ApplicationKind.RETENTION, ApplicationState.SUBMITTED)
    waiting = but(EXPIRED, applications=(asked,))
    assert told("over_six_months", waiting) == []


def test_s4_5_4_1_a_review_under_way_needs_no_prompt_to_discuss() -> None:
    reviewed = standing(EXPIRED, disposition="reviewing")
    assert not [line for line in told("over_six_months", reviewed) if line.day > "2024-12-30"]


def test_d_15_who_is_lost_gets_mails_wider_apart_and_other_channels_are_tried() -> None:
    assert due("calls", LOST) == date(2025, 3, 3)
    assert lines("calls", LOST) == [
        "2025-01-16 graduate cannot_reach",
        "2025-01-16 contact person task",
        "2025-02-13 graduate cannot_reach",
        "2025-02-13 contact person task",
        "2025-03-06 secretary task",
        "2025-03-13 organizer task",
        "2025-03-20 department task",
    ]
