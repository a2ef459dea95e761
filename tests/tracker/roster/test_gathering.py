"""Several sheets of one person are one person: by ID number, by 学号, and never by name alone."""

from __future__ import annotations

import io
from datetime import date

import openpyxl

from tests.factories import make_case
from tests.tracker.roster.school import School, only, reasons, row
from tests.tracker.roster.sheets import (
    MEMBERS,
    activist,
    activists,
    asked,
    by_name,
    members,
    rulings,
    sheet,
    students,
)
from tracker.actions.roster import do_roster
from tracker.models import Case, Person
from tracker.roster.aliases import Field
from tracker.roster.imports import rows_in
from tracker.roster.verdict_sheet import verdict_xlsx


def test_the_members_export_and_the_student_data_make_one_person(school: School) -> None:
    tried = school.try_files(members(row(101)), students(row(101, mobile=None)))
    assert only(tried)["places"] == ["1:4", "2:4"]
    do_roster(school.desk, tried.id, school.organizer)
    person = school.person("张乙")
    assert (person.student_no, person.mail_addresses) == ("2020010101", ["s101@example.com"])
    assert (person.job_post, person.mobile) == ("本科毕业年级学生", "19900000101")
    assert (school.count(Person), school.count(Case)) == (1, 1)


def test_two_sheets_of_one_file_are_merged_like_two_files(school: School) -> None:
    tried = school.try_files(students(row(101), row(102)), members(row(102), row(101)))
    assert [(r["name"], r["places"]) for r in rows_in(tried)] == [
        ("张乙", ["1:4", "2:5"]),
        ("张丙", ["1:5", "2:4"]),
    ]


def test_sheets_without_id_numbers_are_merged_by_student_number(school: School) -> None:
    numbered = MEMBERS.replace("id_number", "student_no")
    tried = school.try_files(
        members(row(101, mobile=None), columns=numbered),
        students(row(101, id_number=None, email="zy@example.com")),
    )
    do_roster(school.desk, tried.id, school.organizer)
    person = school.person("张乙")
    assert (person.mobile, person.id_number) == ("19900000101", None)
    assert person.mail_addresses == ["zy@example.com"]


def test_a_namesake_is_another_person(school: School) -> None:
    tried = school.try_files(members(row(101)), students(row(101), row(105, name="张乙")))
    assert rulings(tried) == [("张乙", "new"), ("张乙", "apart")]


def test_a_sheet_that_links_two_rows_of_another_refuses_them(school: School) -> None:
    numbered = f"{MEMBERS} student_no"
    tried = school.try_files(
        members(row(101, student_no=None), row(101, id_number=None), columns=numbered),
        students(row(101)),
    )
    record = only(tried)
    assert record["places"] == ["1:4", "1:5", "2:4"]
    assert reasons(record) == [("姓名", "与表1 第 4 行是同一个人")]
    assert record["faults"][0]["cure"] == "一人在一张表里只留一行"


def test_other_id_numbers_under_one_student_number_are_refused_and_not_shown(
    school: School,
) -> None:
    numbered = f"{MEMBERS} student_no"
    stranger = row(103)[Field.ID_NUMBER]
    tried = school.try_files(
        members(row(101), columns=numbered), students(row(101, id_number=stranger))
    )
    record = only(tried)
    assert reasons(record) == [
        (
            "身份证号",
            "表1 第 4 行和表2 第 4 行的身份证号不同，学号却相同，不知道是不是同一个人",
        )
    ]
    assert str(stranger) not in str(record)


def test_another_name_under_one_student_number_alone_is_refused(school: School) -> None:
    numbered = f"{MEMBERS} student_no"
    tried = school.try_files(
        members(row(101), columns=numbered), students(row(101, id_number=None, name="李四"))
    )
    assert reasons(only(tried)) == [
        ("姓名", "几张表里姓名不同：表1 第 4 行“张乙”，表2 第 4 行“李四”，只有学号相同")
    ]


def test_another_name_under_one_id_number_waits_for_a_choice(school: School) -> None:
    record = only(school.try_files(members(row(101)), students(row(101, name="张一"))))
    assert reasons(record) == [("姓名", "几张表里姓名不同：表1 第 4 行“张乙”，表2 第 4 行“张一”")]
    assert asked(record) == ["姓名"]
    assert [offer["value"] for offer in record["changes"][0]["offers"]] == ["张乙", "张一"]


def test_other_kinds_in_two_sheets_wait_for_a_choice(school: School) -> None:
    record = only(
        school.try_files(members(row(101)), sheet("乙", MEMBERS, row(101, member_kind="预备党员")))
    )
    assert reasons(record) == [("人员类别", "几张表写的人员类别不同")]
    (change,) = record["changes"]
    assert [offer["value"] for offer in change["offers"]] == ["正式党员", "预备党员"]
    assert not record["writes"]


def test_a_membership_that_any_sheet_calls_suspended_is_refused(school: School) -> None:
    stated = "name id_number membership_status"
    record = only(
        school.try_files(
            members(row(101, membership_status="正常"), columns=f"{MEMBERS} membership_status"),
            sheet("乙", stated, row(101, membership_status="停止党籍")),
        )
    )
    assert ("党籍状态", "党籍已停止") in reasons(record)


def test_an_end_of_probation_that_two_sheets_state_otherwise_is_asked_for(school: School) -> None:
    probationer = {"member_kind": "预备党员", "regularised_on": None}
    columns = f"{MEMBERS} probation_ends_on"
    first = row(101, **probationer, probation_ends_on=date(2024, 6, 1))
    other = row(101, **probationer, probation_ends_on=date(2024, 12, 1))
    record = only(school.try_files(members(first, columns=columns), sheet("乙", columns, other)))
    assert reasons(record) == [("预备期满日期", "几张表写的不同")]
    assert asked(record) == ["预备期满日期"]


def test_students_who_are_no_members_stay_outside(school: School) -> None:
    before = school.counts()
    tried = school.try_files(students(row(101), row(102, mobile="12")))
    assert rulings(tried) == [("张乙", "apart"), ("张丙", "apart")]
    assert tried.account["writes"] == 0
    assert school.counts() == before


def test_a_faulty_row_of_student_data_is_refused_where_a_roster_names_the_person(
    school: School,
) -> None:
    tried = school.try_files(
        members(row(101), row(104)),
        students(row(101, mobile="12"), row(102, mobile="12"), row(104, id_number="3308022002")),
    )
    assert rulings(tried) == [
        ("张乙", "new"),
        ("张戊", "new"),
        ("张乙", "refused"),
        ("张丙", "apart"),
        ("张戊", "refused"),
    ]


def test_student_data_of_a_person_whose_own_row_is_faulty_say_so(school: School) -> None:
    tried = school.try_files(members(row(101, mobile="12")), students(row(101)))
    faulty, apart = rows_in(tried)
    assert (faulty["ruling"], apart["ruling"]) == ("refused", "apart")
    assert apart["cautions"][0]["message"].startswith("名册里此人的一行不能导入")


def test_student_data_of_somebody_with_a_case_add_to_him(school: School) -> None:
    school.bring_in(row(101, email=None))
    tried = school.try_files(students(row(101, email="new@example.com"), row(102)))
    assert rulings(tried) == [("张乙", "changed"), ("张丙", "apart")]
    do_roster(school.desk, tried.id, school.organizer)
    assert school.person("张乙").mail_addresses == ["new@example.com"]


def test_a_student_number_of_a_case_under_another_name_is_refused_not_passed_over(
    school: School,
) -> None:
    school.bring_in(row(101))
    tried = school.try_files(students(row(101, id_number=None, name="李四")))
    assert reasons(only(tried)) == [("姓名", "这个学号在系统里登记的是另一个姓名")]


def test_the_addresses_of_all_sheets_are_kept_once(school: School) -> None:
    tried = school.try_files(
        members(row(101, email="S101@example.com"), columns=f"{MEMBERS} email"),
        students(row(101, email="s101@example.com", email2="home@example.net")),
    )
    do_roster(school.desk, tried.id, school.organizer)
    assert school.person("张乙").mail_addresses == ["S101@example.com", "home@example.net"]


def test_a_member_who_also_stands_among_the_activists_is_a_member(school: School) -> None:
    tried = school.try_files(activists(activist(101)), members(row(101)))
    record = only(tried)
    assert (record["ruling"], record["kind"]) == ("new", "正式党员")


def test_the_roster_says_where_a_person_belongs_whatever_the_student_data_call_it(
    school: School,
) -> None:
    for college in ("航天学院", "教师教育学院"):
        tried = school.try_files(members(row(101)), students(row(101, college=college)))
        assert (only(tried)["ruling"], only(tried)["branch"]) == ("new", "学生第一党支部")


def test_the_college_of_the_student_data_tells_branches_of_one_name_apart(school: School) -> None:
    school.other.branches[0].name = "学生第一党支部"
    school.desk.session.commit()
    tried = school.try_files(members(row(101)), students(row(101)), actor=school.department)
    do_roster(school.desk, tried.id, school.department)
    assert school.case("张乙").branch is school.branch


def test_a_month_of_birth_is_no_other_birth_date(school: School) -> None:
    school.bring_in(row(101))
    known = "name student_no birth_date"
    tried = school.try_files(sheet("学生", known, row(101, birth_date="2002-03")))
    assert rulings(tried) == [("张乙", "unchanged")]
    other = school.try_files(sheet("学生", known, row(101, birth_date="2002-04")))
    assert asked(by_name(other)["张乙"]) == ["出生日期"]


def test_sheets_that_contradict_each_other_about_an_open_case_only_caution(
    school: School,
) -> None:
    case = make_case(school.desk.session, cohort=school.cohort, branch=school.branch)
    school.desk.session.commit()
    stated = {"name": case.person.name, "id_number": case.person.id_number}
    tried = school.try_files(
        members(row(**stated)), sheet("乙", MEMBERS, row(**stated, member_kind="预备党员"))
    )
    record = only(tried)
    assert record["ruling"] != "refused"
    assert "人员类别" in [caution["label"] for caution in record["cautions"]]


def test_the_download_names_the_sheet_of_each_row_where_there_are_several(
    school: School,
) -> None:
    tried = school.try_files(members(row(101)), students(row(101, mobile=None), row(102)))
    page = openpyxl.load_workbook(io.BytesIO(verdict_xlsx(rows_in(tried)))).active
    assert page is not None
    assert [line[0].value for line in page.iter_rows(min_row=2)] == [
        "表1 第 4 行、表2 第 4 行",
        "表2 第 5 行",
    ]


def test_the_id_number_of_one_sheet_outweighs_the_birth_date_of_another(school: School) -> None:
    tried = school.try_files(
        members(row(101), columns=f"{MEMBERS} student_no"),
        students(
            row(101, id_number=None, sex="女", birth_date="2001-01-01"),
            columns="name student_no sex birth_date email",
        ),
    )
    record = only(tried)
    assert asked(record) == []
    assert {"性别", "出生日期"} <= {caution["label"] for caution in record["cautions"]}
    do_roster(school.desk, tried.id, school.organizer)
    person = school.person("张乙")
    assert (person.sex, person.birth_date) == ("男", date(2002, 3, 4))
