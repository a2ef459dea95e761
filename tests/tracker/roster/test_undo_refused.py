"""What happened since an import stands against taking it back; asked of both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from machines.orders import NOTHING
from tests.tracker.roster.school import School, row
from tests.tracker.roster.undoing import refused, undo, updated
from tracker.actions.moves import take_action
from tracker.actions.roster import do_roster
from tracker.models import Case, Correction, MoveRecord
from tracker.roster.aliases import Field


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def test_overwritten_values_and_added_addresses_are_as_before(school: School) -> None:
    done = updated(
        school, mobile="13800001234", regularised_on="2023-06-11", email="new@example.com"
    )
    person = school.person("张乙")
    assert (person.mobile, str(person.regularised_on)) == ("13800001234", "2023-06-11")
    assert person.mail_addresses == ["s101@example.com", "new@example.com"]
    undo(school, done)
    school.desk.session.expire_all()
    person = school.person("张乙")
    assert (person.mobile, str(person.regularised_on)) == ("19900000101", "2023-06-01")
    assert person.mail_addresses == ["s101@example.com"]
    assert school.count(Correction) == 0
    labels = school.desk.session.scalars(
        sa.select(MoveRecord.label).filter_by(case_id=school.case("张乙").id)
    ).all()
    assert f"撤销名册导入 {done.id} 号的更新" in labels


def test_a_case_that_moved_stands_against_the_undo_with_its_name(school: School) -> None:
    done = school.bring_in(row(101), row(102))
    take_action(
        school.desk,
        school.case("张丙").id,
        "transfer",
        "ask_confirm_data",
        NOTHING,
        school.organizer,
    )
    refused(school, done, "^张丙的个案在导入后已经办理过，不能整批撤销")


def test_many_cases_that_moved_are_named_in_part(school: School) -> None:
    done = school.bring_in(*(row(order) for order in range(101, 108)))
    for case in school.desk.session.scalars(sa.select(Case)):
        case.version += 1
    school.desk.session.commit()
    refused(school, done, "^张乙、张丙、张丁、张戊、张己等 7 人的个案")


def test_a_value_corrected_since_stands_against_the_undo(school: School) -> None:
    done = updated(school, mobile="13800001234")
    school.person("张乙").mobile = "13900009999"
    school.desk.session.commit()
    refused(school, done, "张乙的信息在导入后又有更正")


def test_a_correction_that_was_entered_stands_against_the_undo(school: School) -> None:
    school.bring_in(row(101))
    headings = [(Field.NAME, "姓名"), (Field.STUDENT_NO, "学号"), (Field.MOBILE, "手机")]
    tried = school.keep_and_try(row(101, mobile="13800001234"), headings=headings)
    school.take(tried, Field.MOBILE)
    done = do_roster(school.desk, tried.id, school.organizer)
    (correction,) = school.desk.session.scalars(sa.select(Correction))
    assert correction.to_enter
    correction.entered_at, correction.entered_by = school.desk.now, school.organizer.staff
    school.desk.session.commit()
    refused(school, done, "已有录入全国系统的")
