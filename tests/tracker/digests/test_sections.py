"""What a digest says: each role's own work, in its own scope, and nothing that a mail may not say."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from machines.register import check_ids
from machines.roles import STAFF, Role
from machines.words import ApplicationKind, ApplicationState
from tests.factories import make_case, make_incoming, make_mail, make_person
from tests.tracker.digests.conftest import MORNING
from tracker import create_app
from tracker.clock import at_noon
from tracker.desk import Actor
from tracker.digests.compose import compose_digest, compose_receipts
from tracker.digests.found import BEHIND_LOG_IN, CAP, FEW, Looking
from tracker.digests.receipts import Place, Report
from tracker.digests.sections import SECTIONS, look, sections_for
from tracker.models import Application, CasePlan, MailState, Task, db
from tracker.permissions import may_enter

SNAPSHOTS = Path(__file__).parent / "snapshots"


def told_to(desk, staff) -> dict[str, tuple[int, list[str]]]:
    """Section -> how many, and its lines as text."""
    found = look(Looking(desk, Actor(staff.as_role, staff)))
    return {
        one.section.name: (
            one.found.number,
            [f"{line.tag} {line.who} {line.words}" for line in one.found.lines],
        )
        for one in found
    }


def task(session, case, role: Role, text: str) -> Task:
    found = Task(case_id=case.id, role=role.value, text=text, opened_at=at_noon(date(2024, 7, 1)))
    session.add(found)
    session.commit()
    return found


def test_every_section_names_rules_of_the_register_and_some_role():
    for section in SECTIONS:
        check_ids(section.rules)
        assert section.roles
    assert len({section.name for section in SECTIONS}) == len(SECTIONS)
    assert all(list(sections_for(role)) for role in STAFF)


def test_every_section_leads_to_a_page_that_its_roles_may_enter(settings):
    app: Flask = create_app(settings)
    adapter = app.url_map.bind("localhost")
    for section in SECTIONS:
        endpoint, _ = adapter.match(section.path.partition("?")[0])
        assert all(may_enter(endpoint, role) for role in section.roles), section.name
    with app.app_context():
        db.engine.dispose()


def test_s3_1_6_a_secretary_is_told_of_his_branch_and_of_no_other(school, morning):
    secretary = school.staff(morning)
    own = school.case("林晓燕")
    next_door = school.case("陈志远", school.college.branches[1])
    elsewhere = school.case("吴俊杰", school.other.branches[0])
    for case in (own, next_door, elsewhere):
        school.wait(case, date(2024, 6, 30))
        task(school.session, case, Role.BRANCH_SECRETARY, "请打电话联系本人")

    told = told_to(morning, secretary)

    assert told["overdue"] == (1, [f"{own.tag} 林晓燕 介绍信有效期，6月30日到期，已逾期 4 天"])
    assert told["tasks"] == (1, [f"{own.tag} 林晓燕 请打电话联系本人"])
    assert told["waiting"][0] == 1
    assert "陈志远" not in str(told)
    assert "吴俊杰" not in str(told)


def test_s3_1_7_an_organizer_is_told_of_his_college_and_of_no_other(school, morning):
    organizer = school.staff(morning, Role.ORGANIZER)
    for branch in school.college.branches:
        school.wait(school.case(branch=branch), date(2024, 7, 8))
    school.wait(school.case("吴俊杰", school.other.branches[0]), date(2024, 7, 8))

    told = told_to(morning, organizer)

    assert told["due_soon"][0] == 2
    assert told["due_soon"][1][0].endswith("介绍信有效期，7月8日到期，还有 4 天")
    assert "吴俊杰" not in str(told)


def test_s3_3_6_a_contact_person_is_told_of_whom_he_keeps_contact_with(school, morning):
    keeper = school.staff(morning, Role.CONTACT_PERSON)
    mine, others = school.case("林晓燕", contact_person=keeper), school.case("陈志远")
    for case in (mine, others):
        school.wait(case, date(2024, 7, 1), "abroad_contact")

    told = told_to(morning, keeper)

    assert told["overdue"] == (
        1,
        [f"{mine.tag} 林晓燕 每半年至少联系一次，7月1日到期，已逾期 3 天"],
    )


def test_d_19_the_committee_is_told_of_applications_and_the_department_of_what_is_to_be_filed(
    school, morning
):
    committee = school.staff(morning, Role.COMMITTEE)
    department = school.staff(morning, Role.DEPARTMENT, address="zuzhibu@example.com")
    for state in (ApplicationState.SUBMITTED, ApplicationState.APPROVED):
        signed = {"approved_on": date(2024, 7, 1), "signatory": "学院党委会"}
        school.session.add(
            Application(
                case_id=school.case().id,
                kind=ApplicationKind.RETENTION,
                state=state,
                form={},
                submitted_on=date(2024, 6, 28),
                submitted_at=at_noon(date(2024, 6, 28)),
                **(signed if state is ApplicationState.APPROVED else {}),
            )
        )
    school.session.commit()

    (waits,) = told_to(morning, committee)["approvals"][1]
    assert waits.endswith("保留组织关系（附件5），6月28日提交")
    assert told_to(morning, department)["filings"][0] == 1
    assert "filings" not in told_to(morning, committee)


def test_the_department_knows_college_and_number_and_no_name(school, morning):
    """X-PIPL: who supervises needs no names in his mailbox."""
    department = school.staff(morning, Role.DEPARTMENT)
    case = school.case("林晓燕")
    school.wait(case, date(2024, 6, 30))
    school.session.add(CasePlan(case_id=case.id, failures=2, error="boom", failed_at=MORNING))
    school.session.commit()

    told = told_to(morning, department)

    assert told["failed_plans"] == (1, [f"{case.tag} 示例学院 已失败 2 次"])
    assert told["overdue"][1][0].startswith(f"{case.tag} 示例学院")
    assert "林晓燕" not in str(told)


def test_bounced_unmatched_unread_and_without_address(school, morning):
    secretary = school.staff(morning)
    case, session = school.case("林晓燕"), school.session
    make_mail(session, case, state=MailState.FAILED, last_error="550 5.1.1")
    make_incoming(session, case=case)
    make_incoming(session, guesses=(case,), subject="我的电话 13800001234")
    lost = make_case(
        session,
        cohort=school.cohort,
        branch=school.branch,
        person=make_person(session, name="孙佳怡"),
    )
    session.commit()

    told = told_to(morning, secretary)

    assert told["held_mails"] == (1, [f"{case.tag} 林晓燕 邮件发送失败"])
    assert told["new_letters"][0] == 1
    assert told["unmatched"] == (1, [])
    assert told["no_address"] == (1, [f"{lost.tag} 孙佳怡 没有期限"])


def test_overdue_tasks_come_first_and_only_a_few_have_a_line(school, morning):
    secretary = school.staff(morning)
    for number in range(FEW + 2):
        task(school.session, school.case(), Role.BRANCH_SECRETARY, f"第{number}件")
    late = school.case("马文博")
    late.next_due_on = date(2024, 7, 1)
    task(school.session, late, Role.BRANCH_SECRETARY, "最急的一件")

    number, lines = told_to(morning, secretary)["tasks"]

    assert (number, len(lines)) == (FEW + 3, FEW)
    assert lines[0] == f"{late.tag} 马文博 最急的一件"
    assert CAP == 1000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("本人电话 13800001234，请回电", "本人电话 138****1234，请回电"),
        ("拟停止党籍，请党委讨论", BEHIND_LOG_IN),
        ("请核对 33080220020304123X", "请核对 330*************3X"),
    ],
)
def test_x_pipl_no_number_and_no_word_of_disposition_is_mailed(school, morning, text, shown):
    secretary = school.staff(morning)
    task(school.session, school.case("林晓燕"), Role.BRANCH_SECRETARY, text)

    mail = compose_digest(
        morning, secretary, look(Looking(morning, Actor(secretary.as_role, secretary)))
    )

    assert shown in mail.text
    assert text not in mail.text + mail.html + mail.subject


def same_as_kept(name: str, text: str) -> bool:
    path = SNAPSHOTS / name
    if os.environ.get("UPDATE_MAILS"):
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") == text


def digest(school, desk):
    secretary = school.staff(desk)
    case = school.case("林晓燕")
    school.wait(case, date(2024, 6, 30))
    for number in range(FEW + 1):
        task(school.session, case, Role.BRANCH_SECRETARY, f"第{number + 1}件：请打电话联系本人")
    make_incoming(school.session, guesses=(case,))
    school.session.commit()
    return compose_digest(desk, secretary, look(Looking(desk, Actor(secretary.as_role, secretary))))


def nothing(school, desk):
    return compose_digest(desk, school.staff(desk), (), trial=True)


def receipts(school, desk):
    places = (Place("学生第一党支部", 12, 7, 3), Place("学生第二党支部", 1, 0, 0))
    report = Report("2024届", date(2024, 9, 30), places)
    return compose_receipts(desk, school.staff(desk, Role.ORGANIZER), [report])


@pytest.mark.parametrize("scene", [digest, nothing, receipts])
def test_a_mail_to_staff_reads_as_it_was_reviewed(school, morning, scene):
    mail = scene(school, replace(morning))

    assert same_as_kept(f"{scene.__name__}.txt", f"{mail.subject}\n\n{mail.text}")
    assert same_as_kept(f"{scene.__name__}.html", mail.html)
    for foreign in ("<img", "<script", "<link", "@import", "url(", "<iframe"):
        assert foreign not in mail.html
    assert "在“我的提醒”里更改" in mail.text
