"""What the states of the transfer wait for, and until when (S4.1-1, S4.4-8, D-1, S4.5)."""

from __future__ import annotations

from datetime import date

from machines.dates import add_months
from machines.facts import Facts
from machines.letters import last_valid_day
from machines.table import Wait


def data_check_until(facts: Facts) -> date | None:
    """S4.1-1: the end of the data check window."""
    return facts.policy.data_check_until


def leaving_day(facts: Facts) -> date | None:
    """The day of leaving: destination and letter are due by then."""
    return facts.left_on


def letter_valid_until(facts: Facts) -> date | None:
    """D-1: the last day within validity."""
    return last_valid_day(facts.letter, facts.policy) if facts.letter else None


def receipt_cutoff(facts: Facts) -> date | None:
    """S4.4-8: every receipt is registered by the cut-off."""
    return facts.policy.receipt_cutoff


def over_six_months(facts: Facts) -> date | None:
    """S4.5(4)-1, D-17: six months from leaving; after it the college discusses, nothing else."""
    if facts.left_on is None:
        return None
    return add_months(facts.left_on, facts.policy.lost_contact_months)


def retention_end(facts: Facts) -> date | None:
    """S4.5(2)-6: the end of the period granted."""
    return facts.retention.until if facts.retention else None


DATA_CHECK = Wait(
    "data_check", "信息核对截止", "policy.data_check_until", data_check_until, ("S4.1-1",)
)
LEAVING = Wait("leaving", "离校前办理", "left_on", leaving_day, ("S3.1-1", "S4.2-1"))
LETTER_VALIDITY = Wait(
    "letter_validity",
    "介绍信有效期",
    "letter.issued_on",
    letter_valid_until,
    ("D-1", "S4.4-1", "X-90"),
)
RECEIPTS_BY = Wait(
    "receipts_by", "回执登记截止", "policy.receipt_cutoff", receipt_cutoff, ("S4.4-8",)
)
OVER_SIX_MONTHS = Wait(
    "over_six_months", "离校满半年", "left_on", over_six_months, ("S4.5(4)-1", "D-17", "D-2")
)
RETENTION_ENDS = Wait(
    "retention_ends", "保留期满", "retention.until", retention_end, ("S4.5(2)-6", "X-R34.1")
)
CONDUCT_REVIEW_DUE = Wait(
    "conduct_review_due", "及时审核", "retention.until", retention_end, ("S4.5(2)-7",)
)
