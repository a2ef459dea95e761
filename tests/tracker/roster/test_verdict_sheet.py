"""The verdicts as a file say the same as the screen, in words that hold away from it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl

from tests.tracker.roster.school import School, row
from tracker.roster.imports import rows_in
from tracker.roster.verdict_sheet import verdict_xlsx
from tracker.roster.verdicts import Record


def words(records: Sequence[Record], *, done: bool) -> str:
    """All that stands in the file."""
    page = openpyxl.load_workbook(io.BytesIO(verdict_xlsx(records, done=done))).active
    assert page is not None
    return "\n".join(str(cell) for line in page.values for cell in line if cell)


def test_a_file_names_the_page_on_which_to_choose(school: School) -> None:
    records = rows_in(school.keep_and_try(row(101), row(102, branch="学生第九党支部")))
    told = words(records, done=False)
    assert "本页" not in told
    assert "请在导入页面“系统里没有的支部”中确认新建" in told


def test_after_the_import_a_file_asks_for_another_upload(school: School) -> None:
    school.bring_in(row(101))
    records = rows_in(
        school.bring_in(row(101, mobile="13800001234"), row(102, branch="学生第九党支部"))
    )
    told = words(records, done=True)
    assert "本页" not in told
    assert "请重新上传，并在导入页面“系统里没有的支部”中确认新建" in told
    assert "没有选择，没有写入" in told
