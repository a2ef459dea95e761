"""Guards of the education before leaving (S1)."""

from __future__ import annotations

from datetime import date

from machines.facts import Facts
from machines.refusals import Refusal
from machines.roles import Role
from machines.table import guard


@guard("已接受离校前集中教育（或已补课）", "S1-1")
def education_attended(facts: Facts, today: date) -> list[Refusal]:
    """S1-1: full coverage before leaving."""
    if facts.education.attended_on is not None:
        return []
    return [
        Refusal(
            "尚未登记参加离校前集中教育或补课",
            "S1-1",
            Role.BRANCH_SECRETARY,
            "离校教育 · 登记参加或补课",
        )
    ]


@guard("已收到《注意事项》（附件1）", "S3.2-8")
def notes_received(facts: Facts, today: date) -> list[Refusal]:
    """S3.2-8: nobody counts as briefed without the notes."""
    if facts.education.notes_received_on is not None:
        return []
    return [
        Refusal(
            "尚无本人收到《组织关系转接注意事项》（附件1）的记录",
            "S3.2-8",
            Role.BRANCH_SECRETARY,
            "离校教育 · 发送注意事项，或登记当面告知",
        )
    ]


@guard("已告知自行脱党的有关规定", "S1-5")
def told_of_the_rules(facts: Facts, today: date) -> list[Refusal]:
    """S1-5: the proof that the person was told."""
    if facts.education.told_of_rules_on is not None:
        return []
    return [
        Refusal(
            "没有已向本人告知自行脱党有关规定的记录",
            "S1-5",
            Role.BRANCH_SECRETARY,
            "离校教育 · 登记告知，或由本人经链接确认",
        )
    ]
