"""The menu: each entry is shown to the roles that the access table lets into its route."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One entry: its route, words and Bootstrap icon."""

    endpoint: str
    label: str
    icon: str


NAV = (
    Entry("cases.index", "个案", "list-ul"),
    Entry("deadlines.index", "期限", "calendar-event"),
    Entry("incoming.index", "来信", "envelope-arrow-down"),
    Entry("roster.index", "导入名册", "upload"),
    Entry("data_check.index", "信息核对", "clipboard-check"),
    Entry("activities.index", "教育活动", "people"),
    Entry("mails.index", "邮件", "envelope"),
    Entry("simulation.index", "时间机器", "clock-history"),
    Entry("machines.index", "办理流程", "diagram-3"),
    Entry("settings.index", "设置", "gear"),
    Entry("caught.index", "本机邮件", "inbox"),
)
