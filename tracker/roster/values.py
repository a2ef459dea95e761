"""What a person is, as words of the sheet made into words of the machines.

Every function takes a cell that is not blank and returns the value or raises BadValue.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TypeVar

from machines.words import PartyStatus, Word
from tracker.masking import NUMBERS
from tracker.roster.aliases import Field
from tracker.roster.cells import BadValue, Cell, as_text, lost_digits, plain
from tracker.roster.id_number import Sex

TEXT_LIMIT = 300
T = TypeVar("T")

# A roster has few different words in its closed columns, and each of them 10,000 times. `typed`
# keeps 1, 1.0 and True apart; a refusal is not remembered.
_remembered = lru_cache(maxsize=2048, typed=True)


class MembershipStatus(Word):
    """党籍状态 of the national sheet."""

    NORMAL = "normal", "正常"
    SUSPENDED = "suspended", "停止党籍"


# fmt: off
_KINDS = {
    PartyStatus.FULL: "正式党员 正式 中共正式党员 中共党员",
    PartyStatus.PROBATIONARY: "预备党员 预备 中共预备党员",
    # 发展对象 are confirmed activists who are not yet admitted (S2.3-1).
    PartyStatus.ACTIVIST: "入党积极分子 积极分子 发展对象",
    PartyStatus.APPLICANT: "入党申请人 申请人 申请入党人员",
    PartyStatus.SUSPENDED_ACTIVIST: "暂停考察 暂停考察的积极分子 暂停考察积极分子",
}
_STATUSES = {
    MembershipStatus.NORMAL: "正常 党籍正常",
    MembershipStatus.SUSPENDED: "停止党籍 已停止党籍 停止",
}
_SEXES: dict[Sex, str] = {"男": "男 男性 男生", "女": "女 女性 女生"}
_FLAGS = {True: "是 有 √ ✓ y yes true 1", False: "否 没有 × x n no false 0"}
_TRAININGS = {
    True: "暂停 暂停考察 暂停培养 暂停培养考察 停止考察 停止培养 已暂停 中止考察 中止培养",
    False: "正常 正常培养 正常考察 培养中 考察中 培养考察中 在培 在培养 继续培养 继续考察",
}
_PEOPLES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 "
    "拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 "
    "乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
# fmt: on
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words.split()}
_SEX_OF: dict[str, Sex] = {word: sex for sex, words in _SEXES.items() for word in words.split()}
_FLAG_OF = {word: flag for flag, words in _FLAGS.items() for word in words.split()}
_SUSPENDED_OF = {word: flag for flag, words in _TRAININGS.items() for word in words.split()}
# 穿青人 is a written value of the households' register besides the 56 peoples.
_ETHNICITIES = {p: f"{p}族" for p in _PEOPLES.split()} | {"穿青人": "穿青人", "其他": "其他"}

# The peoples as they are written in full, in the order of their official list.
ETHNICITIES = tuple(dict.fromkeys(_ETHNICITIES.values()))

# The middle dot of a transliterated name is typed in many ways.
_DOTS = re.compile(r"\s*[·•‧∙⋅・]\s*")
_DOT_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\.(?=[\u3400-\u9fff])")
_SPACE_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
_IN_NAMES = frozenset("·〇' -.")
_LONGEST_HAN_NAME = 4
_LIKE_AN_ID_NUMBER = re.compile(r"\d{6}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dX]")
_LEVEL = re.compile("专科|本科|硕士|博士|研究生|学生|教职工|职工|教师")


def to_name(cell: Cell) -> str:
    """The name: '张　三' gives '张三', every middle dot becomes '·'. Raises BadValue.

    Spaces are dropped only from names as short as Han names are; in a longer name a space may
    stand for the dot between its parts, and nobody but its bearer can say so.
    """
    text = as_text(unicodedata.normalize("NFKC", as_text(cell)))
    text = _DOT_BETWEEN_HAN.sub("·", _DOTS.sub("·", text))
    closed = _SPACE_BETWEEN_HAN.sub("", text)
    if "·" not in text and len(closed) <= _LONGEST_HAN_NAME:
        text = closed
    if "\ufffd" in text or "?" in text:
        raise BadValue("姓名里有乱码", "请用生僻字输入法重新录入姓名")
    if not all(c.isalpha() or c in _IN_NAMES or unicodedata.category(c) == "Co" for c in text):
        raise BadValue("姓名里有不该有的字符", "只写姓名；说明写在备注列")
    if not 2 <= len(text) <= 50:
        raise BadValue("姓名的长度不对", "请写全名")
    return text


def doubt_name(name: str) -> str | None:
    """A warning for a name with characters that only one machine's font knows; None if none."""
    if any(unicodedata.category(c) == "Co" for c in name):
        return "姓名里有自造字，在别的电脑上可能显示不出"
    return None


@_remembered
def to_sex(cell: Cell) -> Sex:
    """男 or 女."""
    return _looked_up(_SEX_OF, cell, "性别", "请填男或女")


@_remembered
def to_ethnicity(cell: Cell) -> str:
    """One of the 56 peoples with 族 ('汉' gives '汉族'), 穿青人 or 其他."""
    text = plain(cell)
    found = _ETHNICITIES.get(text) or _ETHNICITIES.get(text.removesuffix("族"))
    if found is None:
        raise BadValue("认不出这个民族", "请写民族全称，如汉族、维吾尔族")
    return found


@_remembered
def to_kind(cell: Cell) -> PartyStatus:
    """What the person is; 是否出国（境） is a column of its own."""
    cure = "请填正式党员、预备党员、入党积极分子、入党申请人或暂停考察"
    return _looked_up(_KIND_OF, cell, "人员类别", cure)


@_remembered
def to_membership_status(cell: Cell) -> MembershipStatus:
    """正常 or 停止党籍."""
    return _looked_up(_STATUS_OF, cell, "党籍状态", "请填正常或停止党籍")


@_remembered
def to_flag(cell: Cell) -> bool:
    """是 or 否."""
    return _looked_up(_FLAG_OF, cell, "是否", "请填是或否")


@_remembered
def to_suspended(cell: Cell) -> bool:
    """Whether an activist's 考察 is suspended: 是 or 否, or the state itself in words (S2.3-3)."""
    table = _SUSPENDED_OF | _FLAG_OF
    return _looked_up(table, cell, "考察状态", "请填是（暂停考察）或否（正常培养）")


def to_days(cell: Cell) -> int:
    """A number of days from 1 to 999: '90', '90天' and 90.0 are one."""
    match = re.fullmatch(r"(\d{1,3})(?:天|日)?", plain(cell), re.ASCII)
    if match is None or int(match[1]) == 0:
        raise BadValue("不是天数", "请填 1 至 999 的整数，如 90")
    return int(match[1])


def to_student_no(cell: Cell) -> str:
    """Letters, digits and hyphens; a number loses nothing up to fifteen digits."""
    if lost_digits(cell):
        raise BadValue("Excel 把学号变成了数字，末几位已丢失", "先把该列设为“文本”格式，再重新录入")
    text = plain(cell).upper()
    if _is_other_number(as_text(cell), text):
        cure = "请填学号；身份证号和手机号各有自己的列"
        raise BadValue("这一格像身份证号或手机号，不像学号", cure)
    if not re.fullmatch(r"[0-9A-Z][0-9A-Z-]{1,31}", text, re.ASCII):
        raise BadValue("学号里有不该有的字符", "学号只含数字、字母和连字符")
    return text


def _is_other_number(written: str, text: str) -> bool:
    """Whether a 学号 is an ID number, or a mobile number written in groups.

    Eleven digits without a gap may well be a 学号 of 2013 to 2019.
    """
    if _LIKE_AN_ID_NUMBER.fullmatch(text.replace("-", "")):
        return True
    return re.search(r"[\s-]", written.strip()) is not None and bool(NUMBERS.fullmatch(text))


def means(field: Field, cell: Cell) -> bool:
    """Whether the cell's word is one of those the field knows, for headings that values decide."""
    word = plain(cell).lower()
    if field is Field.MEMBER_KIND:
        return word in _KIND_OF
    if field is Field.MEMBERSHIP_STATUS:
        return word in _STATUS_OF
    if field is Field.SUSPENDED:
        return word in _SUSPENDED_OF
    return _LEVEL.search(word) is not None


def to_text(cell: Cell) -> str:
    """Free text with its white space collapsed, at most TEXT_LIMIT characters."""
    text = as_text(cell)
    if len(text) > TEXT_LIMIT:
        raise BadValue(f"超过 {TEXT_LIMIT} 字", "请缩短")
    return text


@_remembered
def to_common_text(cell: Cell) -> str:
    """`to_text` of what many people share, such as their college."""
    return to_text(cell)


def _looked_up(table: dict[str, T], cell: Cell, what: str, cure: str) -> T:
    """The table's value for the cell's word, taken whole: '预备党员（已转正）' is not 预备党员."""
    word = plain(cell).lower()
    if word not in table:
        raise BadValue(f"认不出的{what}", cure)
    return table[word]
