"""Days and months as sheets write them: 2024-05-30, 2024.5, 202405, 2024年5月, Excel serials."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, time, timedelta

from machines.dates import month_end
from tracker.roster.cells import BadValue, Cell, as_text

CURE = "请写成 2024-05-30、2024年5月30日或 2024年5月"

# Serial numbers of 1940-01-01 and 2100-12-31. No serial in between can be mistaken for a year,
# a year with its month (202405) or a day in eight digits.
_SERIALS = range(14611, 73415)
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_YEARS = range(1900, 2101)

_WRITTEN = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*[日号]?|\s*月)?"
    r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
# Dots and dashes as Chinese keyboards type them.
_SEPARATORS = str.maketrans(
    {"。": ".", "、": ".", "．": ".", "·": "."} | dict.fromkeys("‐‑‒–—−", "-")
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")


def to_date(cell: Cell) -> date:
    """The day; a month alone gives its first day. Raises BadValue."""
    year, month, day = _parts(cell)
    return _day(cell, year, month, day or 1)


def to_dues_until(cell: Cell) -> date:
    """The day dues are paid until; a month alone gives its last day (S4.1-4). Raises BadValue."""
    year, month, day = _parts(cell)
    return _day(cell, year, month, day) if day else month_end(_day(cell, year, month, 1))


def _parts(cell: Cell) -> tuple[int, int, int | None]:
    """Year, month and, where it is stated, the day."""
    if isinstance(cell, date):
        return cell.year, cell.month, cell.day
    if isinstance(cell, bool | time | timedelta):
        raise BadValue("不是日期", CURE)
    if isinstance(cell, int | float):
        return _parts_of_number(cell)
    text = unicodedata.normalize("NFKC", as_text(cell))
    text = text.translate(_SEPARATORS).removesuffix(".").lstrip("'")
    if match := _SERIAL.fullmatch(text):
        return _parts_of_number(int(match[1]))
    match = _WRITTEN.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None:
        raise BadValue("认不出日期", CURE)
    year, month, day = match.groups()
    return int(year), int(month), int(day) if day else None


def _parts_of_number(number: float) -> tuple[int, int, int | None]:
    """A number is a serial day, or a date whose writer left out the separators or the text form."""
    if not math.isfinite(number):
        raise BadValue("认不出日期", CURE)
    whole = int(number)
    if whole in _SERIALS:
        day = _EXCEL_DAY_ZERO + timedelta(days=whole)
        return day.year, day.month, day.day
    if number == whole and (match := _COMPACT.fullmatch(str(whole))):
        year, month, day_of_month = match.groups()
        return int(year), int(month), int(day_of_month) if day_of_month else None
    if whole in _YEARS and (match := re.fullmatch(r"(\d{4})\.(\d{1,2})", repr(float(number)))):
        # A cell typed as 2024.10 is the number 2024.1: nobody can tell it from January any more.
        if match[2] == "1":
            raise BadValue("Excel 把年月变成了数字，分不清是 1 月还是 10 月", CURE)
        if match[2] != "0":
            return whole, int(match[2]), None
    raise BadValue("认不出日期", CURE)


def _day(cell: Cell, year: int, month: int, day: int) -> date:
    if year not in _YEARS:
        raise BadValue("年份不对", CURE)
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue(f"没有“{as_text(cell)}”这一天", CURE) from None
