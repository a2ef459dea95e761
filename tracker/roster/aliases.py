"""The columns a roster may have and the headings under which they are met.

The headings are those of the national collection sheet, the members system and the student
data of several schools. A heading is compared without white space, punctuation and brackets.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """A thing a roster can say about a person; the value is its name in `RosterRow`."""

    NAME = "name"
    STUDENT_NO = "student_no"
    ID_NUMBER = "id_number"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    BIRTH_DATE = "birth_date"
    NATIVE_PLACE = "native_place"
    DEGREE = "degree"
    DEGREE_AWARDED = "degree_awarded"
    LEVEL = "level"
    MAJOR_CLASS = "major_class"
    MEMBER_KIND = "member_kind"
    MEMBERSHIP_STATUS = "membership_status"
    BRANCH = "branch"
    COLLEGE = "college"
    APPLIED_ON = "applied_on"
    ACTIVIST_ON = "activist_on"
    JOINED_ON = "joined_on"
    REGULARISED_ON = "regularised_on"
    PROBATION_ENDS_ON = "probation_ends_on"
    JOB_POST = "job_post"
    DUES_PAID_UNTIL = "dues_paid_until"
    MOBILE = "mobile"
    LANDLINE = "landline"
    EMAIL = "email"
    EMAIL2 = "email2"
    WECHAT = "wechat"
    QQ = "qq"
    HOME_ADDRESS = "home_address"
    DEST_TITLE = "dest_title"
    DEST_ORGANISATION = "dest_organisation"
    DEST_UNIT = "dest_unit"
    ABROAD = "abroad"
    REMARK = "remark"
    # What an activists' sheet adds (S2.3).
    SUSPENDED = "suspended"
    DEVELOPMENT_TARGET_ON = "development_target_on"
    RECOMMENDED_ON = "recommended_on"
    CULTIVATORS = "cultivators"
    PARTY_SCHOOL_ON = "party_school_on"
    PARTY_SCHOOL_CERTIFICATE = "party_school_certificate"
    REVIEW = "review"
    # What the national sheet and the exports of members systems add.
    LOST = "lost"
    LOST_ON = "lost_on"
    FLOATING = "floating"
    WHEREABOUTS = "whereabouts"
    LETTER_NO = "letter_no"
    LETTER_DAYS = "letter_days"
    LETTER_ON = "letter_on"
    RECEIPT = "receipt"
    RECEIPT_ON = "receipt_on"
    PARTY_POST = "party_post"
    GRADUATES_ON = "graduates_on"
    STUDENT_STATUS = "student_status"
    MOVED_IN_ON = "moved_in_on"
    INTRODUCERS = "introducers"

    @property
    def label(self) -> str:
        """The Chinese name of the field, as screens show it."""
        return _SPEC_OF[self].label


@dataclass(frozen=True, slots=True)
class Spec:
    """One field: its Chinese label, the headings that name it, and those that may mean it.

    `weak` headings count only where no column bears one of `aliases`. Several columns of the
    same rank are joined by a space where `joins`, and are otherwise ambiguous.
    """

    field: Field
    label: str
    aliases: str
    weak: str = ""
    joins: bool = False


# fmt: off
SPECS: tuple[Spec, ...] = (
    Spec(Field.NAME, "姓名", "姓名 学生姓名 党员姓名"),
    Spec(Field.STUDENT_NO, "学号", "学号 学工号 学籍号 学生学号 学号工号 学工号学号"),
    Spec(Field.ID_NUMBER, "身份证号",
         "公民身份号码 公民身份证号 公民身份证号码 身份证号码 身份证号 身份证 身份证件号 身份证件号码",
         weak="证件号码 证件号"),
    Spec(Field.SEX, "性别", "性别"),
    Spec(Field.ETHNICITY, "民族", "民族"),
    Spec(Field.BIRTH_DATE, "出生日期", "出生日期 出生年月 出生年月日 出生时间 生日"),
    Spec(Field.NATIVE_PLACE, "籍贯", "籍贯", weak="生源地"),
    Spec(Field.DEGREE, "学历学位", "学历学位", weak="学历 学位", joins=True),
    Spec(Field.DEGREE_AWARDED, "毕业时获得的学历学位",
         "毕业时获得的学历学位 毕业时学历学位 毕业学历学位 授予学位 获得学历学位"),
    Spec(Field.LEVEL, "培养层次", "培养层次 学生类别 学生类型 学历层次", weak="年级"),
    Spec(Field.MAJOR_CLASS, "专业班级",
         "专业班级 专业 专业名称 班级 班级名称 行政班级 毕业班级 所在班级 所学专业", joins=True),
    Spec(Field.MEMBER_KIND, "人员类别", "正式或预备 正式预备 是否正式党员"),
    Spec(Field.MEMBERSHIP_STATUS, "党籍状态", "党籍是否正常"),
    Spec(Field.BRANCH, "所在党支部", "所在党支部 党支部 党支部名称 所在支部 支部 支部名称",
         weak="所在基层党组织 所在党组织"),
    Spec(Field.COLLEGE, "学院", "所在学院 学院 学院名称 二级学院 所在院系 院系",
         weak="分党委 所在分党委 学院党委 二级党委 二级党委名称 所在二级党委"),
    Spec(Field.APPLIED_ON, "申请入党时间",
         "提交书面申请书时间 提交书面申请书日期 申请入党时间 申请入党日期 入党申请时间 "
         "入党申请日期 递交入党申请书时间 递交入党申请书日期 提交入党申请书时间 "
         "提交入党申请书日期 递交申请书时间 提交申请书时间 入党申请书提交时间"),
    Spec(Field.ACTIVIST_ON, "确定为入党积极分子时间",
         "确定为入党积极分子时间 确定为积极分子时间 确定为入党积极分子日期 列为积极分子时间 "
         "确定为积极分子日期 列为积极分子日期 列为入党积极分子时间 列为入党积极分子日期 "
         "确定积极分子时间 确定积极分子日期 确定入党积极分子时间 成为入党积极分子时间"),
    Spec(Field.JOINED_ON, "入党日期",
         "加入党组织日期 加入党组织时间 入党日期 入党时间 入党年月 加入中共组织的时间"),
    Spec(Field.REGULARISED_ON, "转正日期",
         "转为正式党员日期 转为正式党员时间 转正日期 转正时间"),
    Spec(Field.PROBATION_ENDS_ON, "预备期满日期",
         "预备期满日期 预备期满时间 预备期届满日期 预备期截止日期 预备期到期日期"),
    Spec(Field.JOB_POST, "工作岗位", "工作岗位"),
    Spec(Field.DUES_PAID_UNTIL, "党费缴纳截止日期",
         "党费缴纳截止日期 党费缴纳截止时间 党费交纳截止日期 党费交纳截止时间 "
         "党费缴纳至年月 党费缴至年月 党费缴至 党费交至 党费已交至"),
    Spec(Field.MOBILE, "手机号码",
         "手机号码 手机号 手机 移动电话 本人手机号 本人手机号码 党员本人联系电话",
         weak="联系电话 联系方式 电话"),
    Spec(Field.LANDLINE, "固定电话", "固定电话 家庭电话 座机 家庭联系电话"),
    Spec(Field.EMAIL, "电子邮箱",
         "电子邮箱 电子邮件 邮箱 邮箱地址 电子邮箱地址 常用邮箱 个人邮箱 邮箱1 email mail"),
    Spec(Field.EMAIL2, "备用邮箱", "备用邮箱 备用电子邮箱 第二邮箱 其他邮箱 邮箱2 email2"),
    Spec(Field.WECHAT, "微信号", "微信号 微信 微信号码"),
    Spec(Field.QQ, "QQ号", "qq qq号 qq号码"),
    Spec(Field.HOME_ADDRESS, "家庭住址", "家庭住址 家庭地址 现居住地", weak="通讯地址"),
    Spec(Field.DEST_TITLE, "转入单位抬头",
         "转入单位抬头 组织关系介绍信抬头 介绍信抬头", weak="抬头"),
    Spec(Field.DEST_ORGANISATION, "转往党组织",
         "转往党组织 转往党组织名称 转至党组织 转至党组织名称 转入党组织 转入党组织名称 "
         "拟转往党组织 所往基层党委",
         weak="转入单位"),
    Spec(Field.DEST_UNIT, "具体单位",
         "具体单位 具体单位名称 去向单位 就业单位 单位名称", weak="工作单位 毕业去向"),
    Spec(Field.ABROAD, "是否出国（境）",
         "是否出国(境) 是否出国 是否出国留学 是否出国(境)留学 出国留学 出国(境)"),
    Spec(Field.REMARK, "备注", "备注 说明", joins=True),
    Spec(Field.SUSPENDED, "是否暂停考察",
         "是否暂停考察 是否暂停培养 是否停止考察 暂停考察 是否暂停培养考察"),
    Spec(Field.DEVELOPMENT_TARGET_ON, "确定为发展对象时间",
         "确定为发展对象时间 确定为发展对象日期 列为发展对象时间 列为发展对象日期 "
         "确定发展对象时间 确定发展对象日期"),
    Spec(Field.RECOMMENDED_ON, "推优时间",
         "推优时间 推优日期 团组织推优时间 团组织推优日期 团组织推荐时间 共青团推优时间"),
    Spec(Field.CULTIVATORS, "培养联系人",
         "培养联系人 入党培养联系人 培养联系人姓名 培养联系人1 培养联系人2 "
         "第一培养联系人 第二培养联系人", joins=True),
    Spec(Field.PARTY_SCHOOL_ON, "党校结业时间",
         "党校结业时间 党校结业日期 党课结业时间 党课结业日期 党校培训结业时间 党校培训时间 "
         "党课培训时间 党校学习时间 结业时间"),
    Spec(Field.PARTY_SCHOOL_CERTIFICATE, "党校结业证编号",
         "党校结业证编号 结业证编号 党校结业证号 结业证号 党校结业证书编号 结业证书编号 "
         "结业证书号 党课结业证编号 党课结业证号 党校结业证"),
    Spec(Field.REVIEW, "考察情况", "考察情况 培养考察情况 培养教育考察情况 考察意见"),
    Spec(Field.LOST, "是否为失联党员", "是否为失联党员 是否失联党员 是否失联"),
    Spec(Field.LOST_ON, "失去联系日期", "失去联系日期 失去联系时间 失联日期 失联时间"),
    Spec(Field.FLOATING, "是否为流动党员", "是否为流动党员 是否流动党员"),
    Spec(Field.WHEREABOUTS, "外出流向", "外出流向 流动党员外出流向 流动去向 外出地点"),
    Spec(Field.LETTER_NO, "介绍信编号",
         "介绍信编号 组织关系介绍信编号 介绍信号 介绍信号码 介绍信文号"),
    Spec(Field.LETTER_DAYS, "介绍信有效期天数",
         "介绍信有效期天数 介绍信有效天数 介绍信有效期 有效期天数 有效天数"),
    Spec(Field.LETTER_ON, "办理时间",
         "办理时间 办理日期 介绍信开具时间 介绍信开具日期 开具介绍信时间 开具时间 开具日期"),
    Spec(Field.RECEIPT, "是否有回执", "是否有回执 有无回执 是否收到回执"),
    Spec(Field.RECEIPT_ON, "回执接收时间",
         "回执接收时间 回执接收日期 收到回执时间 收到回执日期 回执时间 回执日期"),
    Spec(Field.PARTY_POST, "党内职务", "党内职务 支部职务 现任党内职务"),
    Spec(Field.GRADUATES_ON, "预计毕业年月",
         "预计毕业年月 预计毕业时间 预计毕业日期 毕业时间 毕业日期 毕业年月"),
    Spec(Field.STUDENT_STATUS, "学籍状态", "学籍状态 在校状态"),
    Spec(Field.MOVED_IN_ON, "组织关系转入时间",
         "组织关系转入时间 组织关系转入日期 转入时间 转入日期"),
    Spec(Field.INTRODUCERS, "入党介绍人",
         "入党介绍人 入党介绍人1 入党介绍人2 第一入党介绍人 第二入党介绍人", joins=True),
)

# These headings mean different things in different systems, so the values under them decide.
# 党籍状态 is 正式/预备 in one system and 正常/停止党籍 in the national sheet; 人员类别 is
# 正式党员/预备党员 there, but 本科生/教职工 elsewhere. The tuple is the order of preference.
BY_VALUES: dict[str, tuple[Field, ...]] = {
    "人员类别": (Field.MEMBER_KIND, Field.LEVEL),
    "党员类型": (Field.MEMBER_KIND, Field.LEVEL),
    "党员类别": (Field.MEMBER_KIND, Field.LEVEL),
    "党籍状态": (Field.MEMBER_KIND, Field.MEMBERSHIP_STATUS),
    "党籍状况": (Field.MEMBER_KIND, Field.MEMBERSHIP_STATUS),
    "党籍": (Field.MEMBER_KIND, Field.MEMBERSHIP_STATUS),
    "政治面貌": (Field.MEMBER_KIND,),
    "培养状态": (Field.SUSPENDED, Field.MEMBER_KIND),
    "培养考察状态": (Field.SUSPENDED, Field.MEMBER_KIND),
    "考察状态": (Field.SUSPENDED, Field.MEMBER_KIND),
    "积极分子状态": (Field.SUSPENDED, Field.MEMBER_KIND),
    "发展阶段": (Field.MEMBER_KIND,),
    "发展状态": (Field.MEMBER_KIND,),
}
# fmt: on


class Rank(StrEnum):
    """How surely a heading names its field, the surest first."""

    SURE = "sure"
    BY_VALUES = "by_values"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Match:
    """The fields a heading can mean (more than one only where the values decide)."""

    fields: tuple[Field, ...]
    rank: Rank


_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|<[^>]*>|〔[^〕]*〕")
_NOT_A_WORD = re.compile(r"[\W_]+")


def normalise_heading(heading: str) -> str:
    """Half-width, lower-case, without white space, line breaks, punctuation and brackets."""
    return _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", heading)).lower()


def match_heading(heading: str) -> Match | None:
    """What a heading means: as it stands, else without its bracketed hint or leading number."""
    if not heading or len(heading) > 60:
        return None
    bare = _BRACKETED.sub("", unicodedata.normalize("NFKC", heading))
    for form in (normalise_heading(heading), normalise_heading(bare)):
        match = _MATCHES.get(form) or _MATCHES.get(form.lstrip("0123456789"))
        if match is not None:
            return match
    return None


def joins(field: Field) -> bool:
    """Whether several columns of this field are joined instead of being ambiguous."""
    return _SPEC_OF[field].joins


def _build_matches() -> dict[str, Match]:
    """Heading -> match; a heading that stands twice in the tables is an error of ours."""
    entries: list[tuple[str, Match]] = []
    for spec in SPECS:
        entries += [(alias, Match((spec.field,), Rank.SURE)) for alias in spec.aliases.split()]
        entries += [(alias, Match((spec.field,), Rank.WEAK)) for alias in spec.weak.split()]
    entries += [(alias, Match(fields, Rank.BY_VALUES)) for alias, fields in BY_VALUES.items()]
    matches: dict[str, Match] = {}
    for alias, match in entries:
        key = normalise_heading(alias)
        if key in matches:
            raise ValueError(f"heading {alias} stands for {matches[key].fields} and {match.fields}")
        matches[key] = match
    return matches


_SPEC_OF = {spec.field: spec for spec in SPECS}
if set(_SPEC_OF) != set(Field):
    raise ValueError("every field needs exactly one row in SPECS")
_MATCHES = _build_matches()
