"""An import is one event, and is taken back as one while no case of it has moved (S4.1-1)."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa

from machines.refusals import Refused
from machines.roles import Role
from tests.factories import make_mail, make_person, make_staff
from tests.tracker.roster.school import School, row
from tests.tracker.roster.sheets import rulings
from tests.tracker.roster.undoing import REASON, listed, refused, state, undo
from tracker.actions.roster import AlreadyImported, do_roster, try_roster
from tracker.actions.roster_choices import choose_branches
from tracker.actions.roster_undo import undo_roster
from tracker.desk import Actor
from tracker.models import (
    Branch,
    Case,
    CasePlan,
    MailAddress,
    MoveRecord,
    PlannedWait,
    ReminderRecord,
    RosterVerdict,
    Task,
)
from tracker.models.roster import Stage
from tracker.roster.aliases import Field
from tracker.roster.choices import BranchChoice
from tracker.writers.tasks import open_task


def test_opened_cases_are_withdrawn_and_new_people_left_with_their_names(school: School) -> None:
    done = school.bring_in(row(101), row(102))
    undone = undo(school, done)
    assert (undone.stage, undone.undo_reason) == (Stage.UNDONE, REASON)
    assert (undone.undone_at, undone.undone_by) == (school.desk.now, school.organizer.staff)
    assert listed(school) == []
    person = school.person("张乙")
    assert (person.id_number, person.student_no, person.mobile) == (None, None, None)
    assert school.count(MailAddress) == 0


def test_the_history_of_a_withdrawn_case_stays_and_says_why(school: School) -> None:
    done = school.bring_in(row(101))
    case_id = school.case("张乙").id
    undo(school, done)
    records = school.desk.session.scalars(
        sa.select(MoveRecord).filter_by(case_id=case_id).order_by(MoveRecord.id)
    ).all()
    assert [(r.action, r.label) for r in records] == [
        ("open", "建立个案"),
        ("withdraw", f"撤销名册导入 {done.id} 号"),
    ]
    case = school.desk.session.get_one(Case, case_id)
    assert isinstance(case.withdrawn_at, datetime)
    assert (case.next_due_on, {track.due_on for track in case.tracks}) == (None, {None})
    assert school.count(RosterVerdict) == 1


def test_a_withdrawn_case_waits_for_nothing_and_nobody_is_asked_about_it(school: School) -> None:
    done = school.bring_in(row(101))
    case = school.case("张乙")
    assert (school.count(CasePlan), school.count(PlannedWait) > 0) == (1, True)
    open_task(school.desk, case, "请核对信息", None, kind="wait:data_check")
    school.desk.session.commit()

    undo(school, done)

    assert (school.count(CasePlan), school.count(PlannedWait)) == (0, 0)
    task = school.desk.session.scalars(sa.select(Task)).one()
    assert task.outcome == "导入已撤销，期限事项结束"


def test_whoever_was_sent_a_reminder_is_not_withdrawn(school: School) -> None:
    done = school.bring_in(row(101))
    case = school.case("张乙")
    session = school.desk.session
    moment = {"at": school.desk.now, "made_at": school.desk.now, "due_on": school.desk.now.date()}
    record = ReminderRecord(
        case_id=case.id, track="transfer", wait="data_check", said=[], folded=[], reckoning=[],
        policy_version_id=case.policy_version_id, **moment,
    )  # fmt: skip
    session.add(record)
    session.flush()
    make_mail(session, case, kind="confirm_data", reminder_id=record.id)
    session.commit()

    refused(school, done, "发过提醒邮件")
    assert session.scalar(sa.select(Case.withdrawn_at).filter_by(id=case.id)) is None


def test_the_corrected_roster_comes_in_after_the_wrong_one(school: School) -> None:
    done = school.bring_in(row(101, name="张错"))
    undo(school, done)
    again = school.keep_and_try(row(101))
    assert rulings(again) == [("张乙", "new")]
    do_roster(school.desk, again.id, school.organizer)
    assert listed(school) == ["张乙"]


def test_a_person_known_before_keeps_his_data_and_may_come_in_again(school: School) -> None:
    session = school.desk.session
    known = {"name": "张乙", "id_number": row(101)[Field.ID_NUMBER], "student_no": None}
    person = make_person(session, "old@example.net", **known, mobile=None, degree="大专")
    session.commit()
    undo(school, school.bring_in(row(101)))
    assert listed(school) == []
    session.refresh(person)
    assert (person.name, person.degree, person.student_no) == ("张乙", "大专", None)
    assert person.mail_addresses == ["old@example.net"]
    school.bring_in(row(101))
    assert listed(school) == ["张乙"]
    assert person.mobile == "19900000101"


def test_a_gap_that_was_filled_is_a_gap_again(school: School) -> None:
    school.bring_in(row(101, mobile=None, joined_on=None, regularised_on=None))
    done = school.bring_in(row(101))
    assert school.person("张乙").mobile == "19900000101"
    undo(school, done)
    school.desk.session.expire_all()
    person = school.person("张乙")
    assert (person.mobile, person.joined_on, person.regularised_on) == (None, None, None)


def test_branches_that_were_made_stay(school: School) -> None:
    tried = school.keep_and_try(row(101, branch="学生第九党支部"))
    choice = BranchChoice(college_id=school.college.id, name="学生第九党支部")
    key = tried.account["unknown"][0]["key"]
    choose_branches(school.desk, tried.id, {key: choice}, school.organizer)
    try_roster(school.desk, tried.id, school.organizer)
    undo(school, do_roster(school.desk, tried.id, school.organizer))
    assert school.count(Branch) == 4


def test_a_second_undo_is_refused(school: School) -> None:
    done = school.bring_in(row(101))
    undo(school, done)
    refused(school, done, "已经撤销过")


def test_what_was_only_tried_has_nothing_to_undo(school: School) -> None:
    refused(school, school.keep_and_try(row(101)), "还没有导入")


def test_an_undo_needs_its_reason(school: School) -> None:
    done = school.bring_in(row(101))
    before = state(school)
    with pytest.raises(Refused, match="请写明为什么撤销"):
        undo_roster(school.desk, done.id, "  ", school.organizer)
    assert state(school) == before


def test_an_import_taken_back_is_neither_tried_nor_done_again(school: School) -> None:
    done = school.bring_in(row(101))
    undo(school, done)
    before = state(school)
    for verb in (try_roster, do_roster):
        with pytest.raises(AlreadyImported):
            verb(school.desk, done.id, school.organizer)
    assert state(school) == before


def test_who_imported_his_organizer_and_the_department_may_undo(school: School) -> None:
    for actor in (school.secretary, school.organizer, school.department):
        done = school.bring_in(row(101), actor=school.secretary)
        assert undo(school, done, actor).stage is Stage.UNDONE


def test_nobody_else_may_undo(school: School) -> None:
    session = school.desk.session
    stranger = Actor(Role.ORGANIZER, make_staff(session, Role.ORGANIZER, school.other))
    committee = Actor(Role.COMMITTEE, make_staff(session, Role.COMMITTEE, school.college))
    session.commit()
    done = school.bring_in(row(101))
    for actor in (stranger, committee, school.secretary):
        refused(school, done, "只有上传或确认导入的人、本学院组织员和党委组织部可以撤销", actor)
    refused(school, done, "辅导员不能导入名册", school.counselor)
