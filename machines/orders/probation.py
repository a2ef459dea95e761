"""Orders of the probation track (S2.2, S4.5(3), X-C7, X-D32)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.orders.order import Order, asks


@dataclass(frozen=True)
class RegularisationApplication(Order):
    """转正申请书, handed in by the probationer himself (S4.5(3)-3)."""

    handed_in_on: date = asks("转正申请书递交日期", "S4.5(3)-3", today=True)


@dataclass(frozen=True)
class BranchDecision(Order):
    """A branch meeting's decision and the approval above (X-C7)."""

    meeting_on: date = asks("支部大会日期", "X-C7")
    eligible: int = asks("应到会有表决权人数", "X-C7")
    present: int = asks("实到会有表决权人数", "X-C7")
    votes_for: int = asks("赞成票数", "X-C7", help="须超过应到会有表决权人数的半数")
    approved_on: date = asks("上级党组织审批日期", "X-C7")
    approved_by: str = asks("审批党组织", "X-C7")


@dataclass(frozen=True)
class Extension(BranchDecision):
    """An extension: once, half a year to one year (X-D32)."""

    months: int = asks("延长月数", "X-D32", help="6 至 12 个月，只能延长一次")
    reason: str = asks("延长原因", "X-D32", long=True)


@dataclass(frozen=True)
class Cancellation(BranchDecision):
    """取消预备党员资格 by the branch's own decision, with the member's rights (X-C7, X-C4, X-C43)."""

    facts: str = asks("事实与理由", "SA-4", long=True)
    told_on: date = asks("事实材料与本人见面日期", "X-C43")
    statement: str = asks(
        "本人说明和申辩", "X-C4", long=True, help="本人放弃申辩的，写明书面放弃的日期"
    )
    entered_on: date = asks("决定填入《入党志愿书》日期", "SA-3")


@dataclass(frozen=True)
class LocalException(Order):
    """The school regularises although the rule names the receiver (S2.2-2)."""

    reason: str = asks("由本校负责转正的原因", "S2.2-2", long=True)
    approved_by: str = asks("同意人（学院党委）", "S2.2-2")
