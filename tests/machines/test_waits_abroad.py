"""Abroad: papers and talk before departure, contact each half-year, the limit (S3.3, X-R34.2, D-8)."""

from __future__ import annotations

from datetime import date

from machines.words import Channel, Grade
from tests.machines.complete import ABROAD, but, standing, tried
from tests.machines.moments import due, planned, told

APPLYING = standing(
    but(
        ABROAD,
        abroad__papers=frozenset(),
        abroad__starts_on=date(2024, 9, 1),
        since={"abroad": date(2024, 6, 3)},
    ),
    abroad="applying",
)
PREPARING = standing(
    but(ABROAD, abroad__talk_on=None, abroad__starts_on=date(2024, 9, 1)), abroad="preparing"
)


def lines(name: str, facts) -> list[str]:
    return [" ".join(line) for line in told(name, facts)]


def test_s3_3_2_missing_papers_are_asked_for_before_the_planned_departure() -> None:
    assert due("abroad_papers_due", APPLYING) == date(2024, 9, 1)
    assert lines("abroad_papers_due", APPLYING)[:2] == [
        "2024-08-11 graduate overseas_documents",
        "2024-08-25 graduate overseas_documents",
    ]
    complete = but(APPLYING, abroad__papers=ABROAD.abroad.papers)
    assert not [line for line in lines("abroad_papers_due", complete) if "graduate" in line]


def test_s3_3_5_the_talk_is_arranged_before_departure() -> None:
    assert lines("abroad_papers_due", PREPARING)[:3] == [
        "2024-08-11 graduate overseas_talk",
        "2024-08-11 contact person task",
        "2024-08-25 contact person task",
    ]


def test_s3_3_4_branch_and_contact_are_set_before_departure() -> None:
    alone = but(PREPARING, abroad__talk_on=date(2024, 8, 1), abroad__branch_set=False)
    assert lines("abroad_papers_due", alone)[:2] == [
        "2024-08-11 secretary task",
        "2024-08-25 secretary task",
    ]


def test_s3_3_3_a_complete_application_is_decided_within_ten_days_an_incomplete_one_waits() -> None:
    complete = but(APPLYING, abroad__papers=ABROAD.abroad.papers)
    assert due("abroad_decision", complete) == date(2024, 6, 13)
    assert [line.to for line in told("abroad_decision", complete)] == [
        "organizer",
        "committee",
        "department",
    ]
    assert told("abroad_decision", APPLYING) == []


def test_s3_3_6_he_is_asked_two_weeks_before_each_half_year_is_over_and_on_its_last_day() -> None:
    assert due("abroad_contact", ABROAD) == date(2025, 3, 1)
    assert lines("abroad_contact", ABROAD)[:2] == [
        "2025-02-15 graduate overseas_half_year",
        "2025-03-01 graduate overseas_half_year",
    ]


def test_s3_3_6_an_overdue_contact_goes_up_from_the_contact_person() -> None:
    assert lines("abroad_contact", ABROAD)[2:6] == [
        "2025-03-04 contact person task",
        "2025-03-11 secretary task",
        "2025-03-18 organizer task",
        "2025-04-01 department task",
    ]


def test_s3_3_6_silence_is_broken_anew_every_half_year_up_to_four_and_a_half_years() -> None:
    again = [line for line in lines("abroad_contact", ABROAD)[6:] if "graduate" in line]
    assert again[0] == "2025-09-01 graduate overseas_half_year"
    assert again[-1] == "2029-03-01 graduate overseas_half_year"
    assert len(again) == 8


def test_s3_3_6_a_two_way_contact_begins_the_half_year_anew() -> None:
    wrote = but(ABROAD, contacts=(tried(1, date(2024, 12, 31), Channel.MAIL, Grade.REPLIED),))
    assert due("abroad_contact", wrote) == date(2025, 6, 30)
    assert lines("abroad_contact", wrote)[0] == "2025-06-16 graduate overseas_half_year"


def test_s3_3_7_half_a_year_before_the_limit_and_at_it_he_is_told() -> None:
    assert due("abroad_limit", ABROAD) == date(2029, 6, 30)
    assert [line for line in lines("abroad_limit", ABROAD) if "graduate" in line] == [
        "2028-12-30 graduate overseas_limit_near",
        "2029-07-01 graduate overseas_limit_reached",
        "2029-07-30 graduate overseas_limit_reached",
    ]


def test_s3_3_7_without_a_recorded_limit_four_and_a_half_and_five_years_count_from_departure() -> (
    None
):
    open_ended = but(ABROAD, abroad__limit_on=None, abroad__departed_on=date(2024, 2, 29))
    assert due("abroad_limit", open_ended) == date(2029, 2, 28)
    assert lines("abroad_limit", open_ended)[0] == "2028-08-28 graduate overseas_limit_near"


def test_d_8_a_recorded_exception_moves_the_limit() -> None:
    extended = but(ABROAD, abroad__limit_on=date(2030, 6, 30))
    assert due("abroad_limit", extended) == date(2030, 6, 30)


def test_s3_3_7_at_the_limit_people_decide_and_give_their_reason() -> None:
    found = planned("abroad_limit", ABROAD)
    assert not any(one.move for one in found.occurrences)
    assert [f"{d} {to}" for d, to, what in told("abroad_limit", ABROAD) if d > "2029" and what == "task"] == [
        "2029-07-03 contact person",
        "2029-07-10 organizer",
        "2029-07-17 committee",
        "2029-07-31 department",
    ]  # fmt: skip
    asked = {r.words for one in found.occurrences for r in one.reminders if not r.ahead and r.words}
    assert all("理由" in words for words in asked)


def test_x_r34_2_when_he_said_he_would_be_back_is_asked_after() -> None:
    back = but(ABROAD, abroad__returns_on=date(2026, 7, 1))
    assert lines("abroad_return", back) == [
        "2026-07-04 contact person task",
        "2026-07-11 secretary task",
    ]


def test_s3_3_7_nobody_is_asked_how_he_is_after_the_end_of_his_stay() -> None:
    last = date(2025, 9, 1)
    back = but(ABROAD, abroad__departed_on=date(2024, 9, 1), abroad__returns_on=last)
    again = [line for line in told("abroad_contact", back) if line.what == "overseas_half_year"]
    assert again
    assert all(line.day <= "2025-09-01" for line in again)
