"""A dry run tells, row by row, what an import would do and why not; it writes only its own row."""

from __future__ import annotations

import json
from datetime import date

import pytest

from machines.refusals import Refused
from machines.words import Kind, PartyStatus
from tests.factories import make_case, make_person
from tests.tracker.roster.school import School, only, reasons, row, without
from tracker.models import RosterImport
from tracker.roster.aliases import Field
from tracker.roster.imports import counts_of, rows_in
from tracker.roster.sample import made_up_id_number
from tracker.roster.verdicts import Ruling


def test_a_dry_run_writes_its_own_row_and_nothing_else(school: School) -> None:
    before = school.counts()
    tried = school.keep_and_try(row(101), row(102))
    assert school.counts() == before
    assert school.count(RosterImport) == 1
    assert tried.done_at is None
    assert counts_of(tried) == {
        Ruling.NEW: 2,
        Ruling.CHANGED: 0,
        Ruling.UNCHANGED: 0,
        Ruling.REFUSED: 0,
        Ruling.APART: 0,
        Ruling.MISSING: 0,
    }


def test_a_new_row_names_its_kind_and_branch(school: School) -> None:
    abroad = only(school.keep_and_try(row(abroad="是")))
    assert (abroad["ruling"], abroad["kind"], abroad["branch"]) == (
        "new",
        Kind.OVERSEAS_MEMBER.label,
        "学生第一党支部",
    )
    member = only(school.keep_and_try(row(member_kind="预备党员", regularised_on=None)))
    assert member["kind"] == Kind.PROBATIONARY_MEMBER.label


def test_numbers_are_masked_in_what_is_stored(school: School) -> None:
    school.bring_in(row())
    changed = school.keep_and_try(row(mobile="13800001234", home_address="浙江省衢州市某路 1 号"))
    faulty = school.keep_and_try(row(102, id_number="330802200203041020"))
    stored = json.dumps([rows_in(changed), rows_in(faulty)], ensure_ascii=False)
    for secret in ("13800001234", "19900000101", "330802200203041020", "某路 1 号"):
        assert secret not in stored
    (mobile, _address) = only(changed)["changes"]
    assert (mobile["old"], mobile["new"]) == ("199****0101", "138****1234")


def test_a_changed_row_says_what_was_and_what_would_be(school: School) -> None:
    school.bring_in(row())
    record = only(school.keep_and_try(row(job_post="硕士毕业年级学生")))
    assert record["ruling"] == "changed"
    assert record["changes"] == [
        {
            "field": "job_post",
            "label": "工作岗位",
            "old": "本科毕业年级学生",
            "new": "硕士毕业年级学生",
            "take": False,
            "decided": False,
            "offers": [{"value": "硕士毕业年级学生", "places": ["1:4"]}],
        }
    ]
    assert record["writes"] is False


def test_the_same_sheet_again_changes_nothing(school: School) -> None:
    school.bring_in(row(101), row(102, member_kind="预备党员", regularised_on=None))
    again = school.keep_and_try(row(101), row(102, member_kind="预备党员", regularised_on=None))
    assert counts_of(again)[Ruling.UNCHANGED] == 2


def test_a_missing_column_and_an_empty_cell_erase_nothing(school: School) -> None:
    school.bring_in(row())
    lacking = without(Field.MOBILE, Field.EMAIL, Field.JOB_POST, Field.ID_NUMBER, Field.SEX)
    assert only(school.keep_and_try(row(), headings=lacking))["ruling"] == "unchanged"
    emptied = row(mobile=None, email=None, job_post=None, degree=None)
    assert only(school.keep_and_try(emptied))["ruling"] == "unchanged"


def test_sex_and_birth_date_told_by_the_id_number_never_overwrite(school: School) -> None:
    person = make_person(
        school.desk.session,
        name="张乙",
        sex="女",
        birth_date=date(2002, 3, 14),
        id_number=made_up_id_number(date(2002, 3, 4), 101),
    )
    make_case(school.desk.session, cohort=school.cohort, branch=school.branch, person=person)
    school.desk.session.commit()
    changes = only(school.keep_and_try(row(101)))["changes"]
    assert {"sex", "birth_date"}.isdisjoint(change["field"] for change in changes)


def test_a_person_is_known_by_his_id_number_then_by_his_student_number(school: School) -> None:
    school.bring_in(row())
    by_id = only(school.keep_and_try(row(student_no="2023999")))
    assert (by_id["ruling"], by_id["changes"][0]["field"]) == ("changed", "student_no")
    assert "请核对是不是同一个人" in by_id["cautions"][0]["message"]
    assert only(school.keep_and_try(row(id_number=None)))["ruling"] == "unchanged"


def test_two_numbers_of_two_people_are_refused(school: School) -> None:
    school.bring_in(row(101), row(102))
    mixed = row(101, student_no=row(102)[Field.STUDENT_NO])
    assert reasons(only(school.keep_and_try(mixed))) == [
        ("身份证号", "身份证号和学号在系统里属于两个人")
    ]


def test_a_student_number_of_somebody_else_is_refused(school: School) -> None:
    school.bring_in(row(101))
    taken = row(103, student_no=row(101)[Field.STUDENT_NO])
    assert reasons(only(school.keep_and_try(taken))) == [
        ("身份证号", "这个学号在系统里登记的是另一个身份证号")
    ]
    taken = row(103, student_no=row(101)[Field.STUDENT_NO], id_number=None)
    record = only(school.keep_and_try(taken))
    assert reasons(record) == [("姓名", "这个学号在系统里登记的是另一个姓名")]
    assert "张乙" not in json.dumps(record, ensure_ascii=False)


def test_two_rows_about_one_person_are_refused(school: School) -> None:
    school.bring_in(row())
    first, second = rows_in(
        school.keep_and_try(row(student_no=None), row(id_number=None, email=None, mobile=None))
    )
    assert first["ruling"] == "unchanged"
    assert reasons(second) == [("学号", "与第 4 行是同一个人")]


@pytest.mark.parametrize("branch", ["学生第九党支部", "教师教育学院学生党支部"])
def test_a_branch_that_is_not_there_is_refused_with_its_cure(school: School, branch: str) -> None:
    record = only(school.keep_and_try(row(branch=branch)))
    assert reasons(record) == [("所在党支部", "系统里没有这个支部")]
    assert record["faults"][0]["cure"] == ("请在本页“系统里没有的支部”中确认新建，或指明是哪个支部")
    assert record["faults"][0]["column"] == "O"


def test_a_college_that_is_not_there_is_refused(school: School) -> None:
    record = only(school.keep_and_try(row(college="航天学院"), actor=school.department))
    assert reasons(record) == [("学院", "系统里没有这个学院")]


def test_everybody_imports_only_for_his_own_branches(school: School) -> None:
    second = row(101, branch="学生第二党支部")
    elsewhere = row(102, college="教师教育学院", branch="教师教育学院学生党支部")

    def verdicts(actor_name: str) -> list[str]:
        tried = school.keep_and_try(row(103), second, elsewhere, actor=getattr(school, actor_name))
        return [record["ruling"] for record in rows_in(tried)]

    assert verdicts("secretary") == ["new", "refused", "refused"]
    assert verdicts("organizer") == ["new", "new", "refused"]
    assert verdicts("department") == ["new", "new", "new"]


def test_a_counselor_imports_nothing(school: School) -> None:
    with pytest.raises(Refused, match="辅导员不能导入名册"):
        school.keep_and_try(row(), actor=school.counselor)
    assert school.count(RosterImport) == 0


def test_a_row_without_branch_is_refused_but_for_the_secretary_of_one(school: School) -> None:
    nameless = row(branch=None)
    assert reasons(only(school.keep_and_try(nameless))) == [("所在党支部", "没有写所在党支部")]
    own = only(school.keep_and_try(nameless, actor=school.secretary))
    assert own["branch"] == school.branch.name


def test_a_branch_name_of_two_colleges_needs_its_college(school: School) -> None:
    school.other.branches[0].name = "学生第一党支部"
    school.desk.session.commit()
    record = only(school.keep_and_try(row(college=None), actor=school.department))
    assert reasons(record) == [("学院", "不止一个学院有这个支部")]
    assert only(school.keep_and_try(row(college=None)))["ruling"] == "new"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"member_kind": None}, "没有写人员类别，不知道按哪种个案办理"),
        ({"membership_status": "停止党籍"}, "党籍已停止"),
    ],
)
def test_only_people_whose_standing_is_known_and_good_come_by_this_sheet(
    school: School, changes: dict[str, str | None], reason: str
) -> None:
    _, record = rows_in(school.keep_and_try(row(102), row(**changes)))
    assert [why for _, why in reasons(record)] == [reason]
    assert record["faults"][0]["cure"]


def test_an_import_never_changes_what_a_person_is(school: School) -> None:
    case = make_case(school.desk.session, cohort=school.cohort, branch=school.branch)
    session, person = school.desk.session, case.person
    session.commit()
    assert case.status is PartyStatus.FULL
    stated = {"name": person.name, "student_no": person.student_no, "id_number": person.id_number}
    older = only(school.keep_and_try(row(**stated, member_kind="预备党员")))
    assert "个案中是正式党员，名册写预备党员" in older["cautions"][1]["message"]
    activist = row(**stated, member_kind="积极分子", joined_on=None, regularised_on=None)
    assert reasons(only(school.keep_and_try(activist))) == [
        ("人员类别", "个案中是正式党员，名册写入党积极分子")
    ]
    abroad = only(school.keep_and_try(row(**stated, abroad="是")))
    assert reasons(abroad) == [("是否出国（境）", "个案中未按出国（境）办理，名册与此不同")]


def test_a_sheet_of_mail_addresses_alone_adds_them(school: School) -> None:
    school.bring_in(row(email=None))
    headings = [(Field.NAME, "姓名"), (Field.STUDENT_NO, "学号"), (Field.EMAIL, "邮箱")]
    record = only(school.keep_and_try(row(), headings=headings))
    assert record["ruling"] == "changed"
    assert [(c["label"], c["old"], c["new"]) for c in record["changes"]] == [
        ("电子邮箱", "", "s101@example.com")
    ]


def test_somebody_without_an_address_is_pointed_out(school: School) -> None:
    record = only(school.keep_and_try(row(email=None)))
    assert record["no_mail"]
    assert record["cautions"][-1]["message"].startswith("无邮箱")
    assert not only(school.keep_and_try(row()))["no_mail"]


def test_an_address_out_of_use_stays_so_and_is_pointed_out(school: School) -> None:
    school.bring_in(row())
    school.person("张乙").addresses[0].active = False
    school.desk.session.commit()
    record = only(school.keep_and_try(row()))
    assert record["ruling"] == "unchanged"
    assert "这个邮箱在系统里已停用，导入不会恢复" in [c["message"] for c in record["cautions"]]


def test_another_branch_in_the_sheet_is_only_pointed_out(school: School) -> None:
    school.bring_in(row())
    record = only(school.keep_and_try(row(branch="学生第二党支部")))
    assert record["ruling"] == "unchanged"
    assert record["cautions"][0]["message"] == "个案在“学生第一党支部”，导入不改支部"


def test_a_new_admission_date_of_a_probationer_points_at_the_end_of_probation(
    school: School,
) -> None:
    probationer = {"member_kind": "预备党员", "regularised_on": None}
    school.bring_in(row(**probationer, joined_on=date(2023, 6, 1)))
    record = only(school.keep_and_try(row(**probationer, joined_on=date(2023, 6, 11))))
    assert [c["label"] for c in record["cautions"]] == ["入党日期"]


def test_what_the_database_cannot_hold_is_refused(school: School) -> None:
    record = only(school.keep_and_try(row(job_post="本" * 61)))
    assert reasons(record) == [("工作岗位", "超过 60 字")]


def test_every_fault_of_a_row_is_named_at_once(school: School) -> None:
    faulty = row(member_kind=None, branch="学生第九党支部")
    _, record = rows_in(school.keep_and_try(row(102), faulty))
    assert [label for label, _ in reasons(record)] == ["人员类别", "所在党支部"]


def test_two_rows_of_one_number_that_disagree_are_both_told(school: School) -> None:
    first, second = rows_in(school.keep_and_try(row(101), row(101, mobile="13800001234")))
    assert reasons(second)[0] == ("身份证号", "与第 4 行的身份证号相同，两行写的手机号码不同")
    assert [(c["label"], c["message"]) for c in first["cautions"]] == [
        (label, f"表1 第 5 行写的是同一个{label}，那一行不能导入；请核对以哪一行为准")
        for label in ("身份证号", "学号")
    ]
