"""What the retention abroad waits for (S3.3, X-R34.2)."""

from __future__ import annotations

from machines.facts import Facts
from machines.waits.reckoning import Reckoning, counted_from
from machines.waits.transfer import leaving_day
from machines.waits.wait import Wait


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


PAPERS_DUE = Wait(
    "abroad_papers_due", "出国（境）前办完", "离校日期", leaving_day, ("S3.3-1", "S3.3-4")
)
HALF_YEAR = Wait(
    "abroad_contact", "每半年至少联系一次", "最近一次双向联系", next_contact, ("S3.3-6",)
)
