"""Guards of reissue, retention and lost contact (S4.5(1) to S4.5(4), D-1, D-2, D-4, D-7, D-8, D-17)."""

from __future__ import annotations

from datetime import date

from machines.dates import add_months, later_than_months
from machines.facts import Facts
from machines.letters import still_runs, within_validity
from machines.orders.unsuccessful import (
    ReissueApproval,
    ReissueRequest,
    RetentionApproval,
    RetentionExtension,
    RetentionRequest,
)
from machines.refusals import Refusal
from machines.roles import Role
from machines.table import check, guard
from machines.words import UNDER_DECISION, ApplicationKind, Original, ReissueReason

REISSUE = "转移 · 重开介绍信"
RETENTION = "转移 · 保留组织关系"


@guard("介绍信仍在有效期内且未过截止日", "D-1", "S4.5-0")
def letter_within_validity(facts: Facts, today: date) -> list[Refusal]:
    """D-1: both tests hold, that day included."""
    if facts.letter is not None and within_validity(facts.letter, facts.policy, today):
        return []
    missing = "介绍信已过有效期（或已过截止日），须提交附件4"
    return [Refusal(missing, "S4.5(1)-1", Role.GRADUATE, "转移 · 申请重开")]


@guard("介绍信已过有效期或截止日", "D-1", "S4.5(1)-1")
def letter_out_of_validity(facts: Facts, today: date) -> list[Refusal]:
    """D-1 read the other way: within validity a letter is exchanged without form and review."""
    if facts.letter is None or not within_validity(facts.letter, facts.policy, today):
        return []
    missing = "介绍信仍在有效期内，交回原介绍信即可换领，不用附件4"
    return [Refusal(missing, "S4.5-0", Role.ORGANIZER, "转移 · 有效期内换领")]


@guard("介绍信还能使用", "S4.4-1", "D-1")
def letter_still_runs(facts: Facts, today: date) -> list[Refusal]:
    """S4.4-1: only a letter that can be presented is urged to be."""
    if facts.letter is not None and still_runs(facts.letter, facts.policy, today):
        return []
    return [Refusal("介绍信已过有效期", "S4.4-1", Role.ORGANIZER, "转移")]


@guard("介绍信的最后有效日已过", "D-1", "S4.4-1")
def letter_has_run_out(facts: Facts, today: date) -> list[Refusal]:
    """D-1: the clock moves nothing that can still be used."""
    if facts.letter is None or not still_runs(facts.letter, facts.policy, today):
        return []
    return [Refusal("介绍信还没有过期", "D-1", Role.ORGANIZER, "转移")]


@check("原介绍信已交回，或遗失并附声明、已通知接收方", "S4.5-0", "S4.5(1)-1", "D-4")
def original_letter_returned(facts: Facts, order: object, today: date) -> list[Refusal]:
    """S4.5-0, S4.5(1)-1, S4.5(2)-1 and D-4: the original, or a signed loss and notice of void."""
    original = getattr(order, "original", Original.WITH_GRADUATE)
    if original is Original.WITH_GRADUATE:
        return [Refusal("须先交回原介绍信", "S4.5-0", Role.GRADUATE, REISSUE, "original")]
    if original is Original.RETURNED:
        return []
    found = []
    if getattr(order, "loss_statement", None) is None:
        missing = "遗失的须上传本人签名的遗失声明"
        found.append(Refusal(missing, "D-4", Role.GRADUATE, REISSUE, "loss_statement"))
    if hasattr(order, "receiver_told_on") and order.receiver_told_on is None:
        missing = "遗失的须通知原接收方该编号作废"
        found.append(Refusal(missing, "D-4", Role.ORGANIZER, REISSUE, "receiver_told_on"))
    return found


def _past_the_outer_limit(facts: Facts, today: date) -> str:
    """D-17: since when the transfer has run longer than a reissue may come, or nothing."""
    letter, months = facts.letter, facts.policy.reissue_outer_months
    first = (letter.first_issued_on or letter.issued_on) if letter else today
    return f"自 {first} 转出已超过 {months} 个月" if later_than_months(today, first, months) else ""


@check("未超过重开外限，或学院党委记录了例外原因", "D-17", "X-33")
def reissue_in_time_or_excepted(facts: Facts, order: ReissueApproval, today: date) -> list[Refusal]:
    """D-17: after six months from transfer-out the committee records an exception or it is refused."""
    late = _past_the_outer_limit(facts, today)
    if not late or (order.exception_reason or "").strip():
        return []
    missing = f"{late}，须写明例外原因"
    return [Refusal(missing, "D-17", Role.COMMITTEE, REISSUE, "exception_reason")]


@check("单位变更的写明新的单位与党组织", "S4.5(1)-1")
def new_unit_is_named(facts: Facts, order: ReissueRequest, today: date) -> list[Refusal]:
    """S4.5(1)-1: a changed unit is the reason, so the new one is said."""
    if order.reason is not ReissueReason.UNIT_CHANGED or (order.new_unit or "").strip():
        return []
    missing = "因单位变更重开的，请写明新的单位与党组织"
    return [Refusal(missing, "S4.5(1)-1", Role.GRADUATE, REISSUE, "new_unit")]


@guard("同意重开未超过外限，或已记录例外", "D-17", "X-33")
def reissue_still_in_time(facts: Facts, today: date) -> list[Refusal]:
    """D-17 once more when the letter is made out: a consent does not stop the six months."""
    late = _past_the_outer_limit(facts, today)
    asked = facts.application(ApplicationKind.REISSUE)
    if not late or (asked is not None and asked.exception):
        return []
    missing = f"{late}，同意时没有记录例外原因，须重新审核"
    return [Refusal(missing, "D-17", Role.COMMITTEE, REISSUE)]


@check("未到期即申请的说明原因，申请期限晚于今天", "D-7", "S4.5(2)-1")
def retention_request_is_specific(
    facts: Facts, order: RetentionRequest, today: date
) -> list[Refusal]:
    """S4.5(2)-1: a specific period; D-7: before expiry with a reason."""
    found = []
    if order.until <= today:
        missing = "请填写今天以后的具体期限"
        found.append(Refusal(missing, "S4.5(2)-1", Role.GRADUATE, RETENTION, "until"))
    early = facts.states.get("transfer") == "letter_issued"
    if early and not (order.before_expiry_reason or "").strip():
        missing = "介绍信尚未到期，请说明为什么现在就申请保留"
        found.append(Refusal(missing, "D-7", Role.GRADUATE, RETENTION, "before_expiry_reason"))
    return found


@check("保留期一般不超过两年，超过须写明例外原因", "S4.5(2)-6", "D-8")
def retention_period_is_lawful(
    facts: Facts, order: RetentionApproval, today: date
) -> list[Refusal]:
    """S4.5(2)-6 and D-8."""
    limit = add_months(today, facts.policy.retention_months)
    if order.until <= today:
        missing = "保留期限须晚于今天"
        return [Refusal(missing, "S4.5(2)-1", Role.COMMITTEE, RETENTION, "until")]
    if order.until <= limit or (order.exception_reason or "").strip():
        return []
    missing = f"一般不超过两年（{limit}），超过须写明例外原因"
    return [Refusal(missing, "S4.5(2)-6", Role.COMMITTEE, RETENTION, "exception_reason")]


@check("延长后的期限晚于原期限", "D-8")
def extension_is_later(facts: Facts, order: RetentionExtension, today: date) -> list[Refusal]:
    """D-8: an exception names a later end."""
    until = facts.retention.until if facts.retention else None
    if until is None or order.until > until:
        return []
    missing = f"延长后的期限须晚于 {until}"
    return [Refusal(missing, "D-8", Role.COMMITTEE, RETENTION, "until")]


@guard("保留已报组织部备案", "S4.5(2)-2", "D-19")
def retention_filed(facts: Facts, today: date) -> list[Refusal]:
    """S4.5(2)-2: approve, then file; D-19: two steps."""
    if facts.retention is not None and facts.retention.filed_on is not None:
        return []
    return [Refusal("保留申请尚未报组织部备案", "S4.5(2)-2", Role.ORGANIZER, "转移 · 报组织部备案")]


@guard("尚未报组织部备案", "S4.5(2)-2")
def retention_not_yet_filed(facts: Facts, today: date) -> list[Refusal]:
    """Filing happens once."""
    if facts.retention is None or facts.retention.filed_on is None:
        return []
    return [Refusal("已经备案", "S4.5(2)-2", Role.DEPARTMENT, "转移")]


@guard("没有在办的重开或保留申请", "D-19")
def no_other_request(facts: Facts, today: date) -> list[Refusal]:
    """One application at a time (D-19)."""
    return [
        Refusal(f"{kind.label}仍在办理", "D-19", Role.ORGANIZER, "转移 · 审批申请")
        for kind in (ApplicationKind.REISSUE, ApplicationKind.RETENTION)
        for one in [facts.application(kind)]
        if one is not None and one.state in UNDER_DECISION
    ]


@guard("超过半年没有双向联系", "S4.5(4)-1", "D-2")
def no_answer_for_half_a_year(facts: Facts, today: date) -> list[Refusal]:
    """S4.5(4)-1, D-2: strictly more than six months since leaving and since the last answer."""
    months = facts.policy.lost_contact_months
    since = max((d for d in (facts.left_on, facts.last_two_way) if d), default=None)
    if since is not None and later_than_months(today, since, months):
        return []
    if since is None:
        missing = "尚未登记离校日期"
    else:
        first = add_months(since, months)
        missing = f"自 {since} 起尚未超过 {months} 个月（须晚于 {first}）"
    return [Refusal(missing, "D-2", Role.BRANCH_SECRETARY, "联系记录")]


@guard("失联登记后又有双向联系", "D-15", "S4.5(4)-1")
def answered_since_reported(facts: Facts, today: date) -> list[Refusal]:
    """D-15: any two-way contact stops the clock."""
    since, last = facts.out_of_contact_since, facts.last_two_way
    if last is not None and (since is None or last >= since):
        return []
    return [
        Refusal("登记失联后还没有本人的回应", "D-15", Role.BRANCH_SECRETARY, "联系记录 · 登记联系")
    ]
