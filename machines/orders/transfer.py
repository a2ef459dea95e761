"""Orders of the transfer track: data, destination, letter, receipt, acceptance (S3, S4.1 to S4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines.orders.order import Order, Ref, Upload, asks
from machines.words import (
    Basis,
    DestinationKind,
    Employment,
    FeedbackResult,
    OrgLevel,
    Original,
    ReceiptMethod,
    Sex,
)


@dataclass(frozen=True)
class DataCorrection(Order):
    """Corrections of the roster's data with their source (S4.1-1). Empty fields stay as they are."""

    source: str = asks("更正依据", "S4.1-1", help="例如：身份证原件、本人来电、学籍系统")
    basis: Basis | None = asks("来源", "S4.1-1", required=False, help="不选时记为“支部核对”")
    job_post: str | None = asks("工作岗位", "S4.1-2", required=False)
    degree: str | None = asks("学历学位", "S4.1-3", required=False)
    degree_awarded: str | None = asks("毕业时获得的学历学位", "S4.1-3", required=False)
    dues_paid_until: date | None = asks("党费缴纳截止日期", "S4.1-4", required=False)
    mobile: str | None = asks("手机号码", "S4.1-6", required=False)
    email: str | None = asks("电子邮箱（新增）", "S4.1-6", required=False)
    contact_checked: bool = asks(
        "已核实邮箱、手机号码确属本人",
        "S4.1-6",
        required=False,
        help="系统提示“已登记在另一人名下”时，核实后勾选",
    )
    retire_old_addresses: bool = asks(
        "停用原有邮箱",
        "S4.1-6",
        required=False,
        help="邮箱填错或他人可看到时勾选：原有邮箱不再使用，已发出的链接全部作废",
    )
    id_number: str | None = asks("身份证号", "S4.1-5", required=False)
    sex: str | None = asks("性别", "S4.1-5", required=False)
    ethnicity: str | None = asks("民族", "S4.1-5", required=False)
    birth_date: date | None = asks("出生日期", "S4.1-5", required=False)
    joined_on: date | None = asks("入党日期", "S4.1-5", required=False)
    regularised_on: date | None = asks("转正日期", "S4.1-5", required=False, help="正式党员填写")
    probation_ends_on: date | None = asks("预备期满日", "X-C7", required=False, help="预备党员填写")


@dataclass(frozen=True)
class WrongData(Order):
    """What the graduate says is wrong (S4.1-1): a value a field, words where only words help.

    Nothing of it changes his data; the branch looks at each and corrects. Empty means right.
    """

    name_words: str | None = asks(
        "姓名", "S4.1-5", required=False, help="写明哪个字不对、应为哪个字；支部核对证件后更正"
    )
    sex: Sex | None = asks("性别", "S4.1-5", required=False)
    ethnicity: str | None = asks("民族", "S4.1-5", required=False)
    birth_date: date | None = asks("出生日期", "S4.1-5", required=False)
    degree: str | None = asks("学历学位", "S4.1-3", required=False)
    degree_awarded: str | None = asks("毕业时获得的学历学位", "S4.1-3", required=False)
    job_post: str | None = asks("工作岗位", "S4.1-2", required=False)
    joined_on: date | None = asks("入党日期", "S4.1-5", required=False)
    regularised_on: date | None = asks("转正日期", "S4.1-5", required=False)
    dues_paid_until: date | None = asks("党费缴纳截止日期", "S4.1-4", required=False)
    mobile: str | None = asks("手机号码", "S4.1-6", required=False)
    email: str | None = asks("电子邮箱", "S4.1-6", required=False)
    text: str | None = asks(
        "其他要说明的", "S4.1-1", required=False, long=True, help="身份证号有误等，写在这里"
    )


@dataclass(frozen=True)
class Destination(Order):
    """Where the relation goes: the S3.2 decision table and what 附件3 lists (S4.2-1)."""

    employment: Employment = asks("毕业去向", "S3.2-1")
    kind: DestinationKind = asks("转往党组织类型", "S3.2-1")
    unit: str | None = asks(
        "具体单位", "S4.2-1", required=False, help="有工作单位、升学或创业的必填"
    )
    unit_has_no_org: bool = asks("该单位尚未建立党组织（已核实）", "S3.2-2", required=False)
    org_name: str = asks("转至党组织名称", "S4.2-1")
    title: str = asks("介绍信抬头", "S4.3-4", help="对方有接收权限的党委（组织部），全称")
    province: str = asks("所在省份", "S4.3-2", help="如：浙江省")
    in_database: bool = asks("对方为建库单位", "S4.3-3", required=False)
    level: OrgLevel | None = asks("人才服务机构级别", "S3.2-3", required=False)
    address: str | None = asks("党组织地址", "S3.2-3", required=False, help="到村（社区）")


@dataclass(frozen=True)
class DestinationProposal(Order):
    """What the graduate himself says of the destination; the branch registers it (S3.2-1)."""

    employment: Employment = asks("毕业去向", "S3.2-1")
    kind: DestinationKind = asks("想转往哪一类党组织", "S3.2-1")
    unit: str | None = asks("单位或学校全称", "S3.2-1", required=False)
    org_name: str = asks("对方党组织名称（请先联系对方确认）", "S3.2-1")
    province: str = asks("所在省份", "S4.3-2")
    address: str | None = asks("对方党组织地址或电话", "S3.2-3", required=False)


@dataclass(frozen=True)
class Letter(Order):
    """The system's transfer record and the introduction letter (S3.1-1, S4.3-4)."""

    system_no: str = asks("系统转接编号", "S4.3-1")
    number: str = asks("介绍信编号", "S4.3-4")
    issued_on: date = asks("开具日期", "S4.3-4", today=True)
    valid_until: date = asks("有效期至", "S4.3-4")
    sealed: bool = asks("已打印并加盖学院党委公章", "S4.3-4", confirm=True)


@dataclass(frozen=True)
class ExchangeLetter(Letter):
    """A new letter within validity, exchanged against the original (S4.5-0, S4.5-0b)."""

    reason: str = asks("换领原因", "S4.5-0", long=True)
    original: Original = asks("原介绍信", "S4.5-0")
    loss_statement: Upload | None = asks("遗失声明（签名）", "D-4", required=False)
    receiver_told_on: date | None = asks("已通知原接收方作废日期", "D-4", required=False)


@dataclass(frozen=True)
class ReissueLetter(Letter):
    """A new letter after the committee's consent (S4.5(1)-3)."""

    review_text: str = asks("审核情况（系统重新登记时填写）", "S4.5(1)-3", long=True)
    school_letter_no: str = asks("校内介绍信编号", "S4.5(1)-3")
    original: Original = asks("原介绍信", "S4.5(1)-1")
    loss_statement: Upload | None = asks("遗失声明（签名）", "D-4", required=False)
    receiver_told_on: date | None = asks("已通知原接收方作废日期", "D-4", required=False)


@dataclass(frozen=True)
class HandOver(Order):
    """The letter in the graduate's hands (S4.3-4)."""

    handed_on: date = asks("交给本人日期", "S4.3-4", today=True)
    how: str = asks("领取方式（本人签领、快递单号等）", "S4.3-4")


@dataclass(frozen=True)
class Receipt(Order):
    """The paper receipt: evidence, not the end (S4.4-2, S4.4-3, S4.4-6)."""

    received_on: date = asks("收到日期", "S4.4-6", today=True)
    method: ReceiptMethod = asks("返回方式", "S4.4-2")
    seal_seen: bool = asks("已见对方党组织公章", "S4.4-2", required=False)
    storage: str = asks("纸质回执存放处", "S4.4-6")
    scan: Upload | None = asks("回执扫描件", "S4.4-2", required=False)


@dataclass(frozen=True)
class Feedback(Order):
    """The graduate's own word on the transfer; it never closes (S3.1-4, S4.4-3)."""

    result: FeedbackResult | None = asks(
        "办理情况", "S3.1-4", required=False, help="没有选“说对方已接收”的，提醒报到的邮件照发"
    )
    text: str | None = asks("反馈内容", "S3.1-4", required=False, long=True)
    scan: Upload | None = asks("回执照片", "S4.4-2", required=False)


@dataclass(frozen=True)
class Acceptance(Order):
    """Acceptance observed: when, by whom, how it was seen (S4.4-3, D-10)."""

    accepted_on: date = asks("对方接收日期", "S4.4-3", today=True)
    observer: str = asks("查看人", "D-10")
    how_seen: str = asks("如何看到", "D-10", help="例如：系统转接状态“已接收”、对方来电确认")


@dataclass(frozen=True)
class ReceiptEntry(Order):
    """For a 非建库单位: the receipt entered in the system ends the flow (S4.4-7)."""

    entered_on: date = asks("回执信息录入系统日期", "S4.4-7", today=True)
    accepted_on: date = asks("回执上的接收日期", "S4.4-2")


@dataclass(frozen=True)
class InternalTransfer(Order):
    """A move within the school's own committee: no letter, no receipt (S4.3-5)."""

    branch: int = asks("转入校内党支部", "S4.3-5", ref=Ref.BRANCH)
    moved_on: date = asks("校内转接日期", "S4.3-5", today=True)
    system_no: str = asks("系统转接编号", "S4.3-1")


@dataclass(frozen=True)
class Deferral(Order):
    """延期毕业: leaves this cohort, joins the next (D-12)."""

    until: date = asks("预计毕业日期", "D-12")
    reason: str = asks("延期毕业依据", "D-12")


@dataclass(frozen=True)
class OutOfContact(Order):
    """Nobody reached the person for over half a year (S4.5(4)-1)."""

    summary: str = asks("联系经过概述", "S4.5(4)-1", long=True)
