"""What the transfer waits for up to the letter's last day (S3.1, S4.1-1, S4.2-1, S4.4; D-1)."""

from __future__ import annotations

from machines.facts import Facts
from machines.letters import last_valid_day
from machines.roles import Role
from machines.waits.conditions import (
    DATA_NOT_CONFIRMED,
    DESTINATION_TOLD,
    NO_DESTINATION,
    NO_RECEIPT,
    NOT_BRIEFED,
    NOT_REPORTED,
    NOT_SAID_ACCEPTED,
    STILL_WAITING,
    accepted_since,
)
from machines.waits.reckoning import Reckoning, counted_from
from machines.waits.wait import Reminder, Wait, When, ladder

G = Role.GRADUATE
BEFORE, AFTER, SHARES = When.DAYS_BEFORE, When.DAYS_AFTER, When.SHARES
ESCALATION = (Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.DEPARTMENT)


def data_check_until(facts: Facts) -> Reckoning:
    """S4.1-1: the end of the data check window."""
    day = facts.policy.data_check_until
    return counted_from("信息核对截止日", day, "", "S4.1-1", item="data_check_until")


def leaving_day(facts: Facts) -> Reckoning | None:
    """The day of leaving: destination and letter are due by then."""
    if facts.left_on is None:
        return None
    return counted_from("离校日期", facts.left_on, "left_on", "S3.1-1")


def _came_late(facts: Facts) -> bool:
    """Whether the transfer came to where it stands only after the day of leaving."""
    since, left_on = facts.since.get("transfer"), facts.left_on
    return since is not None and left_on is not None and since > left_on


def leaving_ahead(facts: Facts) -> Reckoning | None:
    """The day of leaving, for who stood here by then."""
    return None if _came_late(facts) else leaving_day(facts)


def after_leaving(facts: Facts) -> Reckoning | None:
    """S3.1-7: for who came to this state after leaving, e.g. after retention, days of his own."""
    since = facts.since.get("transfer")
    if since is None or not _came_late(facts):
        return None
    began = counted_from("可以登记去向的日期", since, "since.transfer", "S3.1-7")
    return began.plus_days(facts.policy.late_transfer_days, "late_transfer_days", "S3.1-7")


def letter_due(facts: Facts) -> Reckoning | None:
    """S3.1-1, S3.1-7: promptly once the destination is registered, before leaving at the earliest."""
    since, left_on = facts.since.get("transfer"), facts.left_on
    if since is None:
        return leaving_day(facts)
    began = counted_from("登记去向的日期", since, "since.transfer", "S3.1-1")
    prompt = began.plus_days(facts.policy.decision_days, "decision_days", "S3.1-7")
    if left_on is None or left_on <= prompt.day:
        return prompt
    return prompt.to_day("离校日期在后，按离校日期", left_on, "S3.1-1", fact="left_on")


def letter_valid_until(facts: Facts) -> Reckoning | None:
    """D-1: the last day within validity, the cut-off at the latest."""
    letter, policy = facts.letter, facts.policy
    if letter is None:
        return None
    issued = counted_from("介绍信开具日期", letter.issued_on, "letter.issued_on", "S4.3-4")
    until = issued.to_day(
        "介绍信所载有效期至", letter.valid_until, "X-90", fact="letter.valid_until"
    )
    if last_valid_day(letter, policy) == letter.valid_until:
        return until
    return until.not_after(policy.receipt_cutoff, "receipt_cutoff", "D-1")


def receipt_in(facts: Facts) -> Reckoning | None:
    """S4.4-3: a sealed receipt is no end yet; acceptance is verified, or the receipt entered."""
    if facts.letter is None or facts.letter.receipt_on is None:
        return None
    entered = facts.letter.receipt_on
    return counted_from("盖章回执登记的日期", entered, "letter.receipt_on", "S4.4-3", "S4.4-6")


def receipt_return(facts: Facts) -> Reckoning | None:
    """S4.4-2: the letter's form wants the receipt within a month of acceptance.

    Who said so before his letter expired is asked to choose again first, and not for both at once.
    """
    letter = facts.letter
    if letter is None or letter.accepted_on is None or letter.receipt_sealed:
        return None
    if facts.states.get("transfer") == "expired" and not accepted_since(facts):
        return None
    told = counted_from("本人说已被接收的日期", letter.accepted_on, "letter.accepted_on", "S3.1-4")
    return told.plus_months(facts.policy.receipt_return_months, "receipt_return_months", "S4.4-2")


DATA_CHECK = Wait(
    "data_check",
    "信息核对截止",
    "信息核对截止日",
    data_check_until,
    ("S4.1-1",),
    until="信息核对截止日当天",
    may_move=True,
    reminders=(
        Reminder(G, BEFORE, "data_check_reminder_days", ("S4.1-1", "S4.1-6"), mail="confirm_data",
                 only_if=(DATA_NOT_CONFIRMED,)),
        *ladder(*ESCALATION, rules=("S4.1-1", "S3.1-7"),
                words="信息核对期已过，还没有核对通过，请核对、更正并确认"),
    ),
)  # fmt: skip

BEFORE_THE_LETTER = (
    Reminder(G, BEFORE, "leaving_reminder_days", ("S4.2-1", "S3.2-4"), mail="confirm_destination",
             only_if=(NO_DESTINATION,)),
    Reminder(G, BEFORE, "notes_reminder_days", ("S3.2-8", "S1-5"), mail="transfer_notes",
             only_if=(NOT_BRIEFED,)),
    Reminder(Role.BRANCH_SECRETARY, BEFORE, "leaving_reminder_days", ("S4.2-1",), at=1,
             words="本人已填写去向，请核对后登记", only_if=(DESTINATION_TOLD,)),
    Reminder(G, AFTER, "leaving_overdue_days", ("S4.2-1", "S3.1-7"), mail="confirm_destination",
             only_if=(NO_DESTINATION,)),
    *ladder(Role.CONTACT_PERSON, *ESCALATION, rules=("S4.2-1", "S3.1-7"),
            words="去向还没有登记，请与本人联系落实"),
)  # fmt: skip

LEAVING = Wait(
    "leaving",
    "离校前登记去向",
    "离校日期",
    leaving_ahead,
    ("S3.1-1", "S4.2-1"),
    until="离校日期当天",
    reminders=BEFORE_THE_LETTER,
)
# Beside it only for who came later: of the two a case has one.
AFTER_LEAVING = Wait(
    "after_leaving",
    "离校后及时登记去向",
    "可以登记去向的日期（晚于离校日期的）",
    after_leaving,
    ("S3.1-7", "S4.5(3)-4"),
    until="＋ 离校以后才开始转出的办理期限",
    reminders=BEFORE_THE_LETTER,
    may_move=True,
)
# A wait of its own, so that its ladder begins with the first rung whenever he is registered.
LETTER_DUE = Wait(
    "letter_due",
    "及时开具介绍信",
    "登记去向的日期",
    letter_due,
    ("S3.1-1", "S4.3-4", "S3.1-7"),
    until="＋ 审核申请的期限，不早于离校日期",
    may_move=True,
    reminders=(
        Reminder(G, BEFORE, "notes_reminder_days", ("S3.2-8", "S1-5"), mail="transfer_notes",
                 only_if=(NOT_BRIEFED,)),
        Reminder(Role.ORGANIZER, BEFORE, "leaving_reminder_days", ("S3.1-1", "S4.3-4"),
                 words="去向已登记，请办理网上转接、开具介绍信"),
        *ladder(Role.CONTACT_PERSON, *ESCALATION, rules=("S3.1-1", "S3.1-7"),
                words="去向已登记，介绍信还没有开，请查明原因、及时开具"),
    ),
)  # fmt: skip

LETTER_VALIDITY = Wait(
    "letter_validity",
    "介绍信有效期",
    "介绍信开具日期",
    letter_valid_until,
    ("D-1", "S4.4-1", "X-90"),
    until="介绍信所载有效期至，不晚于回执登记截止日",
    move="expire",
    reminders=(
        Reminder(G, SHARES, "letter_reminder_shares", ("S4.4-1", "S3.1-3"), mail="report_now",
                 only_if=(NOT_REPORTED, NO_RECEIPT)),
        Reminder(G, BEFORE, "letter_reminder_days", ("S4.4-1", "S3.1-3"), mail="report_now",
                 only_if=(NOT_REPORTED, NO_RECEIPT)),
        # He went there and waits, or is in trouble: towards the end he asks how it stands.
        Reminder(G, BEFORE, "letter_reminder_days", ("S4.4-2", "S4.4-5"), mail="receipt_chase",
                 only_if=(STILL_WAITING, NO_RECEIPT)),
        Reminder(Role.CONTACT_PERSON, SHARES, "letter_reminder_shares", ("S4.4-5",), at=1,
                 words="既没有回执也没有说已被接收，请主动联系、催办，并写入联系记录（存根）",
                 only_if=(NOT_SAID_ACCEPTED, NO_RECEIPT)),
        Reminder(Role.BRANCH_SECRETARY, BEFORE, "letter_reminder_days", ("S4.4-5", "S3.1-6"), at=0,
                 words="介绍信将到期，既没有回执也没有说已被接收，请打电话催办，并写入联系记录（存根）",
                 only_if=(NOT_SAID_ACCEPTED, NO_RECEIPT)),
    ),
)  # fmt: skip
# Counted from the day it was entered: whoever enters it late is asked from the first rung on.
RECEIPT_IN = Wait(
    "receipt_in",
    "回执已到，核实接收",
    "盖章回执登记的日期",
    receipt_in,
    ("S4.4-3", "S4.4-4", "S4.4-7"),
    until="登记当天起",
    leads=False,
    may_move=True,
    reminders=ladder(Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT,
                     rules=("S4.4-3", "S4.4-4", "S4.4-7"),
                     words="回执已登记，请在系统中核实接收，或录入回执结束流程"),
)  # fmt: skip
RECEIPT_RETURN = Wait(
    "receipt_return",
    "回执寄回",
    "本人说已被接收的日期",
    receipt_return,
    ("S4.4-2",),
    until="＋ 接收后回执寄回的期限",
    leads=False,
    may_move=True,
    reminders=(
        Reminder(G, AFTER, "escalation_days", ("S4.4-2",), mail="receipt_chase", at=0,
                 only_if=(NO_RECEIPT,)),
        Reminder(Role.BRANCH_SECRETARY, AFTER, "escalation_days", ("S4.4-5",), at=1,
                 words="本人说已被接收已过一个月，回执还没有收到，请与接收方联系并写入联系记录",
                 only_if=(NO_RECEIPT,)),
        Reminder(Role.ORGANIZER, AFTER, "escalation_days", ("S4.4-4", "S3.1-7"), at=2,
                 words="本人早说已被接收，回执还没有收到，请督促并在系统中查看是否已接收",
                 only_if=(NO_RECEIPT,)),
    ),
)  # fmt: skip
