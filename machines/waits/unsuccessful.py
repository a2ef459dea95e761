"""What a transfer that did not succeed waits for (S4.4-8, S4.5(1), S4.5(2)-1, S4.5(4)-1; D-2, D-17)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from machines.dates import days
from machines.facts import Facts
from machines.roles import Role
from machines.waits.conditions import (
    EXPIRED,
    MAY_BE_CALLED,
    NO_APPLICATION,
    NO_RECEIPT,
    NOT_CHOSEN,
    NOT_REVIEWED,
    REISSUE_AGREED,
    REISSUE_ASKED,
    SILENT_SINCE_LEAVING,
    accepted_since,
)
from machines.waits.reckoning import Reckoning, counted_from
from machines.waits.wait import LastDay, Reminder, Wait, When, ladder

G = Role.GRADUATE
BEFORE, AFTER, SINCE = When.DAYS_BEFORE, When.DAYS_AFTER, When.DAYS_SINCE
ESCALATION = (Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.DEPARTMENT)


def _over_before(facts: Facts, due: Reckoning) -> bool:
    """Whether all that would be said of a day was past before the transfer came to stand here."""
    since = facts.since.get("transfer")
    return since is not None and since > due.day + days(max(facts.policy.escalation_days))


def receipt_cutoff(facts: Facts) -> Reckoning | None:
    """S4.4-8: every receipt is registered by the cut-off; a letter of later is not bound by it."""
    day = facts.policy.receipt_cutoff
    if facts.letter is not None and facts.letter.issued_on >= day:
        return None
    return counted_from("回执登记截止日", day, "", "S4.4-8", item="receipt_cutoff")


def choice_due(facts: Facts) -> Reckoning | None:
    """S4.5(1)-1, S4.5(2)-1: who let a letter expire says soon what he needs."""
    since, again = facts.since.get("transfer"), facts.policy.choose_again_days
    if since is None or not again or accepted_since(facts):
        return None
    began = counted_from("介绍信过期（或申请未成）的日期", since, "since.transfer", "S4.5(1)-1")
    return began.plus_days(again[0], "choose_again_days", "S4.5(1)-1", "S4.5(2)-1")


def decision_due(*rules: str, track: str = "transfer") -> Callable[[Facts], Reckoning | None]:
    """D-19: so many days after the track came to the state in which others decide."""

    def due(facts: Facts) -> Reckoning | None:
        since = facts.since.get(track)
        if since is None:
            return None
        handed_in = counted_from("提交的日期", since, f"since.{track}", *rules)
        return handed_in.plus_days(facts.policy.decision_days, "decision_days", "D-19")

    return due


def reissue_limit(facts: Facts) -> Reckoning | None:
    """D-17: six months from the first letter of this transfer; after it only by exception."""
    letter = facts.letter
    if letter is None:
        return None
    first = letter.first_issued_on or letter.issued_on
    began = counted_from("首次开具介绍信的日期", first, "letter.first_issued_on", "X-33")
    return began.plus_months(facts.policy.reissue_outer_months, "reissue_outer_months", "D-17")


def _last_choice(facts: Facts) -> date | None:
    """D-17: after the outer limit nobody is offered what only an exception allows."""
    limit = reissue_limit(facts)
    return limit.day if limit else None


def over_six_months(facts: Facts) -> Reckoning | None:
    """S4.5(4)-1, D-2: six months from leaving; after it the college discusses, nothing else."""
    if facts.left_on is None:
        return None
    left = counted_from("离校日期", facts.left_on, "left_on", "S4.5(4)-1")
    over = left.plus_months(facts.policy.lost_contact_months, "lost_contact_months", "D-2")
    kept = facts.retention is not None and facts.retention.started_on is not None
    # Whom the school kept lawfully did not stay away since leaving (S4.5(2)).
    return None if kept or _over_before(facts, over) else over


def calls_enough(facts: Facts) -> Reckoning | None:
    """D-15: attempts to reach him are spread over so many days before anybody judges them."""
    since = facts.out_of_contact_since or facts.since.get("transfer")
    if since is None:
        return None
    lost = counted_from("登记失去联系的日期", since, "out_of_contact_since", "S4.5(4)-1")
    return lost.plus_days(facts.policy.contact_spread_days, "contact_spread_days", "D-15")


RECEIPTS_BY = Wait(
    "receipts_by",
    "回执登记截止",
    "回执登记截止日",
    receipt_cutoff,
    ("S4.4-8",),
    until="回执登记截止日当天",
    reminders=(
        # The contact person and the secretary are asked for his choice meanwhile, not for both.
        *ladder(Role.ORGANIZER, Role.DEPARTMENT, rules=("S4.4-8", "S4.4-4"),
                words="回执登记已截止，回执还没有登记，请督促核实、催办并写入联系记录",
                only_if=(NO_RECEIPT, NOT_CHOSEN)),
    ),
)  # fmt: skip
CHOICE_ENDS = LastDay("重开介绍信外限", _last_choice)
CHOOSE_AGAIN = Wait(
    "choose_again",
    "请本人选择办法",
    "介绍信过期（或申请未成）的日期",
    choice_due,
    ("S4.5(1)-1", "S4.5(2)-1"),
    until="＋ 过期后再次请本人选择的第一个天数",
    may_move=True,
    reminders=(
        Reminder(G, SINCE, "choose_again_days", ("S4.5(1)-1", "S4.5(2)-1"), mail="letter_expired",
                 only_if=(NO_RECEIPT,), stops=CHOICE_ENDS),
        *ladder(Role.CONTACT_PERSON, *ESCALATION, rules=("S4.4-5", "S3.1-7"),
                words="介绍信已过期，本人还没有选择办法，请联系本人落实", only_if=(NO_RECEIPT,)),
    ),
)  # fmt: skip
REISSUE_LIMIT = Wait(
    "reissue_limit",
    "重开介绍信外限",
    "首次开具介绍信的日期",
    reissue_limit,
    ("D-17", "X-33"),
    until="＋ 重开介绍信外限（自转出起）",
    reminders=(
        # The last one of its kind: later only people speak to him.
        Reminder(G, BEFORE, "reissue_warning_days", ("D-17", "X-33"), mail="letter_expired", at=1,
                 only_if=(EXPIRED, NOT_CHOSEN, NO_RECEIPT)),
        Reminder(G, BEFORE, "reissue_warning_days", ("D-17", "S4.5(1)-3"), mail="reissue_approved",
                 only_if=(REISSUE_AGREED,)),
        Reminder(Role.CONTACT_PERSON, BEFORE, "reissue_warning_days", ("D-17", "X-33"),
                 words="重开介绍信的外限将到，本人还没有申请，请打电话催办",
                 only_if=(EXPIRED, NOT_CHOSEN, NO_RECEIPT)),
        Reminder(Role.COMMITTEE, BEFORE, "reissue_warning_days", ("D-17", "S4.5(1)-2"),
                 words="重开介绍信的外限将到，请及时审核申请", only_if=(REISSUE_ASKED,)),
        Reminder(Role.ORGANIZER, BEFORE, "reissue_warning_days", ("D-17", "S4.5(1)-3"),
                 words="重开介绍信的外限将到，请通知本人换领", only_if=(REISSUE_AGREED,)),
        *ladder(Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT, rules=("D-17",),
                words="重开介绍信已过外限，确需重开的，由学院党委写明例外原因；请研究怎样办理",
                only_if=(NO_RECEIPT,)),
    ),
)  # fmt: skip

DECISION = (
    Reminder(Role.ORGANIZER, SINCE, "decision_days", ("D-19",),
             words="申请应已审核，请提请学院党委审核并登记结果"),
    *ladder(Role.COMMITTEE, Role.DEPARTMENT, rules=("D-19", "S3.1-5"),
            words="申请超过审核期限，请尽快审核"),
)  # fmt: skip
REISSUE_DECISION = Wait(
    "reissue_decision",
    "审核重开申请",
    "提交的日期",
    decision_due("S4.5(1)-2"),
    ("S4.5(1)-2", "D-19"),
    until="＋ 审核申请的期限",
    may_move=True,
    reminders=DECISION,
)
RETENTION_DECISION = Wait(
    "retention_decision",
    "审核保留申请",
    "提交的日期",
    decision_due("S4.5(2)-2"),
    ("S4.5(2)-2", "D-19"),
    until="＋ 审核申请的期限",
    may_move=True,
    reminders=DECISION,
)
RETENTION_FILING = Wait(
    "retention_filing",
    "备案并编入支部",
    "学院党委同意的日期",
    decision_due("S4.5(2)-2", "S4.5(2)-4"),
    ("S4.5(2)-2", "S4.5(2)-4"),
    until="＋ 审核申请的期限",
    may_move=True,
    reminders=(
        Reminder(Role.ORGANIZER, SINCE, "decision_days", ("S4.5(2)-2", "S4.5(2)-4"),
                 words="保留已同意，请报组织部备案，编入支部，录入流动党员模块"),
        *ladder(*ESCALATION, rules=("S4.5(2)-2", "S4.5(2)-4"),
                words="保留已同意，备案和编入支部还没有办完，请及时办理"),
    ),
)  # fmt: skip

OVER_SIX_MONTHS = Wait(
    "over_six_months",
    "离校满半年",
    "离校日期",
    over_six_months,
    ("S4.5(4)-1", "D-2"),
    until="＋ 失去联系认定的月数；超过这一天才算超过半年",
    reminders=(
        Reminder(G, BEFORE, "six_months_warning_days", ("S4.5(4)-1",), mail="cannot_reach",
                 only_if=(SILENT_SINCE_LEAVING, MAY_BE_CALLED, NO_APPLICATION)),
        Reminder(Role.CONTACT_PERSON, BEFORE, "six_months_warning_days", ("S4.5(4)-1", "D-15"),
                 words="离校将满半年，一直没有联系上本人，请换用电话、走访、亲友等渠道，并写入联系记录",
                 only_if=(SILENT_SINCE_LEAVING, NO_APPLICATION)),
        # A prompt to discuss, never more: what comes of it is decided by people (D-9, SA-2). It
        # begins with the organizer, who puts it to the college; the branch called before the day.
        *ladder(Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT, rules=("S4.5(4)-1", "D-2"),
                words="离校已超过半年，组织关系还没有转出，请学院党委及时讨论，商定下一步怎样联系和办理",
                only_if=(NO_APPLICATION, NOT_REVIEWED)),
    ),
)  # fmt: skip
# The same wait where other days lead the list.
SIX_MONTHS_BESIDE = replace(OVER_SIX_MONTHS, leads=False)

CALLS = Wait(
    "calls",
    "继续联系本人",
    "登记失去联系的日期",
    calls_enough,
    ("S4.5(4)-1", "D-15"),
    until="＋ 首末次联系最少间隔",
    reminders=(
        Reminder(G, SINCE, "lost_contact_mail_days", ("S4.5(4)-1", "D-15"), mail="cannot_reach"),
        Reminder(Role.CONTACT_PERSON, SINCE, "lost_contact_mail_days", ("D-15", "S4.4-5"),
                 words="仍未联系上本人，请换用电话、走访、亲友等渠道，并写入联系记录"),
        *ladder(*ESCALATION, rules=("D-15", "S3.1-7"),
                words="多次联系仍无回应，请核对联系记录是否够次数、够渠道，继续设法联系"),
    ),
)  # fmt: skip
