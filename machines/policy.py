"""A cohort's dates and thresholds as data: every number the rules and decisions leave open.

Each field names its rule, its label and its unit; the department edits them and every change is
a new version (S0-1). A policy is plain values, so that it can be stored as JSON and compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from fractions import Fraction
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
    # When mails leave, and what the calendar moves.
    mails_from: time = _item("邮件最早发出时间", "S0-1", time(9))
    mails_until: time = _item("邮件最晚发出时间", "S0-1", time(20))
    deadlines_on_workdays: bool = _item("期限遇节假日顺延到工作日", "S0-1", False)
    # Reminders before a deadline and prompts after it, in the order of a season.
    data_check_reminder_days: tuple[int, ...] = _item("信息核对截止前提醒", "S4.1-1", (7, 2), "天")
    education_reminder_days: tuple[int, ...] = _item(
        "离校前提醒补上集中教育", "S1-1", (20, 10), "天"
    )
    form_reminder_days: tuple[int, ...] = _item("离校前提醒填表和补交材料", "S2.1-6", (17,), "天")
    leaving_reminder_days: tuple[int, ...] = _item(
        "离校前提醒办理去向和介绍信", "S3.1-1", (14, 7), "天"
    )
    notes_reminder_days: tuple[int, ...] = _item("离校前提醒阅读注意事项", "S3.2-8", (12, 4), "天")
    leaving_overdue_days: tuple[int, ...] = _item(
        "离校后仍未办理的再提醒本人", "S3.1-7", (1, 14), "天"
    )
    late_transfer_days: int = _item("离校以后才开始转出的办理期限", "S3.1-7", 30, "天")
    letter_reminder_shares: tuple[Fraction, ...] = _item(
        "有效期内提醒报到的时点", "S4.4-1", (Fraction(1, 3), Fraction(2, 3)), "有效期的几分之几"
    )
    letter_reminder_days: tuple[int, ...] = _item("介绍信到期前提醒", "S4.4-1", (7, 1), "天")
    receipt_return_months: int = _item("接收后回执寄回的期限", "S4.4-2", 1, "个月")
    choose_again_days: tuple[int, ...] = _item("过期后再次请本人选择", "S4.5(1)-1", (14, 30), "天")
    receipt_digest_days: tuple[int, ...] = _item("回执登记截止前通报", "S4.4-8", (29, 15, 5), "天")
    reissue_warning_days: tuple[int, ...] = _item("重开外限前提醒", "D-17", (30, 7), "天")
    decision_days: int = _item("审核申请的期限", "D-19", 10, "天")
    retention_warning_months: tuple[int, ...] = _item(
        "保留期满前提醒", "S4.5(2)-6", (6, 3, 1), "个月"
    )
    retention_over_days: tuple[int, ...] = _item("保留期满后再提醒", "S4.5(2)-7", (1, 30), "天")
    dues_reminder_days: tuple[int, ...] = _item("党费逾期后提醒", "S4.5(2)-3", (7, 37, 67), "天")
    activity_months: int = _item("保留期间参加活动的间隔", "S4.5(2)-3", 3, "个月")
    activity_reminder_days: tuple[int, ...] = _item(
        "未参加活动逾期后提醒", "S4.5(2)-3", (7, 30), "天"
    )
    neglect_months: int = _item("连续不参加活动或不交党费", "X-R31.6", 6, "个月")
    conduct_review_days: int = _item("审核离校期间表现的期限", "S4.5(2)-7", 30, "天")
    regularisation_reminder_days: tuple[int, ...] = _item(
        "预备期满前提醒", "S2.2-1", (30, 14, 7, 0), "天"
    )
    abroad_leaving_days: tuple[int, ...] = _item(
        "出国（境）前提醒补材料和谈话", "S3.3-5", (21, 7), "天"
    )
    abroad_contact_reminder_days: tuple[int, ...] = _item(
        "近况联系到期前提醒", "S3.3-6", (14, 0), "天"
    )
    abroad_again_months: tuple[int, ...] = _item(
        "一直没有回音的再次联系", "S3.3-6", (6, 12, 18, 24, 30, 36, 42, 48), "个月"
    )
    abroad_warning_months: tuple[int, ...] = _item("出国（境）期限前提醒", "S3.3-7", (6,), "个月")
    abroad_limit_days: tuple[int, ...] = _item("出国（境）期限满后提醒", "S3.3-7", (1, 30), "天")
    six_months_warning_days: tuple[int, ...] = _item(
        "离校满半年前联系未回应的本人", "S4.5(4)-1", (30, 7), "天"
    )
    lost_contact_mail_days: tuple[int, ...] = _item(
        "失去联系后再次发信（间隔渐长）", "S4.5(4)-1", (14, 42), "天"
    )
    escalation_days: tuple[int, ...] = _item("逾期后逐级提请", "S3.1-7", (3, 10, 17, 31), "天")
    same_mail_days: int = _item("刚发过的同一提醒不再发", "S4.4-1", 3, "天")

    def to_data(self) -> dict[str, Any]:
        """Plain JSON values: days and times in ISO writing, shares as "1/3", lists in order."""
        return {f.name: _write(getattr(self, f.name)) for f in fields(self)}

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


def in_words(value: Any) -> str:
    """An item's value as the screens write it: 30、14、7、0, 1/3、2/3, 09:00, 是."""
    if isinstance(value, tuple):
        return "、".join(in_words(one) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _write(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_write(one) for one in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Fraction) else value


def _read(name: str, value: Any, default: Any) -> Any:
    """The value that was written; the default says of which kind. A list keeps its items' kind."""
    if isinstance(default, tuple):
        if not isinstance(value, list):
            raise ValueError(f"policy item {name} wants list, not {value!r}")
        return tuple(_read(name, one, default[0]) for one in value)
    written_as_text = isinstance(default, date | time | Fraction)
    wanted = str if written_as_text else type(default)
    if type(value) is not wanted:
        raise ValueError(f"policy item {name} wants {wanted.__name__}, not {value!r}")
    if isinstance(default, date | time):
        return type(default).fromisoformat(value)
    return Fraction(value) if isinstance(default, Fraction) else value
