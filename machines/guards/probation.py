"""Guards of probation (S2.2, S4.5(3), X-C7, X-D32)."""

from __future__ import annotations

from datetime import date

from machines.facts import Facts
from machines.orders.probation import BranchDecision, Cancellation, Extension
from machines.refusals import Refusal
from machines.roles import Role
from machines.table import check, guard

WHERE = "预备期 · 转正"
KEPT_HERE = ("retained", "conduct_review", "deferred", "kept_abroad")


@guard("预备期已满", "X-C7")
def probation_is_over(facts: Facts, today: date) -> list[Refusal]:
    """X-C7: probation is one year; nobody is regularised early."""
    ends_on = facts.probation.ends_on if facts.probation else None
    if ends_on is not None and ends_on <= today:
        return []
    missing = f"预备期到 {ends_on} 才满" if ends_on else "尚未登记预备期满日"
    return [Refusal(missing, "X-C7", Role.BRANCH_SECRETARY, WHERE)]


@guard("由本校负责转正", "S2.2-1", "S2.2-2", "S4.5(3)-1")
def school_regularises(facts: Facts, today: date) -> list[Refusal]:
    """S2.2-2: from the split day on the receiver does, unless retained or a recorded exception.

    Who was retained is regularised here also while the transfer that ends it is prepared
    (S4.5(3)-4).
    """
    probation, policy = facts.probation, facts.policy
    if probation is None or probation.ends_on is None:
        return [Refusal("尚未登记预备期满日", "X-C7", Role.BRANCH_SECRETARY, "转移 · 更正信息")]
    retained = facts.retention is not None and facts.retention.started_on is not None
    here = retained or facts.states.get("transfer") in ("retained", "conduct_review", "deferred")
    if probation.ends_on <= policy.probation_split or here or probation.school_regularises:
        return []
    missing = (
        f"预备期满日 {probation.ends_on} 晚于 {policy.probation_split}，由转往单位党组织负责转正"
    )
    return [Refusal(missing, "S2.2-2", Role.COMMITTEE, "预备期 · 登记由本校转正的例外")]


@check("支部大会人数和票数有效", "X-C7")
def meeting_was_valid(facts: Facts, order: BranchDecision, today: date) -> list[Refusal]:
    """X-C7: more than half of those entitled are present and more than half of them vote for it."""
    found = []

    def no(missing: str, field: str) -> None:
        found.append(Refusal(missing, "X-C7", Role.BRANCH_SECRETARY, WHERE, field))

    if order.eligible < 1:
        no("应到会人数须大于零", "eligible")
    if not order.present <= order.eligible or order.present * 2 <= order.eligible:
        no("实到会人数须超过应到会人数的半数，且不多于应到会人数", "present")
    if not 0 <= order.votes_for <= order.present or order.votes_for * 2 <= order.eligible:
        no("赞成票须超过应到会有表决权人数的半数，且不多于实到会人数", "votes_for")
    if order.approved_on < order.meeting_on:
        no("上级审批日期不能早于支部大会日期", "approved_on")
    if order.approved_on > today:
        no("上级审批日期不能晚于今天", "approved_on")
    return found


@check("支部大会不早于预备期满", "X-C7")
def meeting_after_probation(facts: Facts, order: BranchDecision, today: date) -> list[Refusal]:
    """X-C7: the branch discusses at expiry, not before."""
    ends_on = facts.probation.ends_on if facts.probation else None
    if ends_on is None or order.meeting_on >= ends_on:
        return []
    missing = f"支部大会日期不能早于预备期满日 {ends_on}"
    return [Refusal(missing, "X-C7", Role.BRANCH_SECRETARY, WHERE, "meeting_on")]


@guard("预备期尚未延长过", "X-D32")
def not_extended_before(facts: Facts, today: date) -> list[Refusal]:
    """X-D32: once only."""
    if facts.probation is None or not facts.probation.extended:
        return []
    return [Refusal("预备期已延长过一次", "X-D32", Role.BRANCH_SECRETARY, WHERE)]


@check("延长期为半年至一年", "X-D32")
def extension_length_is_lawful(facts: Facts, order: Extension, today: date) -> list[Refusal]:
    """X-D32: half a year to one year."""
    low, high = facts.policy.extension_months_min, facts.policy.extension_months_max
    if low <= order.months <= high:
        return []
    missing = f"延长期须为 {low} 至 {high} 个月"
    return [Refusal(missing, "X-D32", Role.BRANCH_SECRETARY, "预备期 · 延长", "months")]


@check("事实已与本人见面，已听取说明和申辩", "X-C43", "X-C4", "SA-4")
def member_was_heard(facts: Facts, order: Cancellation, today: date) -> list[Refusal]:
    """X-C43, X-C4: told of the facts before the meeting, and heard or waived in writing."""
    if order.told_on <= order.meeting_on:
        return []
    missing = "事实材料须在支部大会之前与本人见面"
    return [Refusal(missing, "X-C43", Role.BRANCH_SECRETARY, "预备期 · 取消资格", "told_on")]


@guard("预备期满日晚于分界日，由接收单位转正", "S2.2-2")
def receiver_regularises(facts: Facts, today: date) -> list[Refusal]:
    """S2.2-2: only a probation that ends after the split day is handed over with the transfer."""
    if facts.states.get("transfer") in KEPT_HERE:
        missing = "组织关系保留在校，预备期由本校继续考察"
        return [Refusal(missing, "S4.5(3)-1", Role.BRANCH_SECRETARY, WHERE)]
    probation = facts.probation
    if probation and probation.ends_on and probation.ends_on > facts.policy.probation_split:
        return []
    return [
        Refusal("预备期满日不晚于分界日，须先在本校转正", "S2.2-1", Role.BRANCH_SECRETARY, WHERE)
    ]
