"""Until when data, education, file and letter are settled, and who hears of it (S1-1, S2, S4.1-1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from machines.facts import EducationFacts, MaterialsFacts
from machines.words import ItemStatus, Kind, PartyStatus
from tests.machines.complete import BEFORE_THE_LETTER, but, standing, with_paper
from tests.machines.moments import due, told

# Nothing is settled yet; the data check ends on 06-10, the day of leaving is 06-30.
EARLY = replace(
    standing(BEFORE_THE_LETTER, education="pending", materials="unchecked", transfer="verified"),
    education=EducationFacts(),
    materials=MaterialsFacts(),
)
ACTIVIST = replace(EARLY, kind=Kind.ACTIVIST, status=PartyStatus.ACTIVIST)
APPLICANT = replace(EARLY, kind=Kind.ACTIVIST, status=PartyStatus.APPLICANT)


def mails(name: str, facts) -> list[str]:
    return [f"{day} {what}" for day, to, what in told(name, facts) if to == "graduate"]


def tasks(name: str, facts) -> list[str]:
    return [f"{day} {to}" for day, to, what in told(name, facts) if what == "task"]


def test_s4_1_1_who_has_not_confirmed_his_data_is_asked_a_week_and_two_days_before_the_end() -> (
    None
):
    assert due("data_check", EARLY) == date(2024, 6, 10)
    assert mails("data_check", EARLY) == ["2024-06-03 confirm_data", "2024-06-08 confirm_data"]


def test_s4_1_1_who_has_confirmed_is_not_asked_again_but_the_check_is_still_due() -> None:
    confirmed = but(EARLY, data_confirmed_on=date(2024, 5, 30))
    assert mails("data_check", confirmed) == []
    assert tasks("data_check", confirmed) == [
        "2024-06-13 secretary",
        "2024-06-20 organizer",
        "2024-06-27 department",
    ]


def test_s1_1_the_branch_enters_attendance_first_and_only_then_the_graduate_is_asked() -> None:
    assert due("education_due", EARLY) == date(2024, 6, 30)
    lines = [tuple(line) for line in told("education_due", EARLY)]
    assert lines[:2] == [
        ("2024-06-10", "secretary", "task"),
        ("2024-06-20", "graduate", "education_make_up"),
    ]


def test_s1_1_after_leaving_the_graduate_hears_before_anybody_above_him() -> None:
    after = [line for line in told("education_due", EARLY) if line.day > "2024-06-30"]
    assert [line.to for line in after] == [
        "graduate",
        "contact person",
        "secretary",
        "graduate",
        "organizer",
        "department",
    ]


def test_s2_1_6_a_member_without_a_sealed_form_is_reminded_of_it_before_leaving() -> None:
    assert due("file_due", EARLY) == date(2024, 6, 30)
    assert mails("file_due", EARLY) == ["2024-06-13 form_due"]
    assert mails("file_due", but(BEFORE_THE_LETTER, policy=EARLY.policy)) == []


def test_s2_1_5_a_paper_found_missing_is_asked_for() -> None:
    lacking = with_paper(BEFORE_THE_LETTER, "admission_form", ItemStatus.MISSING)
    assert mails("file_due", lacking) == ["2024-06-13 materials_missing"]


def test_s2_3_1_an_activist_owes_his_training_form_and_s2_3_3_an_applicant_owes_none() -> None:
    assert mails("file_due", ACTIVIST) == ["2024-06-13 form_due"]
    assert mails("file_due", APPLICANT) == []


def test_s2_1_1_a_file_not_closed_by_leaving_goes_from_counselor_to_organizer_to_department() -> (
    None
):
    assert tasks("file_due", EARLY) == [
        "2024-07-03 counselor",
        "2024-07-10 organizer",
        "2024-07-17 department",
    ]


def test_s4_2_1_who_has_not_said_where_he_goes_is_asked_before_and_after_leaving() -> None:
    assert [line for line in mails("leaving", EARLY) if "destination" in line] == [
        "2024-06-16 confirm_destination",
        "2024-06-23 confirm_destination",
        "2024-07-01 confirm_destination",
        "2024-07-14 confirm_destination",
    ]


def test_s4_2_1_who_has_said_it_is_not_asked_and_the_secretary_registers_it() -> None:
    proposed = but(EARLY, destination_proposed=True)
    assert not [line for line in mails("leaving", proposed) if "destination" in line]
    assert tasks("leaving", proposed) == [
        "2024-06-23 secretary",
        "2024-07-03 contact person",
        "2024-07-10 secretary",
        "2024-07-17 organizer",
        "2024-07-31 department",
    ]


def test_s3_1_1_a_registered_destination_wants_its_letter_from_the_organizer() -> None:
    registered = standing(EARLY, transfer="registered")
    assert tasks("letter_due", registered)[:2] == ["2024-06-16 organizer", "2024-06-23 organizer"]
    assert not [line for line in mails("letter_due", registered) if "destination" in line]


def test_s3_1_7_who_is_registered_late_has_the_whole_ladder_from_its_first_rung() -> None:
    late = but(standing(EARLY, transfer="registered"), since={"transfer": date(2024, 7, 20)})
    assert due("letter_due", late) == date(2024, 7, 30)
    assert [line for line in tasks("letter_due", late) if line > "2024-07-30"] == [
        "2024-08-02 contact person",
        "2024-08-09 secretary",
        "2024-08-16 organizer",
        "2024-08-30 department",
    ]


def test_s3_2_8_who_has_not_had_the_notes_gets_them_before_leaving() -> None:
    assert [line for line in mails("leaving", EARLY) if "notes" in line] == [
        "2024-06-18 transfer_notes",
        "2024-06-26 transfer_notes",
    ]
    briefed = but(EARLY, education__notes_received_on=date(2024, 6, 3))
    assert not [line for line in mails("leaving", briefed) if "notes" in line]


def test_who_comes_to_the_transfer_after_leaving_has_days_of_his_own() -> None:
    late = but(EARLY, since={"transfer": date(2025, 3, 1)})
    assert due("after_leaving", late) == date(2025, 3, 31)
    assert due("leaving", late) is None, "S3.1-7: one of the two, never both"
    assert "2025-03-17 confirm_destination" in mails("after_leaving", late)
    assert due("after_leaving", but(EARLY, since={"transfer": date(2024, 6, 30)})) is None
