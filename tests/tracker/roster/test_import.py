"""An import does what its dry run showed, all of it in one transaction, or nothing at all."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from machines.checklist import data_checks
from machines.refusals import Refused
from machines.roles import Role
from machines.words import Kind
from tests.tracker.roster.school import School, only, row
from tracker.actions.roster import AlreadyImported, RosterMoved, do_roster
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.facts import read_facts
from tracker.models import Case, MoveRecord, Probation, RosterImport, Staff
from tracker.roster.aliases import Field
from tracker.roster.imports import rows_in
from tracker.roster.sample import build_xlsx, made_up_people


def moved(school: School, tried: RosterImport) -> RosterMoved:
    """The import stops, and nothing but what stood before is there."""
    before, import_id = school.counts(), tried.id
    with pytest.raises(RosterMoved) as stopped:
        do_roster(school.desk, import_id, school.organizer)
    assert school.counts() == before
    assert school.desk.session.get_one(RosterImport, import_id).done_at is None
    return stopped.value


def test_a_new_row_becomes_a_person_with_an_address_and_a_case(school: School) -> None:
    done = school.bring_in(row())
    case = school.case("张乙")
    assert done.done_at == school.desk.now
    assert only(done)["case_id"] == case.id
    assert (case.kind, case.branch, case.college) == (
        Kind.FULL_MEMBER,
        school.branch,
        school.college,
    )
    assert case.left_on == school.cohort.policy.policy.leaving_day
    assert case.person.mobile == "19900000101"
    assert case.person.mail_addresses == ["s101@example.com"]
    (record,) = school.desk.session.scalars(sa.select(MoveRecord))
    assert (record.action, record.label, record.staff_id) == (
        "open",
        "建立个案",
        school.organizer.staff_id,
    )


def test_the_kind_of_a_row_decides_the_machine(school: School) -> None:
    school.bring_in(
        row(101),
        row(102, member_kind="预备党员", regularised_on=None, joined_on=date(2023, 12, 5)),
        row(103, abroad="是"),
        row(
            104,
            member_kind="预备党员",
            regularised_on=None,
            probation_ends_on=date(2024, 11, 30),
            abroad="是",
        ),
        headings=[(field, field.label) for field in row(probation_ends_on="", abroad="")],
    )
    kinds = {case.person.name: case.kind for case in school.desk.session.scalars(sa.select(Case))}
    assert kinds == {
        "张乙": Kind.FULL_MEMBER,
        "张丙": Kind.PROBATIONARY_MEMBER,
        "张丁": Kind.OVERSEAS_MEMBER,
        "张戊": Kind.OVERSEAS_MEMBER,
    }
    ends = {name: school.desk.session.get(Probation, school.case(name).id) for name in kinds}
    assert ends["张乙"] is None
    assert ends["张丙"] is not None
    assert ends["张丙"].ends_on == date(2024, 12, 5)
    assert ends["张戊"] is not None
    assert ends["张戊"].ends_on == date(2024, 11, 30)


def test_the_data_check_of_a_new_case_follows_the_sheet(school: School) -> None:
    school.bring_in(row(101), row(102, mobile=None, job_post="学生", degree=None))

    def problems(name: str) -> list[str]:
        facts = read_facts(school.desk.session, school.case(name))
        return [line.rule for line in data_checks(facts, day_of(school.desk.now)) if not line.right]

    assert problems("张乙") == []
    assert problems("张丙") == ["S4.1-2", "S4.1-3", "S4.1-6"]


def test_refused_rows_stay_out_while_the_others_come_in(school: School) -> None:
    done = school.bring_in(row(101), row(102, branch="学生第九党支部"), row(103, mobile="123"))
    assert [record["ruling"] for record in rows_in(done)] == ["new", "refused", "refused"]
    assert school.count(Case) == 1
    assert school.case("张乙").branch is school.branch


def test_changed_rows_change_the_person_and_his_history_says_so(school: School) -> None:
    school.bring_in(row(101), row(102))
    version = school.case("张乙").version
    tried = school.keep_and_try(
        row(101, job_post="硕士毕业年级学生", mobile="13800001234"), row(102)
    )
    school.take(tried, Field.JOB_POST, Field.MOBILE)
    done = do_roster(school.desk, tried.id, school.organizer)
    case = school.case("张乙")
    assert case.person.job_post == "硕士毕业年级学生"
    assert case.version == version + 1
    records = school.desk.session.scalars(
        sa.select(MoveRecord).filter_by(case_id=case.id).order_by(MoveRecord.id)
    ).all()
    assert [record.action for record in records] == ["open", "roster"]
    assert records[1].label == "名册更新：工作岗位、手机号码"
    assert records[1].order == {
        "job_post": "硕士毕业年级学生",
        "mobile": "138****1234",
        "source": f"名册导入 {done.id} 号第 4 行",
    }
    assert school.case("张丙").version == version


def test_a_further_address_stands_behind_those_there_are(school: School) -> None:
    school.bring_in(row())
    school.bring_in(row(email="new@example.com", email2="s101@example.com"))
    assert school.person("张乙").mail_addresses == ["s101@example.com", "new@example.com"]


def test_the_same_sheet_twice_opens_no_case_twice(school: School) -> None:
    people = made_up_people(24)
    for college in ("信息工程学院", "教师教育学院"):
        found = school.college if college == school.college.name else school.other
        for number, branch in zip("一二", found.branches, strict=False):
            branch.name = f"{college}学生第{number}党支部"
    school.desk.session.commit()
    done = school.bring_in(*people, actor=school.department)
    taken = [record for record in rows_in(done) if record["ruling"] == "new"]
    before = school.counts()
    assert before["Case"] == len(taken) == 18
    school.bring_in(*people, actor=school.department)
    assert school.counts() == before


def test_a_person_changed_since_the_dry_run_stops_the_import(school: School) -> None:
    school.bring_in(row(101))
    tried = school.keep_and_try(row(101, job_post="硕士毕业年级学生"), row(102))
    school.person("张乙").job_post = "博士毕业年级学生"
    school.desk.session.commit()
    (difference,) = moved(school, tried).differences
    assert (difference.place, difference.name) == ("1:4", "张乙")
    assert "工作岗位 本科毕业年级学生 → 硕士毕业年级学生" in difference.before
    assert "工作岗位 博士毕业年级学生 → 硕士毕业年级学生" in difference.after


def test_a_change_that_the_mask_hides_stops_the_import_all_the_same(school: School) -> None:
    school.bring_in(row(101))
    tried = school.keep_and_try(row(101, mobile="13800001234"))
    school.person("张乙").mobile = "19955550101"
    school.desk.session.commit()
    assert moved(school, tried).differences == ()


def test_a_branch_made_since_the_dry_run_stops_the_import(school: School) -> None:
    tried = school.keep_and_try(row(branch="学生第九党支部"))
    school.college.branches[1].name = "学生第九党支部"
    school.desk.session.commit()
    (difference,) = moved(school, tried).differences
    assert difference.before.startswith("不能导入")
    assert difference.after.startswith("新建个案")


def test_another_import_of_the_same_people_in_between_stops_the_import(school: School) -> None:
    tried = school.keep_and_try(row())
    school.bring_in(row())
    assert len(moved(school, tried).differences) == 1


def test_somebody_else_may_confirm_only_what_he_would_have_seen(school: School) -> None:
    tried = school.keep_and_try(row(branch="学生第二党支部"))
    with pytest.raises(RosterMoved):
        do_roster(school.desk, tried.id, school.secretary)
    assert school.count(Case) == 0


def test_a_second_click_is_told_that_it_is_done(school: School) -> None:
    done = school.bring_in(row())
    before, import_id = school.counts(), done.id
    with pytest.raises(AlreadyImported, match="已导入"):
        do_roster(school.desk, import_id, school.organizer)
    assert school.counts() == before


def test_two_clicks_at_once_open_every_case_once(
    school: School, sessions: sessionmaker[Session]
) -> None:
    tried = school.keep_and_try(*(row(order) for order in range(101, 109)))
    import_id, staff_id = tried.id, school.organizer.staff_id
    school.desk.session.rollback()

    def click() -> str:
        with sessions() as session:
            desk = Desk(session, school.desk.settings, school.desk.now)
            actor = Actor(Role.ORGANIZER, session.get_one(Staff, staff_id))
            try:
                do_roster(desk, import_id, actor)
            except AlreadyImported:
                return "told"
            return "imported"

    with ThreadPoolExecutor(2) as pool:
        outcomes = [pool.submit(click) for _ in range(2)]
    assert sorted(outcome.result() for outcome in outcomes) == ["imported", "told"]
    assert school.count(Case) == 8


def test_a_counselor_confirms_nothing(school: School) -> None:
    tried = school.keep_and_try(row())
    with pytest.raises(Refused):
        do_roster(school.desk, tried.id, school.counselor)
    assert school.count(Case) == 0


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("扎西•多吉", "扎西·多吉"),
        ("巴特尔．其木格", "巴特尔·其木格"),
    ],
)
def test_minority_names_come_in_whole(school: School, written: str, kept: str) -> None:
    school.bring_in(row(name=written, ethnicity="维吾尔"))
    assert school.case(kept).person.ethnicity == "维吾尔族"


def test_a_workbook_saved_by_another_program_is_imported(school: School) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["2024届毕业生党员名册"])
    page.append(["姓名", "学号", "身份证号", "党员类型", "党支部", "入党时间", "邮箱"])
    person = ("吴 桐", "20200199", row()[Field.ID_NUMBER], "预备党员", "学生第二党支部", "2023.12")
    page.append([*person, "wt@example.com"])
    file = io.BytesIO()
    book.save(file)
    tried = school.try_file(file.getvalue(), "学生处.xlsx")
    do_roster(school.desk, tried.id, school.organizer)
    case = school.case("吴桐")
    assert case.kind is Kind.PROBATIONARY_MEMBER
    assert case.branch.name == "学生第二党支部"
    assert case.person.joined_on == date(2023, 12, 1)


def test_a_large_roster_is_read_with_few_queries(school: School) -> None:
    """A query a row would make thousands of rows slow: a dry run of 60 asks as often as one of 6."""

    def asked(count: int) -> int:
        statements: list[str] = []
        engine = school.desk.session.get_bind()
        note = lambda *args: statements.append(args[2])  # noqa: E731
        sa.event.listen(engine, "before_cursor_execute", note)
        school.try_file(build_xlsx(made_up_people(count)), "名册.xlsx", actor=school.department)
        sa.event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    assert asked(60) == asked(6)
