"""A person is shared by his cases: who may not see one of them neither reads nor changes him."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from tests.factories import make_case, make_cohort, make_person
from tests.tracker.roster.school import School, only, reasons, row
from tracker.actions.roster import do_roster
from tracker.models import Case, MoveRecord
from tracker.roster.aliases import Field
from tracker.roster.imports import NoSuchImport, import_for, recent_imports, rows_in


def test_a_case_in_another_college_is_refused_without_its_data(school: School) -> None:
    elsewhere = row(
        college="教师教育学院", branch="教师教育学院学生党支部", home_address="某村 9 号"
    )
    school.bring_in(elsewhere, actor=school.department)
    record = only(school.keep_and_try(row()))
    assert reasons(record) == [("身份证号", "此人在其他学院本届已有个案")]
    assert record["changes"] == []


def test_what_a_case_out_of_sight_says_is_not_told_by_a_complaint(school: School) -> None:
    elsewhere = row(college="教师教育学院", branch="教师教育学院学生党支部", abroad="是")
    school.bring_in(elsewhere, actor=school.department)
    record = only(
        school.keep_and_try(row(member_kind="预备党员", regularised_on=None, abroad="否"))
    )
    assert [label for label, _ in reasons(record)] == ["身份证号"]


def test_a_case_in_another_branch_of_the_college_is_for_the_organizer(school: School) -> None:
    school.bring_in(row(branch="学生第二党支部"))
    record = only(school.keep_and_try(row(mobile="13800001234"), actor=school.secretary))
    assert reasons(record) == [("身份证号", "此人在本学院其他支部本届已有个案")]
    assert record["faults"][0]["cure"] == "请由学院组织员导入"
    assert only(school.keep_and_try(row(mobile="13800001234")))["ruling"] == "changed"


def test_a_person_with_a_case_of_another_cohort_elsewhere_is_brought_in_by_the_department(
    school: School,
) -> None:
    session = school.desk.session
    person = make_person(session, name="张乙", id_number=row()[Field.ID_NUMBER], degree="大专")
    make_case(
        session, cohort=make_cohort(session, 2020), branch=school.other.branches[0], person=person
    )
    session.commit()
    record = only(school.keep_and_try(row()))
    assert reasons(record) == [("身份证号", "此人在其他学院已有个案")]
    assert record["faults"][0]["cure"] == "请由党委组织部导入"
    assert record["changes"] == record["cautions"] == []
    assert "大专" not in json.dumps(record, ensure_ascii=False)
    seen = only(school.keep_and_try(row(), actor=school.department))
    assert seen["ruling"] == "new"
    assert next(c for c in seen["changes"] if c["field"] == "degree")["old"] == "大专"


def test_a_person_without_any_case_keeps_his_old_data_hidden(school: School) -> None:
    session = school.desk.session
    person = make_person(session, "old@example.net", name="张乙", id_number=row()[Field.ID_NUMBER])
    person.degree = "大专"
    session.commit()
    record = only(school.keep_and_try(row()))
    assert record["ruling"] == "new"
    hidden = {c["field"]: (c["old"], c["new"]) for c in record["changes"]}
    assert hidden["degree"] == ("（不归您管理，不显示）", "大学本科 学士")
    assert hidden["email"] == ("（不归您管理，不显示）", "s101@example.com")
    assert "old@example.net" not in json.dumps(record, ensure_ascii=False)


def earlier_case_elsewhere(school: School) -> Case:
    """An open case of the person of row 101, in another college and an earlier cohort."""
    session = school.desk.session
    person = make_person(
        session,
        "b@example.net",
        name="张乙",
        id_number=row()[Field.ID_NUMBER],
        mobile="13900000000",
    )
    cohort = make_cohort(session, 2020)
    case = make_case(session, cohort=cohort, branch=school.other.branches[0], person=person)
    session.commit()
    return case


def test_an_organizer_cannot_overwrite_a_person_of_another_college(school: School) -> None:
    case = earlier_case_elsewhere(school)
    before, version = school.counts(), case.version
    done = school.bring_in(row(mobile="13800001234"))
    assert only(done)["ruling"] == "refused"
    assert "b@example.net" not in str(rows_in(done))
    assert school.counts() == before
    assert (case.person.mobile, case.version) == ("13900000000", version)
    assert case.person.mail_addresses == ["b@example.net"]


def test_every_open_case_of_a_changed_person_says_so(school: School) -> None:
    case = earlier_case_elsewhere(school)
    version = case.version
    done = school.keep_and_try(row(mobile="13800001234"), actor=school.department)
    school.take(done, Field.MOBILE, actor=school.department)
    do_roster(school.desk, done.id, school.department)
    assert case.version == version + 1
    record = school.desk.session.scalars(
        sa.select(MoveRecord).filter_by(case_id=case.id, action="roster")
    ).one()
    assert record.order["mobile"] == "138****1234"
    assert record.order["email"] == "s101@example.com"
    assert record.order["source"] == f"名册导入 {done.id} 号第 4 行"


def test_a_secretary_of_other_branches_now_sees_his_old_imports_no_more(school: School) -> None:
    done = school.bring_in(row(101), actor=school.secretary)
    assert import_for(school.desk, school.secretary, done.id) is done
    school.secretary.staff.branches = [school.college.branches[1]]  # type: ignore[union-attr]
    school.desk.session.commit()
    with pytest.raises(NoSuchImport):
        import_for(school.desk, school.secretary, done.id)
    assert recent_imports(school.desk, school.secretary) == []
    assert import_for(school.desk, school.organizer, done.id) is done
