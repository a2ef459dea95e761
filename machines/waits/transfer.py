"""What the states of the transfer wait for, and until when (S4.1-1, S4.4-8, D-1, S4.5)."""

from __future__ import annotations

from machines.facts import Facts
from machines.letters import last_valid_day
from machines.waits.reckoning import Reckoning, counted_from
from machines.waits.wait import Wait


def data_check_until(facts: Facts) -> Reckoning:
    """S4.1-1: the end of the data check window."""
    day = facts.policy.data_check_until
    return counted_from("信息核对截止日", day, "", "S4.1-1", item="data_check_until")


def leaving_day(facts: Facts) -> Reckoning | None:
    """The day of leaving: destination and letter are due by then."""
    if facts.left_on is None:
        return None
    return counted_from("离校日期", facts.left_on, "left_on", "S3.1-1")


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


def receipt_cutoff(facts: Facts) -> Reckoning:
    """S4.4-8: every receipt is registered by the cut-off."""
    day = facts.policy.receipt_cutoff
    return counted_from("回执登记截止日", day, "", "S4.4-8", item="receipt_cutoff")


def over_six_months(facts: Facts) -> Reckoning | None:
    """S4.5(4)-1, D-2: six months from leaving; after it the college discusses, nothing else."""
    if facts.left_on is None:
        return None
    left = counted_from("离校日期", facts.left_on, "left_on", "S4.5(4)-1")
    return left.plus_months(facts.policy.lost_contact_months, "lost_contact_months", "D-2")


def retention_end(facts: Facts) -> Reckoning | None:
    """S4.5(2)-6: the end of the period granted."""
    if facts.retention is None or facts.retention.until is None:
        return None
    until = facts.retention.until
    return counted_from("批准的保留期限", until, "retention.until", "S4.5(2)-6", "X-R34.1")


DATA_CHECK = Wait("data_check", "信息核对截止", "信息核对截止日", data_check_until, ("S4.1-1",))
LEAVING = Wait("leaving", "离校前办理", "离校日期", leaving_day, ("S3.1-1", "S4.2-1"))
LETTER_VALIDITY = Wait(
    "letter_validity",
    "介绍信有效期",
    "介绍信开具日期",
    letter_valid_until,
    ("D-1", "S4.4-1", "X-90"),
    move="expire",
)
RECEIPTS_BY = Wait("receipts_by", "回执登记截止", "回执登记截止日", receipt_cutoff, ("S4.4-8",))
OVER_SIX_MONTHS = Wait(
    "over_six_months", "离校满半年", "离校日期", over_six_months, ("S4.5(4)-1", "D-17", "D-2")
)
RETENTION_ENDS = Wait(
    "retention_ends", "保留期满", "批准的保留期限", retention_end, ("S4.5(2)-6", "X-R34.1")
)
CONDUCT_REVIEW_DUE = Wait(
    "conduct_review_due", "及时审核", "批准的保留期限", retention_end, ("S4.5(2)-7",)
)
