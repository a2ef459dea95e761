"""Orders of the retention-abroad track (S3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.orders.order import Order, Ref, Upload, asks
from machines.orders.shared import Approval
from machines.words import AbroadPaper, AbroadPurpose


@dataclass(frozen=True)
class OverseasApplication(Order):
    """附件2 and what it says (S3.3-1, S3.3-2)."""

    purpose: AbroadPurpose = asks("出国（境）目的", "S3.3-1")
    directly_after: bool = asks("毕业后随即出国（境）", "S3.3-1", required=False)
    country: str = asks("国家（地区）", "S3.3-2")
    school: str = asks("留学学校或研究机构", "S3.3-2")
    starts_on: date = asks("留学起始日期", "S3.3-2")
    returns_on: date = asks("预计回国日期", "S3.3-2")
    home_contact: str = asks("国（境）内联系人及电话", "S3.3-2")
    papers: tuple[AbroadPaper, ...] = asks("已交材料", "S3.3-2", required=False)


@dataclass(frozen=True)
class OverseasPapers(Order):
    """Papers that came later (S3.3-2)."""

    papers: tuple[AbroadPaper, ...] = asks("补交材料", "S3.3-2")
    scan: Upload | None = asks("扫描件", "S3.3-2", required=False)


@dataclass(frozen=True)
class OverseasApproval(Approval):
    """The committee's consent (S3.3-3)."""

    limit_on: date = asks("同意保留至", "S3.3-7", help="一般不超过五年；超过须写明例外原因")
    exception_reason: str | None = asks("超过五年的例外原因", "D-8", required=False, long=True)


@dataclass(frozen=True)
class OverseasPreparation(Order):
    """Assigned to a branch, contact person named (S3.3-4)."""

    branch: int = asks("编入党支部", "S3.3-4", ref=Ref.BRANCH)
    contact_person: int = asks("指定联系人", "S3.3-4", ref=Ref.CONTACT_PERSON)


@dataclass(frozen=True)
class OverseasTalk(Order):
    """At least one talk before departure (S3.3-5)."""

    talked_on: date = asks("谈话日期", "S3.3-5", today=True)
    talked_by: str = asks("谈话人", "S3.3-5")
    content: str = asks("谈话内容", "S3.3-5", long=True)


@dataclass(frozen=True)
class Departure(Order):
    """The day the member left the country (S3.3-4)."""

    departed_on: date = asks("出国（境）日期", "S3.3-4", today=True)


@dataclass(frozen=True)
class StayExtension(Order):
    """A longer stay is a decision with its reason (D-8)."""

    until: date = asks("同意保留至", "D-8")
    reason: str = asks("延长原因", "D-8", long=True)
    approved_by: str = asks("同意人（学院党委）", "D-8")


@dataclass(frozen=True)
class Return(Order):
    """Back home: organisational life resumes (X-R34.2)."""

    returned_on: date = asks("返回日期", "X-R34.2", today=True)
    report: str = asks("在外情况", "X-R34.2", long=True)
