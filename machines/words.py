"""The closed word lists of the tables, each value with the Chinese word screens and mails show."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A closed list whose members carry a Chinese label: `NAME = "value", "标签"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member; called with one argument only to look a member up by its value."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        return word


class Kind(Word):
    """The four machines."""

    FULL_MEMBER = "full_member", "正式党员"
    PROBATIONARY_MEMBER = "probationary_member", "预备党员"
    OVERSEAS_MEMBER = "overseas_member", "出国（境）党员"
    ACTIVIST = "activist", "入党积极分子/申请人"


class PartyStatus(Word):
    """What the person is; with `abroad` it decides the machine."""

    FULL = "full", "正式党员"
    PROBATIONARY = "probationary", "预备党员"
    ACTIVIST = "activist", "入党积极分子"
    APPLICANT = "applicant", "入党申请人"
    SUSPENDED_ACTIVIST = "suspended_activist", "暂停考察的积极分子"


MEMBERS = (PartyStatus.FULL, PartyStatus.PROBATIONARY)


def kind_of(status: PartyStatus, *, abroad: bool) -> Kind:
    """The machine a person is on: members abroad share one, activists and applicants another."""
    if status not in MEMBERS:
        return Kind.ACTIVIST
    if abroad:
        return Kind.OVERSEAS_MEMBER
    return Kind.FULL_MEMBER if status is PartyStatus.FULL else Kind.PROBATIONARY_MEMBER


class DestinationKind(Word):
    """Where a relation may go: the S3.2 decision table."""

    UNIT = "unit", "所去单位（工作或升学）党组织"
    UNIT_COMMUNITY = "unit_community", "单位所在地社区（乡镇）党组织"
    HOME_COMMUNITY = "home_community", "本人居住地社区（乡镇）党组织"
    PARENTS_COMMUNITY = "parents_community", "父母居住地社区（乡镇）党组织"
    TALENT_SERVICE = "talent_service", "公共就业和人才服务机构党组织"


class Employment(Word):
    """What the graduate leaves for; it opens rows of the S3.2 decision table."""

    STUDY = "study", "继续求学"
    EMPLOYED = "employed", "已落实工作单位"
    TWO_NEW = "two_new", "到“两新组织”就业"
    OWN_BUSINESS = "own_business", "自主创业"
    NONE_YET = "none_yet", "尚未落实工作单位"


class OrgLevel(Word):
    """The level of a public employment and talent service organisation (S3.2-3)."""

    COUNTY = "county", "区县级"
    CITY = "city", "地市级"
    PROVINCE = "province", "省级及以上"
    TOWNSHIP = "township", "乡镇（街道）级"


class TransferType(Word):
    """转接类型 of the national system (S4.3-2, S4.3-3)."""

    OUT_OF_PROVINCE = "out_of_province", "跨省转接"
    IN_PROVINCE = "in_province", "省内转接"
    OTHER_UNIT = "other_unit", "其他非建库单位"


class Original(Word):
    """Where the original letter is when a new one is asked for (S4.5-0, D-4)."""

    WITH_GRADUATE = "with_graduate", "在本人处，尚未交回"
    RETURNED = "returned", "已交回"
    LOST = "lost", "遗失（已交遗失声明）"


class FeedbackResult(Word):
    """What was said of the transfer (S3.1-4); it proves nothing, acceptance is observed (S4.4-3)."""

    ACCEPTED = "accepted", "说对方已接收"
    WAITING = "waiting", "已报到，等待接收"
    TROUBLE = "trouble", "遇到困难，暂未接收"


class LetterStatus(Word):
    """A letter is live until it is void or has done its work."""

    LIVE = "live", "未作废"
    VOID = "void", "作废"
    DONE = "done", "已接收"


class Channel(Word):
    """How a contact was made (S4.4-5)."""

    MAIL = "mail", "电子邮件"
    SMS = "sms", "短信"
    PHONE = "phone", "电话"
    WECHAT = "wechat", "微信"
    QQ = "qq", "QQ"
    POST = "post", "信函"
    VISIT = "visit", "走访"
    THROUGH_OTHERS = "through_others", "通过父母/同学/用人单位"
    LINK = "link", "签名链接"
    MEETING = "meeting", "面谈/会议"


VOICE_CHANNELS = frozenset({Channel.PHONE, Channel.VISIT, Channel.MEETING})


class Grade(Word):
    """How strong a contact entry is as evidence, weakest first (D-15)."""

    FAILED = "failed", "未达（退信、空号、无人接听）"
    HANDED_OVER = "handed_over", "已交付（邮件服务器已收、信函已寄）"
    AUTOMATIC = "automatic", "自动回复"
    PASSED_ON = "passed_on", "由他人转达"
    BY_LINK = "by_link", "本人经签名链接提交"
    REPLIED = "replied", "本人从已知地址回复"
    SPOKEN = "spoken", "本人通话或见面"


TWO_WAY = frozenset({Grade.BY_LINK, Grade.REPLIED, Grade.SPOKEN})


class Direction(Word):
    """Who began a contact."""

    OUT = "out", "我方联系"
    IN = "in", "对方来联系"


class Vehicle(Word):
    """The four vehicles of the education before leaving (S1-4)."""

    ORGANISATION_LIFE = "organisation_life", "专题组织生活会"
    LECTURE = "lecture", "党课"
    OATH = "oath", "重温入党誓词"
    PLEDGE = "pledge", "作出承诺"
    OTHER = "other", "其他集中教育"


class FocusGroup(Word):
    """The four groups the education aims at (S1-2)."""

    PROBATIONARY = "probationary", "预备党员"
    TWO_NEW = "two_new", "到“两新组织”就业"
    ABROAD = "abroad", "出国（境）"
    NO_UNIT = "no_unit", "未落实工作单位"


class ItemStatus(Word):
    """What a check found of one paper (S2.1-1)."""

    UNCHECKED = "unchecked", "未检查"
    COMPLIANT = "compliant", "齐全合规"
    DEFECTIVE = "defective", "有问题"
    MISSING = "missing", "缺失"
    COVERED = "covered", "已附调查核实材料"
    WAIVED = "waived", "缺失并已说明原因"


class ReissueReason(Word):
    """Why a new letter is needed (S4.5(1)-1, D-4)."""

    UNIT_CHANGED = "unit_changed", "工作单位变更"
    LETTER_LOST = "letter_lost", "介绍信遗失"
    WRONG_DETAILS = "wrong_details", "介绍信信息有误"
    OTHER = "other", "其他（由学院党委决定）"


class ApplicationKind(Word):
    """What a graduate applies for."""

    REISSUE = "reissue", "重开组织关系介绍信（附件4）"
    RETENTION = "retention", "保留组织关系（附件5）"
    OVERSEAS = "overseas", "出国（境）保留组织关系（附件2）"


class ApplicationState(Word):
    """The life of an application (D-19)."""

    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已同意"
    FILED = "filed", "已备案"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "本人撤回"
    DONE = "done", "已办结"


OPEN_APPLICATIONS = frozenset(
    {
        ApplicationState.SUBMITTED,
        ApplicationState.RETURNED,
        ApplicationState.APPROVED,
        ApplicationState.FILED,
    }
)


# A returned application waits for the graduate, who may never come back to it.
UNDER_DECISION = OPEN_APPLICATIONS - {ApplicationState.RETURNED}


class AbroadPurpose(Word):
    """Only study and research open the overseas route (S3.3-1)."""

    STUDY = "study", "出国（境）学习"
    RESEARCH = "research", "出国（境）研究"
    WORK = "work", "出国（境）工作"
    SETTLE = "settle", "出国（境）定居"


class AbroadPaper(Word):
    """The three papers of an overseas application (S3.3-2)."""

    WRITTEN_APPLICATION = "written_application", "书面申请"
    PROOF = "proof", "出国（境）证明材料"
    FORM = "form", "附件2 审批表"


class Ground(Word):
    """The two grounds that must not be merged (D-16)."""

    LOST_CONTACT = "lost_contact", "失去联系六个月以上（《条例》第24条）"
    SELF_WITHDRAWAL = "self_withdrawal", "自行脱党（《条例》第31条第6项）"


class ReceiptMethod(Word):
    """How a receipt came back (S4.4-2)."""

    POST = "post", "邮寄"
    COURIER = "courier", "快递"
    FAX = "fax", "传真"
    PHOTO = "photo", "照片或扫描件"
    BY_HAND = "by_hand", "当面交回"


class Sex(Word):
    """What the roster says of a person's sex; the value is the word it keeps."""

    MAN = "男", "男"
    WOMAN = "女", "女"


class CheckResult(Word):
    """What one line of the data check comes to (S4.1)."""

    PASSED = "passed", "相符"
    FAILED = "failed", "不符"
    NOT_COMPARED = "not_compared", "无从比较"


class Basis(Word):
    """What a correction by hand rests on (S4.1-1)."""

    PERSON = "person", "本人更正"
    BRANCH = "branch", "支部核对"
    FILE = "file", "材料核对"
    REGISTRY = "registry", "学籍系统核对"


class CorrectionSource(Word):
    """Where a recorded correction came from: by hand as in `Basis`, or with a roster (S4.1-1)."""

    PERSON = "person", "本人更正"
    BRANCH = "branch", "支部核对"
    FILE = "file", "材料核对"
    REGISTRY = "registry", "学籍系统核对"
    ROSTER = "roster", "名册导入"


class ProposalState(Word):
    """What became of a correction that the graduate proposed."""

    OPEN = "open", "待核对"
    ACCEPTED = "accepted", "已采纳"
    REJECTED = "rejected", "不采纳"
    REPLACED = "replaced", "本人后来另有说明"
