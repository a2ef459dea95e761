"""The lists of the data check as .xlsx: every cell is text, and no text becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter

from machines.register import get_rule
from tracker.data_check.corrections import Typed
from tracker.data_check.members import Checked
from tracker.formulas import is_formula

# What Excel takes in one cell.
_LONGEST = 32_000

PEOPLE = (
    ("学院", 16), ("党支部", 26), ("姓名", 12), ("学号", 14), ("检查项", 16), ("结果", 10),
    ("现在的值", 24), ("问题", 40), ("怎么办", 36), ("在哪里办", 18), ("依据", 50),
)  # fmt: skip
CORRECTIONS = (
    ("姓名", 12), ("学号", 14), ("身份证号", 22), ("支部", 34), ("字段", 18), ("原值", 24),
    ("新值", 24), ("来源", 40), ("日期", 12),
)  # fmt: skip


def people_xlsx(people: Iterable[Checked], places: dict[int, tuple[str, str]]) -> bytes:
    """One line for each check that fails or cannot be made; `places`: branch to college and name."""
    return _xlsx("信息核对", PEOPLE, _people_lines(people, places))


def corrections_xlsx(lines: Iterable[Typed]) -> bytes:
    """The lines to type into the national system, with ID numbers in full."""
    rows = (
        (o.name, o.student_no, o.id_number, o.branch, o.label, o.old, o.new, o.source, str(o.on))
        for o in lines
    )
    return _xlsx("待录入更正", CORRECTIONS, rows)


def _people_lines(
    people: Iterable[Checked], places: dict[int, tuple[str, str]]
) -> Iterator[tuple[str, ...]]:
    for one in people:
        who = (*places.get(one.branch_id, ("", "")), one.name, one.student_no or "")
        for line in one.lines:
            if line.problem or line.unclear:
                words = line.problem or line.unclear
                where = (line.cure, line.cure_at, f"{line.rule} {get_rule(line.rule).words}")
                yield (*who, line.label, line.result.label, line.value, words, *where)


def _xlsx(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        quoted = book.add_format(
            {"text_wrap": True, "valign": "top", "num_format": "@", "quote_prefix": True}
        )
        for at, (heading, width) in enumerate(columns):
            page.set_column(at, at, width)
            page.write_string(0, at, heading, bold)
        for number, row in enumerate(rows, 1):
            for at, words in enumerate(row):
                style = quoted if is_formula(words) else text
                page.write_string(number, at, words[:_LONGEST], style)
        page.freeze_panes(1, 0)
    return buffer.getvalue()
