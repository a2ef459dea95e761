"""Names as people count them: 第二 before 第三, 2 before 10."""

from __future__ import annotations

import re
from types import MappingProxyType

from tracker.models import Branch

_DIGITS = MappingProxyType(
    {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
)
_UNITS = MappingProxyType({"十": 10, "百": 100})
_NUMBER = re.compile(rf"([0-9]+|[{''.join(_DIGITS)}{''.join(_UNITS)}]+)")


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key to sort names by: numbers, Arabic or Chinese up to 九百九十九, by what they count.

    第一, 第二, 第三, 第十, 第十一; 二〇二〇级 counts as 2020. A sign like 一 counts within a word
    too (统一 …), which changes only where among its like the word stands.
    """
    parts = enumerate(_NUMBER.split(name))
    # A number stands before any other word in the same place.
    return tuple((0, _counted(part), "") if at % 2 else (1, 0, part) for at, part in parts if part)


def branch_order(branch: Branch) -> tuple[object, ...]:
    """The key by which lists show branches: college by college, each in the order of its names."""
    return branch.college_id, natural_order(branch.name)


def _counted(number: str) -> int:
    if number.isascii():
        return int(number)
    if not any(sign in _UNITS for sign in number):
        return int("".join(str(_DIGITS[sign]) for sign in number))
    total, digit = 0, 0
    for sign in number:
        if sign in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[sign], 0
        else:
            digit = _DIGITS[sign]
    return total + digit
