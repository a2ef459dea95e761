"""The verdicts as a .xlsx to be worked through."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import xlsxwriter

from tracker.formulas import is_formula
from tracker.roster.template import template_xlsx
from tracker.roster.verdicts import Record, Ruling

__all__ = ["template_xlsx", "verdict_xlsx"]

HEADINGS = ("行号", "姓名", "学号", "判定", "支部", "项目", "列", "表中内容", "说明", "怎么办")
WIDTHS = (6, 12, 14, 10, 28, 14, 6, 28, 46, 46)


def verdict_xlsx(records: Sequence[Record], *, done: bool = False) -> bytes:
    """One line for each thing to know of a row; numbers are masked as on the screen.

    `done`: the import is over, so that nothing can be chosen for it any more.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet("判定结果")
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        page.write_row(0, 0, HEADINGS, bold)
        for column, width in enumerate(WIDTHS):
            page.set_column(column, column, width)
        alone = {key.partition(":")[0] for record in records for key in record["places"]} <= {"1"}
        lines = (line for record in records for line in _lines(record, alone=alone, done=done))
        for at, line in enumerate(lines, 1):
            page.write(at, 0, line[0], text)
            for column, words in enumerate(line[1:], 1):
                page.write_string(at, column, words, quoted if is_formula(words) else text)
        page.freeze_panes(1, 2)
    return buffer.getvalue()


def _place(record: Record, *, alone: bool) -> int | str:
    """The row's number where there is one sheet only; else in words; '' for who is in none."""
    if alone:
        return int(record["row"]) or ""
    places = (key.partition(":") for key in record["places"])
    return "、".join(f"表{sheet} 第 {row} 行" for sheet, _, row in places)


def _change(change: Record, *, done: bool) -> tuple[str, ...]:
    """What, the values stated, what stands in the system, and what was or is to be decided."""
    stated = "；".join(offer["value"] for offer in change["offers"]) or change["new"]
    if not change["decided"]:
        outcome = "没有选择，没有写入" if done else "待在导入页面选择采用哪个"
    elif change["offers"]:
        outcome = f"采用：{change['new']}" if change["take"] else "保留系统里的"
    else:
        outcome = ""
    return change["label"], "", stated, f"系统里是：{change['old'] or '空'}", outcome


def _in_a_file(words: str, *, done: bool) -> str:
    """What the screen says of itself, for whoever reads it elsewhere."""
    page = "在导入页面"
    return words.replace("请在本页", f"请重新上传，并{page}" if done else f"请{page}").replace(
        "在本页", page
    )


def _lines(
    record: Record, *, alone: bool, done: bool
) -> Iterator[tuple[int | str, *tuple[str, ...]]]:
    """The place and nine texts: a line a fault, a change and a caution; one where there is none."""
    ruling = Ruling(record["ruling"]).label
    who = (
        _place(record, alone=alone),
        record["name"],
        record["student_no"],
        ruling,
        record["branch"],
    )
    for fault in record["faults"]:
        place = (fault["label"], fault["column"], fault["shown"])
        yield (*who, *place, fault["reason"], _in_a_file(fault["cure"], done=done))
    for change in record["changes"]:
        yield (*who, *_change(change, done=done))
    for caution in record["cautions"]:
        yield (*who, caution["label"], "", "", f"提醒：{caution['message']}", "")
    if not (record["faults"] or record["changes"] or record["cautions"]):
        yield (*who, "", "", "", "", "")
