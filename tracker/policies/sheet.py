"""The effect of a draft as .xlsx: one line for each deadline and reminder that changes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import xlsxwriter

from tracker.clock import SHANGHAI
from tracker.formulas import is_formula
from tracker.models import PolicyEffect
from tracker.policies.effect import CaseEffect

COLUMNS = (
    ("编号", 14), ("姓名", 12), ("学院", 18), ("党支部", 26), ("现按版本", 10), ("项目", 12),
    ("内容", 34), ("对象", 12), ("原来", 18), ("改后", 18), ("相差天数", 10),
)  # fmt: skip
TURNS = {"added": "增加提醒", "dropped": "减少提醒", "moved": "提醒改期"}
Cell = str | int


def effect_xlsx(rows: Iterable[PolicyEffect]) -> bytes:
    """Every cell but numbers is text, and no text becomes a formula."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet("政策影响")
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        for at, (heading, width) in enumerate(COLUMNS):
            page.set_column(at, at, width)
            page.write_string(0, at, heading, bold)
        lines = (line for row in rows for line in _lines(row))
        for number, line in enumerate(lines, 1):
            for at, cell in enumerate(line):
                if isinstance(cell, int):
                    page.write_number(number, at, cell, text)
                else:
                    page.write_string(number, at, cell, quoted if is_formula(cell) else text)
        page.freeze_panes(1, 2)
    return buffer.getvalue()


def _lines(row: PolicyEffect) -> Iterator[tuple[Cell, ...]]:
    case, effect = row.case, CaseEffect.from_data(row.changes)
    version = f"第 {row.from_version} 版"
    who = (case.tag, case.person.name, case.college.name, case.branch.name, version)
    if row.fault:
        yield (*who, "算不出来", row.fault, "", "", "", "")
    for shift in effect.shifts:
        days = (_shown(shift.before), _shown(shift.after), shift.days)
        yield (*who, "期限", shift.label, "", *days)
    for change in effect.changes:
        moments = (_shown(change.before), _shown(change.after), "")
        yield (*who, TURNS[change.turn], change.what, change.role, *moments)


def _shown(day: date | None) -> str:
    if isinstance(day, datetime):
        return f"{day.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return str(day) if day else ""
