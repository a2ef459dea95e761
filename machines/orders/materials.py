"""Orders of the materials track (S2). There is no order that edits an original (S2.1-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.orders.order import Order, Ref, asks
from machines.words import ItemStatus


@dataclass(frozen=True)
class ItemCheck(Order):
    """What the checker found of the chosen papers (S2.1-1)."""

    items: tuple[str, ...] = asks("检查的材料", "S2.1-1", ref=Ref.ITEM)
    status: ItemStatus = asks("检查结论", "S2.1-1")
    note: str | None = asks(
        "问题或缺失原因", "S2.1-2", required=False, long=True, help="有问题、缺失并说明原因时必填"
    )


@dataclass(frozen=True)
class Defect(Order):
    """A problem in a paper: described, never mended in the original (S2.1-2)."""

    items: tuple[str, ...] = asks("有问题的材料", "S2.1-2", ref=Ref.ITEM)
    what: str = asks("问题说明", "S2.1-2", long=True)


@dataclass(frozen=True)
class DefectWithdrawal(Order):
    """A problem recorded by mistake: the papers are looked at anew, the reason stays (S2.1-2)."""

    items: tuple[str, ...] = asks("误登问题的材料", "S2.1-2", ref=Ref.ITEM)
    reason: str = asks("为何是误登", "S2.1-2", long=True)


@dataclass(frozen=True)
class InvestigationNote(Order):
    """The note in the college committee's name (S2.1-3)."""

    number: str = asks("调查核实材料编号", "S2.1-3")
    facts: str = asks("调查核实情况", "S2.1-3", long=True)
    sealed_on: date = asks("学院党委盖章日期", "S2.1-3", today=True)


@dataclass(frozen=True)
class Reconstruction(Order):
    """The start of 调查补档 for missing key papers (S2.1-5)."""

    started_on: date = asks("启动日期", "S2.1-5", today=True)
    plan: str = asks("向谁调查、如何补档", "S2.1-5", long=True)


@dataclass(frozen=True)
class Reconstructed(Order):
    """The end of 调查补档 (S2.1-5)."""

    completed_on: date = asks("补齐日期", "S2.1-5", today=True)
    result: str = asks("补档结果", "S2.1-5", long=True)


@dataclass(frozen=True)
class RegistrationForm(Order):
    """《中国共产党党员登记表》 with the committee's seal (S2.1-6, S2.2-3)."""

    sealed_on: date = asks("学院党委盖章日期", "S2.1-6", today=True)


@dataclass(frozen=True)
class Archive(Order):
    """The full set goes into the personnel file (S2.1-4)."""

    archived_on: date = asks("归档日期", "S2.1-4", today=True)
    location: str = asks("档案所在地", "S2.1-4")
    handed_to: str = asks("移交对象（经办人）", "S2.1-4")


@dataclass(frozen=True)
class SeparateSeal(Order):
    """The set sealed separately on the other side's request (S2.2-4)."""

    requested_by: str = asks("提出要求的党组织", "S2.2-4")
    requested_on: date = asks("要求日期", "S2.2-4")
    contents: str = asks("密封材料清单", "S2.2-4", long=True)
    sealer: str = asks("密封人", "S2.2-4")


@dataclass(frozen=True)
class ConfidentialPost(Order):
    """Sent by 机要, never handed to the graduate (S2.2-4)."""

    sent_on: date = asks("寄出日期", "S2.2-4", today=True)
    courier_no: str = asks("机要编号", "S2.2-4")
    receiver: str = asks("收件党组织", "S2.2-4")


@dataclass(frozen=True)
class ConfidentialReceipt(Order):
    """The receiver's confirmation (S2.2-4)."""

    received_on: date = asks("对方签收日期", "S2.2-4", today=True)
    received_by: str = asks("签收人", "S2.2-4")
