"""A file's bytes -> its visible sheets as grids of cells, or a plain refusal."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from tracker.roster import old_workbook
from tracker.roster.foreign import SAVE_AS, not_a_spreadsheet, refuse_foreign
from tracker.roster.grid import Grid, Row, kept_rows
from tracker.roster.package import MAX_CELLS, check_package
from tracker.roster.text_table import decoded, read_text
from tracker.roster.unreadable import UnreadableSheet

__all__ = ["MAX_CELLS", "Grid", "Row", "Workbook", "open_workbook"]

# Export buttons of Chinese web systems love to call tab-separated text .xls.
_TEXT_NAMES = (".csv", ".txt", ".tsv", ".xls", ".et")


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets, and the addresses of cells whose formula failed (#N/A, #REF!)."""

    grids: tuple[Grid, ...]
    broken_cells: tuple[str, ...] = ()


def open_workbook(data: bytes, name: str) -> Workbook:
    """Reads .xlsx and .xls by their content, text by its name and content.

    Raises UnreadableSheet (not_a_spreadsheet, damaged, encrypted, too_large, too_many_rows, empty).
    """
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableSheet("empty", "文件是空的；请确认表格已保存，再上传一次")
    if data.startswith(b"PK"):
        broken = check_package(data)
        return Workbook(_by_calamine(data), broken)
    if data.startswith(old_workbook.SIGNATURE):
        return Workbook(old_workbook.read_old(data))
    refuse_foreign(data)
    text = decoded(data)
    if text is None:
        raise not_a_spreadsheet()
    if re.match(r"\s*<[!?a-zA-Z]", text):
        message = f"这是网页或 XML 文件，只是名字像表格；{SAVE_AS}"
        raise UnreadableSheet("not_a_spreadsheet", message)
    if name.lower().endswith(_TEXT_NAMES):
        return Workbook((read_text(text, name),))
    raise not_a_spreadsheet()


def _by_calamine(data: bytes) -> tuple[Grid, ...]:
    grids: list[Grid] = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for meta in book.sheets_metadata:
                # A hidden sheet is not what the uploader sees; it mostly holds lists of values.
                seen = meta.visible is SheetVisibleEnum.Visible
                if not seen or meta.typ is not SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                last_row, last_column = sheet.end or (0, 0)
                if (last_row + 1) * (last_column + 1) > MAX_CELLS:
                    message = f"工作表“{meta.name}”太大；请删去名册以外的行和列再上传"
                    raise UnreadableSheet("too_large", message)
                grids.append(Grid(meta.name, kept_rows(sheet.iter_rows())))
    except CalamineError:
        raise not_a_spreadsheet() from None
    return tuple(grids)
