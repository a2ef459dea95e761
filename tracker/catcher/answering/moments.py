"""Moments as mail programs in China write them into a quote."""

from __future__ import annotations

from datetime import datetime

_WEEK = "一二三四五六日"
# The last hour of each part of the day, as QQ names them.
_PARTS = ((5, "凌晨"), (10, "上午"), (12, "中午"), (18, "下午"), (23, "晚上"))


def chinese_day(at: datetime) -> str:
    """2024年9月1日."""
    return f"{at.year}年{at.month}月{at.day}日"


def padded_minute(at: datetime) -> str:
    """2024年09月01日 15:00."""
    return f"{at:%Y}年{at:%m}月{at:%d}日 {at:%H:%M}"


def weekday(at: datetime) -> str:
    """日, 一, 二 and so on: what follows 星期 or 周."""
    return _WEEK[at.weekday()]


def of_the_day(at: datetime) -> str:
    """下午3:00, in the five parts of the day that QQ knows."""
    part = next(name for end, name in _PARTS if at.hour <= end)
    return f"{part}{_twelve(at)}"


def half_day(at: datetime) -> str:
    """下午3:00, with two halves only, as phones write it."""
    return f"{'上午' if at.hour < 12 else '下午'}{_twelve(at)}"


def _twelve(at: datetime) -> str:
    return f"{(at.hour - 1) % 12 + 1}:{at:%M}"
