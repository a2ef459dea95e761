"""Orders of the education track (S1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.orders.order import Order, Ref, Upload, asks


@dataclass(frozen=True)
class Attendance(Order):
    """Attendance at a recorded activity (S1-1, S1-3)."""

    activity: int = asks("教育活动", "S1-3", ref=Ref.ACTIVITY)


@dataclass(frozen=True)
class MakeUp(Order):
    """A make-up in place of the activity, with its reason (S1-1)."""

    held_on: date = asks("补课日期", "S1-1", today=True)
    reason: str = asks("未参加集中教育的原因", "S1-1", long=True)
    content: str = asks("补课内容与方式", "S1-3", long=True)


@dataclass(frozen=True)
class Pledge(Order):
    """The pledge each member signs (S1-4)."""

    signed_on: date = asks("签署日期", "S1-4", today=True)
    scan: Upload | None = asks("承诺书扫描件", "S1-4", required=False)


@dataclass(frozen=True)
class Told(Order):
    """Told of the rules on 自行脱党 and given the 注意事项 (S1-5, S3.2-8)."""

    told_on: date = asks("告知日期", "S1-5", today=True)
    how: str = asks("告知方式（会议、当面签收等）", "S1-5")
    notes_given: bool = asks(
        "《注意事项》（附件1）已发给本人", "S3.2-8", required=False, help="未勾选时不能开具介绍信"
    )
