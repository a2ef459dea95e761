"""Orders of transfers that did not succeed: reissue and retention (S4.5(1), S4.5(2))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.orders.order import Order, Ref, Upload, asks
from machines.orders.shared import Approval
from machines.words import Original, ReissueReason


@dataclass(frozen=True)
class ExchangeWish(Order):
    """The graduate asks for a new letter within validity: no form, no review (S4.5-0)."""

    text: str = asks("为什么需要换领、新的去向", "S4.5-0", long=True)


@dataclass(frozen=True)
class ReissueRequest(Order):
    """附件4 (S4.5(1)-1)."""

    reason: ReissueReason = asks("重开原因", "S4.5(1)-1")
    explanation: str = asks("原因说明", "S4.5(1)-1", long=True)
    conduct: str = asks("离校以来的思想表现", "S4.5(1)-1", long=True)
    new_unit: str | None = asks("新的单位与党组织", "S4.5(1)-1", required=False)
    proof: Upload | None = asks("证明材料", "S4.5(1)-1", required=False)


@dataclass(frozen=True)
class ReissueApproval(Approval):
    """审核同意, with the exception D-17 asks for after six months (S4.5(1)-2)."""

    opinion: str = asks("学院党委审核意见", "S4.5(1)-2", long=True)
    exception_reason: str | None = asks("超过重开外限的例外原因", "D-17", required=False, long=True)


@dataclass(frozen=True)
class RetentionRequest(Order):
    """附件5 with its specific period (S4.5(2)-1)."""

    reason: str = asks("申请保留的原因", "S4.5(2)-1", long=True)
    situation: str = asks("目前情况", "S4.5(2)-1", long=True)
    until: date = asks("申请保留至", "S4.5(2)-1")
    before_expiry_reason: str | None = asks(
        "介绍信未到期即申请的原因",
        "D-7",
        required=False,
        long=True,
        help="介绍信还在有效期内的必填",
    )


@dataclass(frozen=True)
class RetentionApproval(Approval):
    """审核同意 (S4.5(2)-2), against the original letter (S4.5(2)-1)."""

    original: Original = asks("原介绍信", "S4.5(2)-1")
    loss_statement: Upload | None = asks("遗失声明（签名）", "D-4", required=False)
    until: date = asks("同意保留至", "S4.5(2)-6")
    exception_reason: str | None = asks("超过两年的例外原因", "D-8", required=False, long=True)


@dataclass(frozen=True)
class Retain(Order):
    """Branch, 流动党员模块 and contact person at once (S4.5(2)-4)."""

    branch: int = asks("编入党支部", "S4.5(2)-4", ref=Ref.BRANCH)
    module_entered_on: date = asks("录入流动党员模块日期", "S4.5(2)-4", today=True)
    contact_person: int = asks("联系人", "S3.2-5", ref=Ref.CONTACT_PERSON)


@dataclass(frozen=True)
class Participation(Order):
    """Activities of a retained member (S4.5(2)-3, S4.5(3)-2)."""

    held_on: date = asks("活动日期", "S4.5(2)-3", today=True)
    what: str = asks("活动内容", "S4.5(2)-3")


@dataclass(frozen=True)
class Dues(Order):
    """Dues paid by a retained member (S4.5(2)-3)."""

    paid_until: date = asks("党费交至", "S4.5(2)-3")


@dataclass(frozen=True)
class HostOrganisation(Order):
    """Taken in by an organisation where the member lives (S4.5(2)-5, X-R32)."""

    host: str = asks("流入地党组织", "S4.5(2)-5")
    consent: str = asks("对方同意情况与民主评议结果", "S4.5(2)-5", long=True)


@dataclass(frozen=True)
class RetentionExtension(Order):
    """Longer than planned: reason, approver, new end (D-8)."""

    until: date = asks("延长保留至", "D-8")
    reason: str = asks("例外原因", "D-8", long=True)
    approved_by: str = asks("同意人（学院党委）", "D-8")


@dataclass(frozen=True)
class ConductReview(Order):
    """审核其离校期间表现 (S4.5(2)-7)."""

    reviewed_on: date = asks("审核日期", "S4.5(2)-7", today=True)
    reviewer: str = asks("审核人或会议", "S4.5(2)-7")
    finding: str = asks("离校期间表现", "S4.5(2)-7", long=True)
