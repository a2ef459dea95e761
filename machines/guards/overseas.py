"""Guards of retention abroad (S3.3, D-6, D-8)."""

from __future__ import annotations

from datetime import date

from machines.dates import add_months
from machines.facts import Facts
from machines.orders.overseas import Departure, OverseasApproval, Return, StayExtension
from machines.refusals import Refusal
from machines.roles import Role
from machines.table import check, guard
from machines.words import AbroadPaper, AbroadPurpose, Kind

WHERE = "出国（境）保留"


@guard("目的为学习研究，且毕业后随即出国（境）", "S3.3-1", "D-6")
def study_straight_after_graduating(facts: Facts, today: date) -> list[Refusal]:
    """S3.3-1 and D-6: other purposes and later departures take the ordinary route of S3.2."""
    found = []
    if facts.abroad.purpose not in (AbroadPurpose.STUDY, AbroadPurpose.RESEARCH):
        missing = "只有出国（境）学习研究可以保留，其他情形按一般去向转出"
        found.append(Refusal(missing, "S3.3-1", Role.GRADUATE, f"{WHERE} · 提交申请"))
    if not facts.abroad.directly_after:
        missing = "不是毕业后随即出国（境），按一般去向转出"
        found.append(Refusal(missing, "D-6", Role.GRADUATE, f"{WHERE} · 提交申请"))
    return found


@guard("组织关系尚未转出、保留或失去联系", "D-6", "S3.3-1")
def relation_not_on_its_way(facts: Facts, today: date) -> list[Refusal]:
    """D-6: whoever left on another route, or was accepted elsewhere, does not come back to this one."""
    if facts.states.get("transfer") in ("verifying", "verified", "registered", "deferred"):
        return []
    missing = "组织关系已转出或正在按其他途径办理，不再适用出国（境）保留"
    return [Refusal(missing, "D-6", Role.BRANCH_SECRETARY, "转移")]


@guard("个案按出国（境）办理", "D-6")
def listed_as_going_abroad(facts: Facts, today: date) -> list[Refusal]:
    """D-6: who is on the ordinary way already has nothing to give up."""
    if facts.kind is Kind.OVERSEAS_MEMBER:
        return []
    return [Refusal("本人已按一般去向办理", "D-6", Role.BRANCH_SECRETARY, "转移")]


@guard("书面申请、出国（境）证明、附件2齐全", "S3.3-2")
def three_papers_present(facts: Facts, today: date) -> list[Refusal]:
    """S3.3-2: all three."""
    lacking = [paper.label for paper in AbroadPaper if paper not in facts.abroad.papers]
    if not lacking:
        return []
    missing = f"还缺：{'、'.join(lacking)}"
    return [Refusal(missing, "S3.3-2", Role.GRADUATE, f"{WHERE} · 登记补交材料")]


@guard("已编入支部、指定联系人", "S3.3-4")
def branch_and_contact_set(facts: Facts, today: date) -> list[Refusal]:
    """S3.3-4: before departure."""
    if facts.abroad.branch_set and facts.abroad.contact_person_set:
        return []
    return [
        Refusal(
            "尚未编入支部并指定联系人", "S3.3-4", Role.ORGANIZER, f"{WHERE} · 编入支部和指定联系人"
        )
    ]


@guard("出国（境）前至少谈过一次话", "S3.3-5")
def talk_held(facts: Facts, today: date) -> list[Refusal]:
    """S3.3-5: at least one talk."""
    if facts.abroad.talk_on is not None:
        return []
    return [Refusal("尚无行前谈话记录", "S3.3-5", Role.BRANCH_SECRETARY, f"{WHERE} · 登记行前谈话")]


@check("出国（境）日期不早于报组织部备案", "S3.3-3", "S3.3-4")
def departure_follows_filing(facts: Facts, order: Departure, today: date) -> list[Refusal]:
    """S3.3-3: approved and filed first; that no day lies ahead is asked of every order."""
    filed_on = facts.abroad.filed_on
    if filed_on is None or filed_on <= order.departed_on:
        return []
    missing = f"出国（境）日期不能早于备案日期 {filed_on}"
    return [Refusal(missing, "S3.3-3", Role.BRANCH_SECRETARY, WHERE, "departed_on")]


@check("返回日期不早于出国（境）日期", "X-R34.2")
def return_follows_departure(facts: Facts, order: Return, today: date) -> list[Refusal]:
    """X-R34.2: nobody is back before he left."""
    departed_on = facts.abroad.departed_on
    if departed_on is None or departed_on <= order.returned_on:
        return []
    missing = f"返回日期不能早于出国（境）日期 {departed_on}"
    return [Refusal(missing, "X-R34.2", Role.BRANCH_SECRETARY, WHERE, "returned_on")]


@check("保留期一般不超过五年，超过须写明例外原因", "S3.3-7", "S4.5(2)-8", "D-8")
def abroad_limit_is_lawful(facts: Facts, order: OverseasApproval, today: date) -> list[Refusal]:
    """S4.5(2)-8 and D-8: a reason allows a longer stay, never one that is over already."""
    limit = add_months(today, facts.policy.abroad_months)
    if order.limit_on <= today:
        return [Refusal("保留期限须晚于今天", "S3.3-7", Role.COMMITTEE, WHERE, "limit_on")]
    if order.limit_on <= limit or (order.exception_reason or "").strip():
        return []
    missing = f"一般不超过五年（{limit}），超过须写明例外原因"
    return [Refusal(missing, "S4.5(2)-8", Role.COMMITTEE, WHERE, "exception_reason")]


@check("延长后的期限晚于原期限", "D-8")
def stay_extension_is_later(facts: Facts, order: StayExtension, today: date) -> list[Refusal]:
    """D-8: an exception names a later end."""
    if facts.abroad.limit_on is None or order.until > facts.abroad.limit_on:
        return []
    missing = f"延长后的期限须晚于 {facts.abroad.limit_on}"
    return [Refusal(missing, "D-8", Role.COMMITTEE, f"{WHERE} · 延长", "until")]
