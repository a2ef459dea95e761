"""A newer export shows who is missing, who is new, what has changed (S4.1-1)."""

from __future__ import annotations

from tests.factories import make_case, make_cohort
from tests.tracker.roster.school import School, row
from tests.tracker.roster.sheets import (
    MEMBERS,
    activist,
    activists,
    by_name,
    members,
    rulings,
    students,
)
from tracker.actions.roster import do_roster
from tracker.models import RosterImport
from tracker.roster.imports import rows_in


def names(roster: RosterImport, ruling: str) -> list[str]:
    """Who got the ruling."""
    return [name for name, one in rulings(roster) if one == ruling]


def test_a_newer_export_shows_missing_new_and_changed(school: School) -> None:
    school.bring_in(row(101), row(102), row(103))
    tried = school.keep_and_try(row(102, mobile="13800001234"), row(103), row(104))
    assert rulings(tried) == [
        ("张丙", "changed"),
        ("张丁", "unchanged"),
        ("张戊", "new"),
        ("张乙", "missing"),
    ]
    absent = by_name(tried)["张乙"]
    assert (absent["places"], absent["branch"], absent["writes"]) == ([], "学生第一党支部", False)
    assert absent["case_id"] == school.case("张乙").id


def test_who_is_missing_is_left_alone_by_the_import(school: School) -> None:
    school.bring_in(row(101), row(102))
    version = school.case("张乙").version
    tried = school.keep_and_try(row(102, mobile="13800001234"))
    do_roster(school.desk, tried.id, school.organizer)
    case = school.case("张乙")
    assert (case.version, case.closed_at) == (version, None)


def test_only_branches_that_the_sheets_list_can_miss_somebody(school: School) -> None:
    school.bring_in(row(101), row(102, branch="学生第二党支部"))
    assert names(school.keep_and_try(row(103)), "missing") == ["张乙"]
    both = school.keep_and_try(row(103), row(104, branch="学生第二党支部"))
    assert names(both, "missing") == ["张乙", "张丙"]


def test_a_branch_of_refused_rows_only_misses_nobody(school: School) -> None:
    school.bring_in(row(101))
    assert names(school.keep_and_try(row(103, mobile="12")), "missing") == []


def test_closed_cases_and_those_of_other_cohorts_are_not_missed(school: School) -> None:
    school.bring_in(row(101))
    school.case("张乙").closed_at = school.desk.now
    session = school.desk.session
    make_case(session, cohort=make_cohort(session, 2023), branch=school.branch)
    session.commit()
    assert names(school.keep_and_try(row(102)), "missing") == []


def test_a_sheet_of_activists_misses_no_members_and_the_other_way_round(school: School) -> None:
    school.bring_in(row(101))
    school.try_files(activists(activist(102)))
    tried = school.try_files(activists(activist(102), activist(104)))
    do_roster(school.desk, tried.id, school.organizer)
    assert names(school.try_files(activists(activist(104))), "missing") == ["张丙"]
    assert names(school.keep_and_try(row(103)), "missing") == ["张乙"]
    both = school.try_files(activists(activist(104)), members(row(103)))
    assert names(both, "missing") == ["张丙", "张乙"] or names(both, "missing") == ["张乙", "张丙"]


def test_student_data_alone_miss_nobody(school: School) -> None:
    school.bring_in(row(101), row(102))
    assert names(school.try_files(students(row(101))), "missing") == []


def test_a_member_whom_only_the_student_data_name_is_missing_in_the_roster(
    school: School,
) -> None:
    school.bring_in(row(101), row(102))
    tried = school.try_files(members(row(102)), students(row(101)))
    assert rulings(tried) == [("张丙", "unchanged"), ("张乙", "unchanged"), ("张乙", "missing")]


def test_who_stands_in_a_faulty_row_is_not_missing(school: School) -> None:
    school.bring_in(row(101), row(102))
    assert names(school.keep_and_try(row(101, mobile="12"), row(102)), "missing") == []


def test_who_stands_in_a_row_with_a_spoilt_id_number_is_not_missing(school: School) -> None:
    school.bring_in(row(101, student_no=None), row(102))
    spoilt = row(101, id_number="330802200203040000")
    tried = school.try_files(members(spoilt, row(102), columns=MEMBERS))
    assert rulings(tried) == [("张乙", "refused"), ("张丙", "unchanged")]


def test_two_people_whose_numbers_a_row_mixes_up_are_not_missing(school: School) -> None:
    school.bring_in(row(101), row(102), row(103))
    mixed = row(101, student_no="2020010102")
    assert names(school.keep_and_try(mixed, row(103)), "missing") == []


def test_who_is_missing_does_not_stop_an_import_when_he_goes_meanwhile(school: School) -> None:
    school.bring_in(row(101))
    tried = school.keep_and_try(row(102))
    school.case("张乙").closed_at = school.desk.now
    school.desk.session.commit()
    do_roster(school.desk, tried.id, school.organizer)
    assert school.case("张丙").person.name == "张丙"


def test_who_only_a_supplement_names_is_told_to_be_there(school: School) -> None:
    school.bring_in(row(101), row(102))
    tried = school.try_files(members(row(102)), students(row(101, mobile="13800001234")))
    (absent,) = [r for r in rows_in(tried) if r["ruling"] == "missing"]
    (caution,) = absent["cautions"]
    assert caution["label"] == ""
    assert "党员名册里没有此人（补充资料里有）" in caution["message"]
