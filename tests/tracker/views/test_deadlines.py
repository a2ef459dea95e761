"""Deadlines on screen: the case page, what is due for whom, reminders in the history, their tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from machines.roles import Role
from tests.conftest import NOW
from tests.factories import make_case, make_letter, make_mail
from tests.tracker.views.browser import Browser
from tests.tracker.views.conftest import World
from tracker.clock import at_noon, day_of
from tracker.models import Case, CasePlan, ContactEntry, PlannedWait, ReminderRecord, Task
from tracker.models.task import TaskKind, kind_of

Opened = Callable[..., Browser]

VALIDITY = "letter_validity"


def reminder(world: World, case: Case, **columns: Any) -> ReminderRecord:
    """A reminder as the engine writes it: to the graduate by mail, to a role by a task."""
    values = {
        "track": "transfer", "wait": VALIDITY, "at": NOW - timedelta(days=1), "made_at": NOW,
        "due_on": date(2024, 9, 18), "folded": [], "reckoning": [],
        "policy_version_id": case.policy_version_id,
        "said": [
            {"to": "graduate", "mail": "report_now", "words": "请尽快报到",
             "outcome": "邮件已写入发件箱", "rules": ["S4.4-1"]},
            {"to": "committee", "task": f"wait:{VALIDITY}", "words": "请督促",
             "outcome": "已列入待办", "rules": ["S3.1-7"]},
        ],
    }  # fmt: skip
    record = ReminderRecord(case_id=case.id, **(values | columns))
    world.session.add(record)
    world.session.flush()
    return record


def asked(world: World, record: ReminderRecord, role: Role, text: str = "请督促报到") -> Task:
    """The task that a reminder opened for a role."""
    task = Task(
        case_id=record.case_id, role=role.value, text=text, opened_at=NOW, reminder_id=record.id,
        kind=kind_of(TaskKind.WAIT, record.wait),
    )  # fmt: skip
    world.session.add(task)
    world.session.flush()
    return task


def panel(raw: str) -> str:
    return raw[raw.index('id="deadlines"') : raw.index('id="track-')]


def test_a_deadline_opens_without_script_to_its_steps_rules_and_policy(
    world: World, secretary: Browser
) -> None:
    """S4.3-4, X-90, D-1."""
    page = secretary.get(f"/cases/{world.with_letter.id}?deadline=next")
    shown = panel(page.raw)
    assert "<details open>" in shown
    assert f'id="wait-{VALIDITY}"' in shown
    assert "2024-06-20</span> 介绍信开具日期" in shown
    assert "2024-09-18</span> 介绍信所载有效期至" in shown
    assert "/rules#X-90" in page.links
    assert "到期后由系统办理：“介绍信过期”，2024-09-19 00:00" in page.text
    assert "还有 78 天" in page.text


def test_a_policy_item_is_named_with_its_version_and_leads_the_department_to_it(
    world: World, secretary: Browser, browser: Opened
) -> None:
    """S0-1: a day that rests on a number of the policy says which version of it."""
    address = f"/cases/{world.case.id}?deadline=data_check"
    words = "依据：政策第 1 版“信息核对截止”"
    assert words in secretary.get(address).text
    page = browser(world.staff[Role.DEPARTMENT]).get(address)
    assert words in page.text
    link = f"/settings/cohorts/{world.case.cohort_id}#data_check_until"
    assert link in page.links


def test_the_days_of_the_page_and_of_the_list_lead_to_their_derivation(
    world: World, secretary: Browser
) -> None:
    case = world.with_letter
    page = secretary.get(f"/cases/{case.id}")
    assert page.links.count(f"#how-{VALIDITY}") == 2
    assert f'id="how-{VALIDITY}"' in page.raw
    [link] = [one for one in secretary.get("/cases").links if one.startswith(f"/cases/{case.id}?")]
    assert link == f"/cases/{case.id}?deadline=next#deadlines"


def test_a_reminder_stands_in_the_history_once_with_its_mails(
    world: World, secretary: Browser
) -> None:
    """S4.4-1: due on the first, made on the second: both days are told."""
    case = world.with_letter
    record = reminder(world, case, folded=["2024-06-28T09:00:00+08:00"])
    mail = make_mail(world.session, case, kind="report_now")
    mail.reminder_id = record.id
    world.session.commit()
    page = secretary.get(f"/cases/{case.id}")
    history = page.raw[page.raw.index('id="timeline"') :]
    assert history.count("期限提醒 · 介绍信有效期：到期 2024-09-18") == 1
    assert history.count(f"/cases/{case.id}/mails/{mail.id}") == 1
    assert "2024-07-01 10:00 提醒，系统于 2024-07-02 补发" in history
    assert "2024-06-28 应有的提醒未能按时发出，与这一次合并" in history
    assert "提醒学院党委：" in history
    assert f"reminder-{record.id}" in panel(page.raw)
    told = secretary.get(f"/cases/{case.id}/mails/{mail.id}").text
    assert "期限提醒：介绍信有效期，到期 2024-09-18" in told


def test_what_the_clock_did_in_time_is_not_told_twice(world: World, secretary: Browser) -> None:
    said = [{"to": "clock", "move": "expire", "words": "介绍信过期", "outcome": "已自动办理"}]
    reminder(world, world.with_letter, said=said, at=NOW)
    world.session.commit()
    assert "系统补办" not in secretary.get(f"/cases/{world.with_letter.id}").text
    reminder(world, world.with_letter, said=said, at=NOW - timedelta(days=3))
    world.session.commit()
    assert "系统补办 · 介绍信有效期" in secretary.get(f"/cases/{world.with_letter.id}").text


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.DEPARTMENT])
def test_a_reminder_waits_for_its_role_and_is_settled_by_it(
    world: World, browser: Opened, role: Role
) -> None:
    """S3.1-7: what climbs to a role stands in its list, with deadline and rule."""
    case = world.with_letter
    task = asked(world, reminder(world, case), role)
    world.set_by_hand()
    own = browser(world.staff[role])
    assert f"/cases/{case.id}" in own.get("/cases?tab=mine").links
    text = own.get(f"/cases/{case.id}").text
    assert "请督促报到 介绍信有效期：2024-09-18，还有 78 天" in text
    address = f"/cases/{case.id}/tasks/{task.id}"
    own.post(address, outcome="已督促")
    assert "待办已办结" in own.follow().text
    assert f"/cases/{case.id}" not in own.get("/cases?tab=mine").links


def test_a_contact_person_sees_what_is_asked_of_him(world: World, browser: Opened) -> None:
    task = asked(world, reminder(world, world.case), Role.CONTACT_PERSON)
    world.set_by_hand()
    own = browser(world.staff[Role.CONTACT_PERSON])
    assert f"/cases/{world.case.id}" in own.get("/cases?tab=mine").links
    own.post(f"/cases/{world.case.id}/tasks/{task.id}", outcome="已联系")
    assert [row.outcome for row in world.rows(Task)] == ["已联系"]


def test_what_was_put_to_the_department_nobody_below_settles(
    world: World, organizer: Browser
) -> None:
    task = asked(world, reminder(world, world.case), Role.DEPARTMENT)
    world.set_by_hand()
    address = f"/cases/{world.case.id}/tasks/{task.id}"
    assert address not in [f.action for f in organizer.get(f"/cases/{world.case.id}").forms]
    organizer.post(address, outcome="已办")
    assert "这项待办由党委组织部办结" in organizer.follow().text
    [same] = world.rows(Task)
    assert (same.settled_at, same.outcome) == (None, "")


def test_a_task_that_settled_by_itself_says_so(world: World, secretary: Browser) -> None:
    task = asked(world, reminder(world, world.case), Role.BRANCH_SECRETARY)
    task.settled_at, task.outcome = NOW, "已办理，期限事项结束"
    world.session.commit()
    text = secretary.get(f"/cases/{world.case.id}").text
    assert "2024-07-02 10:00 自动办结：已办理，期限事项结束" in text


def test_my_own_tasks_come_first_by_deadline(world: World, secretary: Browser) -> None:
    case, own = world.with_letter, Role.BRANCH_SECRETARY
    asked(world, reminder(world, case), Role.ORGANIZER, "组织员的事")
    asked(world, reminder(world, case, at=NOW), own, "我的事")
    world.session.add(Task(case=case, role=own.value, text="没有期限的事", opened_at=NOW))
    world.session.commit()
    text = secretary.get(f"/cases/{case.id}").text
    assert text.index("我的事") < text.index("没有期限的事") < text.index("组织员的事")


def test_what_is_due_stands_by_day_overdue_first(world: World, secretary: Browser) -> None:
    """2024-07-02: the data check is over since 06-10, education and file since 06-30."""
    page = secretary.get("/deadlines?whose=all")
    assert "2024-06-10 逾期 22 天 信息核对截止" in page.text
    assert page.text.index("2024-06-10") < page.text.index("2024-06-30")
    assert f"/cases/{world.case.id}?deadline=data_check#wait-data_check" in page.links
    assert "信息核对截止 1 逾期 1" in page.text
    assert "介绍信有效期" not in [one.strip() for one in page.text.split() if "09-18" in one]
    assert "2024-09-18" in secretary.get("/deadlines?span=90&whose=all").text
    narrowed = secretary.get("/deadlines?whose=all&wait=file_due").text
    assert "2024-06-10" not in narrowed
    assert "没有到期的事项" in secretary.get(f"/deadlines?wait={VALIDITY}").text


@pytest.mark.parametrize("role", [Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.CONTACT_PERSON])
def test_nobody_sees_deadlines_of_cases_he_may_not_see(
    world: World, browser: Opened, role: Role
) -> None:
    page = browser(world.staff[role]).get("/deadlines?span=90&whose=all")
    shown = {link.split("?")[0] for link in page.links if link.startswith("/cases/")}
    seen = {
        Role.BRANCH_SECRETARY: {world.case, world.with_letter},
        Role.ORGANIZER: {world.case, world.with_letter, world.other_branch_case},
        Role.CONTACT_PERSON: {world.case},
    }[role]
    assert shown == {f"/cases/{case.id}" for case in seen}
    other = browser(world.staff[role])
    other.get(f"/cases/{world.other_college_case.id}?deadline=next", 404)
    elsewhere = other.get(f"/deadlines?whose=all&college={world.other_college.id}")
    assert not [link for link in elsewhere.links if link.startswith("/cases/")]


def test_nonsense_in_the_address_narrows_nothing(secretary: Browser) -> None:
    address = "/deadlines?span=x&whose=y&wait=no&branch=-1&college=abc&after=2024-99-99~x"
    assert "14 天内" in secretary.get(address).text


def test_every_case_is_on_one_page_exactly(world: World, secretary: Browser) -> None:
    for number in range(70):
        case = make_case(world.session, branch=world.branch, states={"transfer": "letter_issued"})
        make_letter(world.session, case)
        day = date(2024, 7, 3) + timedelta(days=number % 9)
        world.session.add(
            PlannedWait(
                case_id=case.id, track="transfer", name=VALIDITY, due_on=day, handled_until=NOW
            )
        )
    world.set_by_hand()
    first = secretary.get(f"/deadlines?whose=all&wait={VALIDITY}")
    [onward] = [link for link in first.links if "after=" in link]
    second = secretary.get(onward)
    found = [x for page in (first, second) for x in page.links if x.endswith(f"#wait-{VALIDITY}")]
    assert len(found) == len(set(found)) == 70


def failing(world: World, case: Case, error: str) -> CasePlan:
    plan = world.session.get(CasePlan, case.id) or CasePlan(case_id=case.id)
    plan.failures, plan.error = 3, error
    plan.failed_at, plan.next_at = NOW, NOW + timedelta(hours=1)
    world.session.add(plan)
    world.session.commit()
    return plan


def test_cases_that_could_not_be_planned_are_listed_and_tried_again(
    world: World, organizer: Browser, secretary: Browser
) -> None:
    failing(world, world.case, "缺少离校日期（S4.5(4)-1）")
    failing(world, world.other_college_case, "另一个学院的")
    text = organizer.get("/deadlines/failed").text
    assert f"{world.case.person.name} {world.case.tag}" in text
    assert "缺少离校日期（S4.5(4)-1） 2024-07-02 10:00连续失败 3 次 2024-07-02 11:00" in text
    assert "另一个学院的" not in text
    assert "未能排期的个案 1 份" in organizer.get("/deadlines").text
    assert "提醒可能没有发出" in secretary.get(f"/cases/{world.case.id}").text
    organizer.post(f"/deadlines/failed/{world.case.id}")
    assert "已安排立即重试" in organizer.follow().text
    world.fresh(world.case)
    plan = world.session.get_one(CasePlan, world.case.id)
    assert (plan.next_at, plan.failures) == (NOW, 3)


def test_a_program_s_error_is_told_as_one_line_for_who_mends_it(
    world: World, organizer: Browser
) -> None:
    failing(world, world.case, "KeyError: 'x'\nTraceback (most recent call last)")
    text = organizer.get("/deadlines/failed").text
    assert "程序内部出错，请把这一行转告维护人员：KeyError: 'x'" in text
    assert "Traceback" not in text


def test_only_a_failed_case_is_tried_again_and_only_one_s_own(
    world: World, organizer: Browser
) -> None:
    plan = world.session.get_one(CasePlan, world.case.id)
    before = plan.next_at
    organizer.post(f"/deadlines/failed/{world.case.id}")
    assert "已经排好，不必重试" in organizer.follow().text
    failing(world, world.other_college_case, "另一个学院的")
    organizer.post(f"/deadlines/failed/{world.other_college_case.id}", 404)
    world.fresh(world.case)
    assert world.session.get_one(CasePlan, world.case.id).next_at == before
    theirs = world.session.get_one(CasePlan, world.other_college_case.id)
    assert theirs.next_at == NOW + timedelta(hours=1)


def test_a_preview_shows_the_deadlines_that_a_move_sets(world: World, secretary: Browser) -> None:
    assert world.count(ContactEntry) == 0
    case = make_case(world.session, branch=world.branch, left_on=day_of(at_noon(date(2024, 6, 30))))
    world.session.commit()
    rows = world.session.scalars(sa.select(PlannedWait).filter_by(case_id=case.id)).all()
    assert rows == []
    page = secretary.send(f"/cases/{case.id}/do/transfer/verify", 200, step="preview")
    assert "办理后的期限：" in page.text
