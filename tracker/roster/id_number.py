"""The citizen identity number (GB 11643): checked, never repaired, shown only masked."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from machines.identity import SexWord, birth_date_of, sex_of
from tracker.roster.cells import BadValue, Cell, lost_digits, plain

SPOILT_BY_EXCEL = "Excel 把身份证号变成了数字"
_CURE_SPOILT = "先把该列设为“文本”格式，再重新录入完整的身份证号"
_CURE = "请对照身份证改正"

Sex = SexWord

__all__ = [
    "SPOILT_BY_EXCEL",
    "Sex",
    "birth_date_of",
    "doubt_id_number",
    "mask",
    "sex_of",
    "to_id_number",
]


def to_id_number(cell: Cell) -> str:
    """Eighteen characters with a right check digit, X in upper case. Raises BadValue."""
    if lost_digits(cell):
        raise BadValue(SPOILT_BY_EXCEL, _CURE_SPOILT)
    number = plain(cell).upper()
    if re.fullmatch(r"\d{15}", number, re.ASCII):
        raise BadValue("是 15 位的旧身份证号", "请填 18 位的身份证号")
    if len(number) != 18:
        raise BadValue(f"身份证号应为 18 位，这里是 {len(number)} 位", _CURE)
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        raise BadValue("身份证号里有不该有的字符", _CURE)
    if number[-1] != ric.calc_check_digit(number):
        if number.endswith("000"):
            raise BadValue(SPOILT_BY_EXCEL, _CURE_SPOILT)
        raise BadValue("身份证号校验位不符，有数字录错", _CURE)
    try:
        birth_date_of(number)
    except ValueError:
        raise BadValue("身份证号里的出生日期不存在", _CURE) from None
    return number


def doubt_id_number(number: str) -> str | None:
    """Why a number with a right check digit is still worth a look; None if it is not.

    One spoilt number in eleven passes the check by chance. A region that the tables do not know
    in the birth year is only doubted: regions are renamed, and a number may be given late.
    """
    if number.endswith("000"):
        return "身份证号末三位是 000，请核对是不是 Excel 弄丢了数字"
    if not _known_region(number[:6], number[6:10]):
        return f"身份证号前六位 {number[:6]} 不在行政区划代码表里"
    return None


def mask(text: str, head: int = 3, tail: int = 2) -> str:
    """The first and last characters with stars between; a short text keeps its first only."""
    if len(text) < head + tail + 4:
        return text[:1] + "*" * (len(text) - 1)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


@lru_cache(maxsize=4096)
def _known_region(region: str, year: str) -> bool:
    """Whether the region was ever assigned by the birth year; the look-up is slow, so kept."""
    try:
        ric.get_birth_place(f"{region}{year}0101000X")
    except (ValidationError, KeyError):
        # python-stdnum 2.2 raises KeyError for an unknown county of a known province.
        return False
    return True
