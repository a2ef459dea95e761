"""A cohort's dates and thresholds as data: every number the rules and decisions leave open.

Each field names its rule, its label and its unit; the department edits them and every change is
a new version (S0-1). A policy is plain values, so that it can be stored as JSON and compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any


def _item(label: str, rule: str, default: Any, unit: str = "") -> Any:
    return field(default=default, metadata={"label": label, "rule": rule, "unit": unit})


@dataclass(frozen=True, slots=True)
class Policy:
    """Defaults are those of the notice of 2024-05-27 and of the decisions D-1 to D-20."""

    data_check_from: date = _item("信息核对开始", "S4.1-1", date(2024, 5, 25))
    data_check_until: date = _item("信息核对截止", "S4.1-1", date(2024, 6, 10))
    data_ask_again_days: int = _item("请本人核对后再次请的最短间隔", "S4.1-1", 3, "天")
    dues_literal: date = _item("党费缴纳截止日期（通知所定）", "S4.1-4", date(2024, 5, 30))
    job_post_pattern: str = _item("工作岗位应符合（正则）", "S4.1-2", r".+毕业年级学生")
    probation_split: date = _item("本校负责转正的预备期满截止日", "S2.2-1", date(2024, 6, 30))
    receipt_cutoff: date = _item("回执登记与有效期内重开截止日", "S4.4-8", date(2024, 9, 30))
    leaving_day: date = _item("离校日期（默认）", "S4.5(4)-1", date(2024, 6, 30))
    home_province: str = _item("本省（省内转接）", "S4.3-3", "浙江省")
    letter_days: int = _item("介绍信有效期上限", "X-90", 90, "天")
    lost_contact_months: int = _item("失去联系认定", "D-2", 6, "个月")
    reissue_outer_months: int = _item("重开介绍信外限（自转出起）", "D-17", 6, "个月")
    retention_months: int = _item("在校保留一般上限", "S4.5(2)-6", 24, "个月")
    abroad_months: int = _item("出国（境）保留一般上限", "S3.3-7", 60, "个月")
    abroad_contact_months: int = _item("出国（境）联系间隔", "S3.3-6", 6, "个月")
    extension_months_min: int = _item("延长预备期下限", "X-D32", 6, "个月")
    extension_months_max: int = _item("延长预备期上限", "X-D32", 12, "个月")
    contact_attempts: int = _item("启动处置前最少联系次数", "D-15", 6, "次")
    contact_channels: int = _item("启动处置前最少联系渠道", "D-15", 3, "种")
    contact_voice_channels: int = _item("其中通话或当面渠道", "D-15", 1, "种")
    contact_days: int = _item("最少不同日期", "D-15", 4, "天")
    contact_spread_days: int = _item("首末次联系最少间隔", "D-15", 60, "天")
    contact_newest_days: int = _item("最近一次联系不早于", "D-15", 30, "天")
    contact_tries_per_address: int = _item("每个邮箱最少尝试", "D-15", 2, "次")
    rules_text_version: str = _item("自行脱党规定告知文本版本", "S1-5", "2024-1")

    def to_data(self) -> dict[str, Any]:
        """Plain JSON values: dates as ISO strings."""
        return {
            f.name: value.isoformat() if isinstance(value, date) else value
            for f in fields(self)
            for value in [getattr(self, f.name)]
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Policy:
        """Read back what `to_data` wrote. Raises KeyError or ValueError for unknown or bad items."""
        known = {f.name: f for f in fields(cls)}
        unknown = set(data) - set(known)
        if unknown:
            raise KeyError(f"unknown policy items: {', '.join(sorted(unknown))}")
        return cls(
            **{name: _read(name, value, known[name].default) for name, value in data.items()}
        )


def _read(name: str, value: Any, default: Any) -> Any:
    wanted = str if isinstance(default, date) else type(default)
    if type(value) is not wanted:
        raise ValueError(f"policy item {name} wants {wanted.__name__}, not {value!r}")
    return date.fromisoformat(value) if isinstance(default, date) else value
