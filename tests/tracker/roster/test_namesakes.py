"""Nobody is doubled because two imports share no number, and no mail goes to somebody else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.tracker.roster.school import School, only, reasons, row
from tests.tracker.roster.sheets import by_name, members, rulings, students
from tracker.roster.aliases import Field
from tracker.roster.imports import rows_in
from tracker.roster.verdicts import Record

OTHER = {
    "id_number": None,
    "student_no": "2023999",
    "mobile": "13800001234",
    "email": "other@example.com",
    "joined_on": "2022-05-01",
    "birth_date": None,
}


def cautions(record: Record) -> list[tuple[str, str]]:
    """Field and first words of each caution."""
    return [(c["label"], c["message"]) for c in record["cautions"]]


@pytest.mark.parametrize(
    ("same", "label"),
    [
        ({"mobile": "19900000101"}, "手机号码"),
        ({"email": "S101@example.com"}, "电子邮箱"),
        ({"birth_date": "2002-03-04"}, "出生日期"),
        ({"birth_date": "2002-03"}, "出生日期"),
        ({"joined_on": "2022-06-01"}, "入党日期"),
    ],
)
def test_a_new_person_of_a_known_name_who_agrees_in_more_is_refused(
    school: School, same: dict[str, str], label: str
) -> None:
    school.bring_in(row(101, student_no=None))
    tried = school.keep_and_try(row(101, **(OTHER | same)))
    assert rulings(tried) == [("张乙", "refused")], "and he is not told to be missing too"
    assert reasons(only(tried)) == [("姓名", f"系统里已有同名且{label}相同的人，两边号码对不上")]


def test_two_id_numbers_are_two_people_and_the_same_branch_is_a_caution(school: School) -> None:
    school.bring_in(row(101))
    record = only(school.keep_and_try(row(103, name="张乙")))
    assert record["ruling"] == "new"
    assert cautions(record) == [("姓名", "同一支部已有同名的人，请核对是不是同一个人")]
    elsewhere = only(school.keep_and_try(row(103, name="张乙", branch="学生第二党支部")))
    assert cautions(elsewhere) == []


def test_two_student_numbers_and_one_joining_date_are_a_caution_only(school: School) -> None:
    school.bring_in(row(101))
    record = only(school.keep_and_try(row(101, **(OTHER | {"joined_on": "2022-06-01"}))))
    assert (record["ruling"], len(record["cautions"])) == ("new", 1)


def test_namesakes_that_the_importer_may_not_see_are_not_told(school: School) -> None:
    school.bring_in(row(101, branch="学生第二党支部", student_no=None))
    same = OTHER | {"mobile": "19900000101"}
    record = only(school.keep_and_try(row(101, **same), actor=school.secretary))
    assert record["ruling"] == "new"
    assert cautions(record) == [
        ("手机号码", "与系统里另一个人的手机号码相同，通知可能发给别人，请核对")
    ]


def test_a_contact_of_somebody_else_is_a_caution_that_names_him(school: School) -> None:
    school.bring_in(row(101), row(103))
    tried = school.keep_and_try(
        row(102, mobile="19900000101", email="S101@Example.com"), row(103, email="s101@example.com")
    )
    told = by_name(tried)
    assert cautions(told["张丙"]) == [
        ("手机号码", "与系统里“张乙”的手机号码相同，通知可能发给别人，请核对"),
        ("电子邮箱", "与系统里“张乙”的电子邮箱相同，通知可能发给别人，请核对"),
    ]
    assert "系统里“张乙”的电子邮箱" in cautions(told["张丁"])[-1][1]


def test_a_contact_of_somebody_in_another_sheet_is_a_caution(school: School) -> None:
    tried = school.try_files(
        members(row(101), row(102, mobile=None)), students(row(102, mobile="19900000101"))
    )
    told = by_name(tried)
    assert cautions(told["张乙"])[-1][1].startswith("与表1 第 5 行“张丙”的手机号码相同")
    assert "无邮箱" in cautions(told["张乙"])[0][1]
    assert cautions(told["张丙"])[-1][1].startswith("与表1 第 4 行“张乙”的手机号码相同")


def test_what_a_person_has_already_is_not_told_again(school: School) -> None:
    school.bring_in(row(101), row(102, mobile="19900000101"))
    again = school.keep_and_try(row(101), row(102, mobile="19900000101"))
    assert not any("系统里" in c["message"] for r in rows_in(again) for c in r["cautions"])


def test_more_people_need_no_more_queries(school: School) -> None:
    school.bring_in(*(row(101 + n) for n in range(9)))
    asked: list[str] = []
    bind = school.desk.session.get_bind()
    sa.event.listen(bind, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for many in (2, 9):
        asked.clear()
        school.keep_and_try(
            *(row(201 + n, name=str(row(101 + n)[Field.NAME])) for n in range(many))
        )
        counts.append(sum("person" in query for query in asked if query.startswith("SELECT")))
    assert counts[0] == counts[1]
