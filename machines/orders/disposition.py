"""Orders of the disposition track up to its opening (S4.5(4), SA, D-9, D-16, D-20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.orders.order import Order, asks
from machines.words import Ground


@dataclass(frozen=True)
class ReviewOpening(Order):
    """The college's discussion that opens a review; it decides nothing (S4.5(4)-1)."""

    ground: Ground = asks("启动依据", "D-16")
    discussed_on: date = asks("学院党委讨论日期", "S4.5(4)-1", today=True)
    minutes: str = asks("讨论纪要（到会人员、意见）", "S4.5(4)-1", long=True)
    finding: str = asks(
        "情节认定（写明所依据的联系记录编号）",
        "D-9",
        long=True,
        help="没有书面认定的，只作教育和继续联系",
    )
    entries: str = asks("依据的联系记录编号（逗号分隔）", "D-9")
    prior_filing_no: str | None = asks("事前备案编号", "X-U2", required=False, help="为空时提醒")
