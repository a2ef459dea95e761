"""What the retention abroad waits for (S3.3, X-R34.2). At its limit people decide (S3.3-7, D-8)."""

from __future__ import annotations

from datetime import date

from machines.facts import Facts
from machines.roles import Role
from machines.waits.conditions import (
    APPLYING,
    NO_TALK,
    NOT_ASSIGNED,
    PAPERS_LACKING,
    PAPERS_READY,
    PREPARING,
)
from machines.waits.reckoning import Reckoning, counted_from
from machines.waits.transfer import leaving_day
from machines.waits.unsuccessful import decision_due
from machines.waits.wait import LastDay, Reminder, Wait, When, ladder

G = Role.GRADUATE
BEFORE, AFTER, SINCE = When.DAYS_BEFORE, When.DAYS_AFTER, When.DAYS_SINCE
ESCALATION = (Role.CONTACT_PERSON, Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.DEPARTMENT)


def departure_planned(facts: Facts) -> Reckoning | None:
    """S3.3-5: before departure; before the day of leaving where no departure is planned yet."""
    if facts.abroad.starts_on is None:
        return leaving_day(facts)
    return counted_from("计划出国（境）日期", facts.abroad.starts_on, "abroad.starts_on", "S3.3-5")


def next_contact(facts: Facts) -> Reckoning | None:
    """S3.3-6: half a year after the departure or the last two-way contact, whichever is later."""
    departed, answered = facts.abroad.departed_on, facts.last_two_way
    if departed is not None and (answered is None or answered < departed):
        since = counted_from("出国（境）日期", departed, "abroad.departed_on", "S3.3-6")
    elif answered is not None:
        since = counted_from("最近一次双向联系", answered, "last_two_way", "S3.3-6", "D-15")
    else:
        return None
    return since.plus_months(facts.policy.abroad_contact_months, "abroad_contact_months", "X-R34.2")


def stay_limit(facts: Facts) -> Reckoning | None:
    """S3.3-7, S4.5(2)-8: the limit approved; five years from departure where none is recorded."""
    departed, limit = facts.abroad.departed_on, facts.abroad.limit_on
    if limit is not None:
        return counted_from(
            "批准的出国（境）保留期限", limit, "abroad.limit_on", "S4.5(2)-8", "D-8"
        )
    if departed is None:
        return None
    left = counted_from("出国（境）日期", departed, "abroad.departed_on", "S3.3-7")
    return left.plus_months(facts.policy.abroad_months, "abroad_months", "S3.3-7")


def return_expected(facts: Facts) -> Reckoning | None:
    """X-R34.2: who is back resumes organisational life."""
    returns_on = facts.abroad.returns_on
    if returns_on is None:
        return None
    return counted_from("登记的预计回国日期", returns_on, "abroad.returns_on", "X-R34.2")


def _stay_ends(facts: Facts) -> date | None:
    """The day he is expected back, or his stay's limit: what is asked from then on is another."""
    found = [one.day for one in (return_expected(facts), stay_limit(facts)) if one is not None]
    return min(found, default=None)


STAY_ENDS = LastDay("预计回国日期、出国（境）保留期限", _stay_ends)

PAPERS_DUE = Wait(
    "abroad_papers_due",
    "出国（境）前办完",
    "计划出国（境）日期，没有登记的按离校日期",
    departure_planned,
    ("S3.3-1", "S3.3-4"),
    until="这一天当天",
    reminders=(
        Reminder(G, BEFORE, "abroad_leaving_days", ("S3.3-2",), mail="overseas_documents",
                 only_if=(APPLYING, PAPERS_LACKING)),
        Reminder(G, BEFORE, "abroad_leaving_days", ("S3.3-4", "S3.3-5"), mail="overseas_talk", at=0,
                 only_if=(PREPARING, NO_TALK)),
        Reminder(Role.BRANCH_SECRETARY, BEFORE, "abroad_leaving_days", ("S3.3-4",),
                 words="请编入支部、指定联系人", only_if=(PREPARING, NOT_ASSIGNED)),
        Reminder(Role.CONTACT_PERSON, BEFORE, "abroad_leaving_days", ("S3.3-5",),
                 words="请与本人行前谈话并登记", only_if=(PREPARING, NO_TALK)),
        *ladder(*ESCALATION, rules=("S3.3-4", "S3.3-5", "S3.1-7"),
                words="计划出国（境）的日子已过，手续还没有办完，请联系本人落实"),
    ),
)  # fmt: skip
ABROAD_DECISION = Wait(
    "abroad_decision",
    "审批出国（境）保留申请",
    "申请的日期",
    decision_due("S3.3-3", track="abroad"),
    ("S3.3-3", "D-19"),
    until="＋ 审核申请的期限",
    leads=False,
    may_move=True,
    reminders=(
        Reminder(Role.ORGANIZER, SINCE, "decision_days", ("S3.3-3", "D-19"),
                 words="出国（境）保留申请材料已齐，请提请学院党委审批", only_if=(PAPERS_READY,)),
        *ladder(Role.COMMITTEE, Role.DEPARTMENT, rules=("S3.3-3", "D-19"),
                words="出国（境）保留申请超过审批期限，请尽快审批", only_if=(PAPERS_READY,)),
    ),
)  # fmt: skip
ABROAD_FILING = Wait(
    "abroad_filing",
    "报组织部备案",
    "学院党委同意的日期",
    decision_due("S3.3-3", track="abroad"),
    ("S3.3-3",),
    until="＋ 审核申请的期限",
    leads=False,
    may_move=True,
    reminders=(
        Reminder(Role.ORGANIZER, SINCE, "decision_days", ("S3.3-3",),
                 words="出国（境）保留已同意，请报组织部备案"),
        *ladder(Role.COMMITTEE, Role.DEPARTMENT, rules=("S3.3-3",),
                words="出国（境）保留已同意，还没有备案，请及时办理"),
    ),
)  # fmt: skip
HALF_YEAR = Wait(
    "abroad_contact",
    "每半年至少联系一次",
    "最近一次双向联系，没有的从出国（境）日期",
    next_contact,
    ("S3.3-6",),
    until="＋ 出国（境）联系间隔",
    reminders=(
        Reminder(G, BEFORE, "abroad_contact_reminder_days", ("S3.3-6", "X-R34.2"),
                 mail="overseas_half_year"),
        *ladder(*ESCALATION, rules=("S3.3-6", "X-R34.2"),
                words="半年没有与本人双向联系，请打电话或用其他方式联系，并写入联系记录"),
        # Silence does not end the duty: each further half-year is asked for anew.
        Reminder(G, When.MONTHS_AFTER, "abroad_again_months", ("S3.3-6", "X-R34.2"),
                 mail="overseas_half_year", stops=STAY_ENDS),
        Reminder(Role.CONTACT_PERSON, When.MONTHS_AFTER, "abroad_again_months", ("S3.3-6", "D-13"),
                 words="又过半年仍没有与本人双向联系，请换用其他渠道联系，并写入联系记录",
                 stops=STAY_ENDS),
    ),
)  # fmt: skip
RETURN_EXPECTED = Wait(
    "abroad_return",
    "预计回国",
    "登记的预计回国日期",
    return_expected,
    ("X-R34.2",),
    until="这一天当天",
    leads=False,
    reminders=ladder(Role.CONTACT_PERSON, Role.BRANCH_SECRETARY, rules=("X-R34.2",),
                     words="预计回国的日子已过，请问明本人是否已回国，回国的登记返回"),
)  # fmt: skip
ABROAD_LIMIT = Wait(
    "abroad_limit",
    "出国（境）保留期满",
    "批准的出国（境）保留期限；没有登记的，出国（境）日期 ＋ 出国（境）保留一般上限",
    stay_limit,
    ("S3.3-7", "S4.5(2)-8", "D-8"),
    until="期限当天；例外另行登记（D-8）",
    leads=False,
    reminders=(
        Reminder(G, When.MONTHS_BEFORE, "abroad_warning_months", ("S3.3-7", "S4.5(2)-8"),
                 mail="overseas_limit_near"),
        Reminder(Role.CONTACT_PERSON, When.MONTHS_BEFORE, "abroad_warning_months", ("S3.3-7",),
                 words="出国（境）保留期将满，请问明本人何时回国、是否需要延长"),
        Reminder(G, AFTER, "abroad_limit_days", ("S3.3-7", "S4.5(2)-8"), mail="overseas_limit_reached"),
        # The policy has four rungs: the committee, which alone decides (D-8), takes the secretary's.
        *ladder(Role.CONTACT_PERSON, Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT,
                rules=("S3.3-7", "S3.3-8", "D-8"),
                words="出国（境）保留期已满，本人还没有返回，请学院党委研究，作出决定并写明理由；情况特殊的登记例外"),
    ),
)  # fmt: skip
