"""A report as .xlsx: every row, its sums, the differences; no text becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from machines.mails import MAILS
from tracker.clock import SHANGHAI
from tracker.formulas import is_formula
from tracker.simulation.comparing import Difference
from tracker.simulation.report import SUMS, Happening, Report, Row

# What Excel takes in one cell.
_LONGEST = 32_000
COLUMNS = (
    ("日期", 12), ("时间", 8), ("事项", 12), ("编号", 16), ("本人", 14), ("学院", 20),
    ("党支部", 20), ("角色", 12), ("收件人", 20), ("内容", 44), ("期限", 20), ("依据", 22),
    ("邮件", 22), ("说明", 44),
)  # fmt: skip
_PAGES = (("day", "按日"), ("person", "按收件人"), ("role", "按角色"), ("wait", "按期限"), ("college", "按学院"))  # fmt: skip
_CHANGED = (("变化", 8), ("原日期", 12), *COLUMNS)


def report_xlsx(report: Report) -> bytes:
    """All rows, and a sheet for each way to sum them."""
    with _Book() as book:
        book.table("明细", COLUMNS, (cells(row) for row in report.rows))
        for by, title in _PAGES:
            heading, _ = SUMS[by]
            columns = ((heading, 30), *((kind.label, 12) for kind in Happening), ("合计", 8))
            sums = report.sums(by).items()
            lines = ((word, *(str(n[kind]) for kind in Happening), str(n.total())) for word, n in sums)  # fmt: skip
            book.table(title, columns, lines)
        book.table("说明", (("说明", 100),), ((line,) for line in about(report)))
    return book.bytes


def difference_xlsx(before: Report, after: Report, difference: Difference) -> bytes:
    """What is added, dropped and moved."""
    with _Book() as book:
        lines = [("增加", "", *cells(row)) for row in difference.added]
        lines += [("减少", "", *cells(row)) for row in difference.dropped]
        lines += [("改期", str(old.day), *cells(new)) for old, new in difference.moved]
        book.table("差异", _CHANGED, lines)
        told = [f"原：{before.policy}", f"新：{after.policy}", *about(after)]
        book.table("说明", (("说明", 100),), ((line,) for line in told))
    return book.bytes


def cells(row: Row) -> tuple[str, ...]:
    """One row under `COLUMNS`."""
    at = row.at.astimezone(SHANGHAI)
    mail = MAILS[row.mail].label if row.mail in MAILS else row.mail
    return (
        str(row.day), f"{at:%H:%M}", row.kind.label, row.tag, row.person, row.college, row.branch,
        row.role_label, row.recipient, row.what, row.wait_label or row.wait, " ".join(row.rules),
        mail, row.note,
    )  # fmt: skip


def about(report: Report) -> list[str]:
    """What the report was asked, and how to read it."""
    return [
        f"{report.from_day} 至 {report.until_day}，{report.cohort or '全部届别'}，在办个案 {report.cases} 件",
        f"政策：{report.policy}；答复：{report.answering}",
        *report.notes,
    ]


class _Book:
    """A workbook in memory; `bytes` once it is closed."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._buffer, options)
        plain = {"text_wrap": True, "valign": "top", "num_format": "@"}
        self._bold = self._book.add_format({"bold": True, "bottom": 1})
        self._text = self._book.add_format(plain)
        self._quoted = self._book.add_format({**plain, "quote_prefix": True})

    def __enter__(self) -> _Book:
        return self

    def __exit__(self, *_error: Any) -> None:
        self._book.close()

    @property
    def bytes(self) -> bytes:
        return self._buffer.getvalue()

    def table(
        self, title: str, columns: Sequence[tuple[str, int]], lines: Iterable[Sequence[str]]
    ) -> None:
        """A sheet with a bold first line that stays in sight; counts are numbers."""
        page = self._book.add_worksheet(title)
        for at, (heading, width) in enumerate(columns):
            page.set_column(at, at, width)
            page.write_string(0, at, heading, self._bold)
        for number, line in enumerate(lines, 1):
            for at, words in enumerate(line):
                style = self._quoted if is_formula(words) else self._text
                if words.isdecimal():
                    page.write_number(number, at, int(words))
                else:
                    page.write_string(number, at, words[:_LONGEST], style)
        page.freeze_panes(1, 0)
        if columns[0][0] != "说明":
            page.autofilter(0, 0, max(page.dim_rowmax or 0, 1), len(columns) - 1)
