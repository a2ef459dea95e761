"""Orders that more than one track uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.orders.order import Order, Upload, asks


@dataclass(frozen=True)
class Reason(Order):
    """A decision that must say why."""

    reason: str = asks("原因", "D-19", long=True)


@dataclass(frozen=True)
class Approval(Order):
    """The college committee's approval, entered by the organizer or the committee (D-19)."""

    approved_on: date = asks("学院党委同意日期", "D-19", today=True)
    signatory: str = asks("会议名称或签批人", "D-19")


@dataclass(frozen=True)
class Filing(Order):
    """Filing with the department: a step of its own after approval (D-19)."""

    filed_on: date = asks("报组织部备案日期", "D-19", today=True)
    filing_no: str = asks("备案编号", "D-19")


@dataclass(frozen=True)
class Saying(Order):
    """Words of the graduate that go to the ledger and, where needed, to the secretary."""

    text: str | None = asks("想说明的情况", "S3.1-4", required=False, long=True)
    attachment: Upload | None = asks("附件（照片或文件）", "S3.1-4", required=False)
