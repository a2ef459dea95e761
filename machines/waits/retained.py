"""What retention at home waits for (S4.5(2), S4.5(3), X-R31.6, X-R34.1). Nothing ends by itself."""

from __future__ import annotations

from machines.dates import days, month_end
from machines.facts import Facts
from machines.roles import Role
from machines.waits.conditions import NOT_TRANSFERABLE
from machines.waits.reckoning import Reckoning, counted_from
from machines.waits.wait import Reminder, Wait, When, ladder

G = Role.GRADUATE
AFTER = When.DAYS_AFTER
ESCALATION = (Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.DEPARTMENT)


def retention_end(facts: Facts) -> Reckoning | None:
    """S4.5(2)-6: the end of the period granted."""
    if facts.retention is None or facts.retention.until is None:
        return None
    until = facts.retention.until
    return counted_from("批准的保留期限", until, "retention.until", "S4.5(2)-6", "X-R34.1")


def transferable(facts: Facts) -> Reckoning | None:
    """S4.5(2)-7: who can transfer is reviewed promptly."""
    told_on = facts.retention.transferable_on if facts.retention else None
    if told_on is None:
        return None
    told = counted_from("本人告知可以转出的日期", told_on, "retention.transferable_on", "S4.5(2)-7")
    return told.plus_days(facts.policy.decision_days, "decision_days", "S4.5(2)-7")


def regularised_here(facts: Facts) -> Reckoning | None:
    """S4.5(3)-4: a retained probationer who was regularised transfers promptly."""
    started = facts.retention.started_on if facts.retention else None
    regularised_on = facts.person.regularised_on
    if started is None or regularised_on is None or regularised_on < started:
        return None
    settled = counted_from("转正的日期", regularised_on, "person.regularised_on", "S4.5(3)-4")
    return settled.plus_days(facts.policy.late_transfer_days, "late_transfer_days", "S4.5(3)-4")


def _dues_from(facts: Facts) -> Reckoning | None:
    """Up to when dues are paid; from the retention's start where none are entered yet."""
    paid_until = facts.retention.dues_paid_until if facts.retention else None
    if paid_until is None:
        return _start(facts)
    return counted_from("党费交至", paid_until, "retention.dues_paid_until", "S4.5(2)-3")


def _activity_from(facts: Facts) -> Reckoning | None:
    """The newest activity; the retention's start where none is entered yet."""
    start = _start(facts)
    active_on = facts.retention.active_on if facts.retention else None
    if start is None or active_on is None or active_on < start.day:
        return start
    return counted_from("最近一次参加活动", active_on, "retention.active_on", "S4.5(2)-3")


def _start(facts: Facts) -> Reckoning | None:
    started_on = facts.retention.started_on if facts.retention else None
    if started_on is None:
        return None
    return counted_from("保留开始日期", started_on, "retention.started_on", "S4.5(2)-3")


def dues_due(facts: Facts) -> Reckoning | None:
    """S4.5(2)-3: a month's dues by the end of that month, the first not yet paid."""
    paid = _dues_from(facts)
    if paid is None:
        return None
    month = month_end(paid.day)
    if paid.lines[0].fact == "retention.dues_paid_until" and paid.day == month:
        month = month_end(paid.day + days(1))
    return paid.to_day("下一个应交月份的最后一天", month, "S4.5(2)-3")


def activity_due(facts: Facts) -> Reckoning | None:
    """S4.5(2)-3: an activity at least every so many months."""
    active = _activity_from(facts)
    return active and active.plus_months(
        facts.policy.activity_months, "activity_months", "S4.5(2)-3"
    )


def neglected(facts: Facts) -> Reckoning | None:
    """X-R31.6: six months running without activities, or without dues: whichever is earlier."""
    found = [one for one in (_dues_from(facts), _activity_from(facts)) if one is not None]
    if not found:
        return None
    earliest = min(found, key=lambda one: one.day)
    return earliest.plus_months(facts.policy.neglect_months, "neglect_months", "X-R31.6")


def review_due(facts: Facts) -> Reckoning | None:
    """S4.5(2)-7: so many days after the review of the conduct while away was begun."""
    since = facts.since.get("transfer")
    if since is None:
        return None
    began = counted_from("开始审核的日期", since, "since.transfer", "S4.5(2)-7")
    return began.plus_days(facts.policy.conduct_review_days, "conduct_review_days", "S4.5(2)-7")


RETENTION_ENDS = Wait(
    "retention_ends",
    "保留期满",
    "批准的保留期限",
    retention_end,
    ("S4.5(2)-6", "X-R34.1"),
    until="批准的保留期限当天；例外另行登记（D-8）",
    reminders=(
        Reminder(G, When.MONTHS_BEFORE, "retention_warning_months", ("S4.5(2)-6", "S4.5(2)-7"),
                 mail="retention_ending", only_if=(NOT_TRANSFERABLE,)),
        Reminder(G, AFTER, "retention_over_days", ("S4.5(2)-6", "S4.5(2)-7"), mail="retention_ending",
                 only_if=(NOT_TRANSFERABLE,)),
        *ladder(Role.CONTACT_PERSON, *ESCALATION, rules=("S4.5(2)-7", "S4.5(2)-6", "D-8"),
                words="保留期已满，请审核离校期间的表现，能转出的及时转出；确需延长的由学院党委登记例外"),
    ),
)  # fmt: skip
TRANSFERABLE = Wait(
    "transferable",
    "可以转出，及时审核",
    "本人告知可以转出的日期",
    transferable,
    ("S4.5(2)-7",),
    until="＋ 审核申请的期限",
    may_move=True,
    reminders=(
        Reminder(Role.BRANCH_SECRETARY, When.DAYS_SINCE, "decision_days", ("S4.5(2)-7",),
                 words="本人已告知可以转出，请开始审核离校期间的表现"),
        *ladder(Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT, rules=("S4.5(2)-7",),
                words="本人早已告知可以转出，审核还没有开始，请及时办理"),
    ),
)  # fmt: skip
REGULARISED_HERE = Wait(
    "regularised_here",
    "转正后及时转出",
    "转正的日期",
    regularised_here,
    ("S4.5(3)-4",),
    until="＋ 离校以后才开始转出的办理期限",
    leads=False,
    may_move=True,
    reminders=ladder(Role.CONTACT_PERSON, *ESCALATION, rules=("S4.5(3)-4",),
                     words="保留期间已转正，请联系本人及时转出"),
)  # fmt: skip
DUES_DUE = Wait(
    "dues_due",
    "按时交纳党费",
    "党费交至的日期，没有登记的从保留开始日期",
    dues_due,
    ("S4.5(2)-3", "S4.5(3)-2"),
    until="下一个应交月份的最后一天",
    leads=False,
    may_move=True,
    reminders=(
        Reminder(G, AFTER, "dues_reminder_days", ("S4.5(2)-3", "S4.5(3)-2"), mail="retention_reminder"),
        Reminder(Role.CONTACT_PERSON, AFTER, "dues_reminder_days", ("S4.5(2)-3",), at=1,
                 words="党费已逾期，请提醒本人补交并登记"),
        Reminder(Role.BRANCH_SECRETARY, AFTER, "dues_reminder_days", ("S4.5(2)-3", "S3.1-6"), at=2,
                 words="党费逾期已久，请了解情况、督促补交并登记"),
    ),
)  # fmt: skip
ACTIVITY_DUE = Wait(
    "activity_due",
    "定期参加活动",
    "最近一次参加活动，没有登记的从保留开始日期",
    activity_due,
    ("S4.5(2)-3", "S4.5(3)-2"),
    until="＋ 保留期间参加活动的间隔",
    leads=False,
    may_move=True,
    reminders=(
        Reminder(G, AFTER, "activity_reminder_days", ("S4.5(2)-3", "S4.5(3)-2"),
                 mail="retention_reminder"),
        Reminder(Role.CONTACT_PERSON, AFTER, "activity_reminder_days", ("S4.5(2)-3",), at=1,
                 words="本人很久没有参加活动，请联系本人并登记"),
    ),
)  # fmt: skip
NEGLECT = Wait(
    "neglect",
    "连续半年不参加活动或不交党费",
    "最近一次参加活动或党费交至的日期，取较早的",
    neglected,
    ("X-R31.6", "S4.5(2)-3"),
    until="＋ 连续不参加活动或不交党费的月数",
    leads=False,
    reminders=ladder(Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.COMMITTEE, rules=("X-R31.6", "X-R29"),
                     words="连续半年没有参加活动或交纳党费的记录，请核对记录，当面谈话，了解原因，帮助改进"),
)  # fmt: skip
CONDUCT_REVIEW_DUE = Wait(
    "conduct_review_due",
    "及时审核",
    "开始审核的日期",
    review_due,
    ("S4.5(2)-7",),
    until="＋ 审核离校期间表现的期限",
    may_move=True,
    reminders=ladder(Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT,
                     rules=("S4.5(2)-7",), words="离校期间的表现还没有审核完，请及时审核并登记结果"),
)  # fmt: skip
