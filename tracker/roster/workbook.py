"""A file's bytes -> its visible sheets as grids of cells, or a plain refusal."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from tracker.roster.cells import Cell
from tracker.roster.unreadable import UnreadableSheet

Row = Sequence[Cell]

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传"

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_CELLS = 12_000_000

# calamine keeps a sheet as one block from its first to its last cell, so that one stray cell in
# the last corner asks for 500 GB and the process is killed. Cells that hold something past
# column CZ or row 99,999 are therefore looked for before; a cell without an address takes its
# row's number.
_STRAY_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']"""
    rb"""((?:[D-Z][A-Z]|[A-Z]{3})\d+|[A-Z]+\d{6,})["'][^>]*(?<!/)>"""
)
_STRAY_ROW = re.compile(
    rb"""<(?:\w+:)?row\s(?:[^>]*?\s)?r\s*=\s*["'](\d{6,})["'][^>]*(?<!/)>\s*"""
    rb"""<(?:\w+:)?c(?:>|\s(?![^>]*\br\s*=))"""
)
_BROKEN_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?r=["']([A-Z]+\d+)["'][^>]*?\st=["']e["']""")
# What zipfile raises on packages that are damaged, encrypted or compressed in unknown ways.
_DAMAGED = (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError, EOFError)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: row 0 is row 1 of Excel, column 0 is column A; an empty cell is ''."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets, and the addresses of cells whose formula failed (#N/A, #REF!)."""

    grids: tuple[Grid, ...]
    broken_cells: tuple[str, ...] = ()


def open_workbook(data: bytes, name: str) -> Workbook:
    """Reads .xlsx by its content and .csv by its name and content.

    Raises UnreadableSheet (not_a_spreadsheet, old_format, encrypted, too_large, empty).
    """
    if not data:
        raise UnreadableSheet("empty", "文件是空的")
    if data.startswith(b"PK"):
        broken = _check_package(data)
        return Workbook(_by_calamine(data), broken)
    if data.startswith(_OLE):
        raise _old_container(data)
    if re.match(rb"\s*(\xef\xbb\xbf)?\s*<", data[:200]):
        message = f"这是网页或 XML 文件，只是名字像表格；{_SAVE_AS}"
        raise UnreadableSheet("not_a_spreadsheet", message)
    if name.lower().endswith((".csv", ".txt")):
        return Workbook((_read_csv(data, name),))
    raise _not_a_spreadsheet()


def _check_package(data: bytes) -> tuple[str, ...]:
    """Refuses a zip that is no .xlsx or would not fit in memory; returns the broken cells."""
    broken: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if "xl/workbook.xml" not in package.namelist():
                raise _not_a_spreadsheet()
            if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED_BYTES:
                raise UnreadableSheet("too_large", "表格解开后太大，请拆成几个文件")
            for part in package.namelist():
                if part.endswith(".xml"):
                    broken += _check_part(package.read(part))
    except _DAMAGED:
        raise _not_a_spreadsheet() from None
    return tuple(broken)


def _check_part(xml: bytes) -> list[str]:
    """Refuses a part with a cell far outside; returns the addresses of failed formulas."""
    if stray := _STRAY_CELL.search(xml) or _STRAY_ROW.search(xml):
        place = stray[1].decode()
        where = f"第 {place} 行" if place.isdigit() else f"单元格 {place} "
        message = f"{where}离名册太远；请删去名册以外的行和列再上传"
        raise UnreadableSheet("too_large", message)
    if b't="e"' not in xml and b"t='e'" not in xml:
        return []
    return [address.decode() for address in _BROKEN_CELL.findall(xml)]


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
                grids.append(Grid(meta.name, sheet.to_python(skip_empty_area=False)))
    except CalamineError:
        raise _not_a_spreadsheet() from None
    return tuple(grids)


def _read_csv(data: bytes, name: str) -> Grid:
    """A .csv in UTF-8, UTF-16 with its mark, or GB18030 as Chinese Excel saves it."""
    text = _decoded(data)
    sample = "\n".join(text.splitlines()[:15])
    delimiter = max(",\t;", key=sample.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise _not_a_spreadsheet() from None
    return Grid(name, [[_as_typed(cell) for cell in line] for line in lines])


def _as_typed(cell: str) -> Cell:
    """A .csv does not tell 2024.1 typed from 2024.10 cut by Excel: hand on the number it may be."""
    return float(cell) if re.fullmatch(r"\d{4}\.1", cell.strip()) else cell


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data:
        raise _not_a_spreadsheet()
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _not_a_spreadsheet()


def _not_a_spreadsheet() -> UnreadableSheet:
    return UnreadableSheet("not_a_spreadsheet", f"这个文件不是 Excel 表格，打不开；{_SAVE_AS}")


def _old_container(data: bytes) -> UnreadableSheet:
    """An encrypted .xlsx stands in the container of the old .xls, which is not read either.

    calamine could, but a few damaged bytes in a .xls make it ask for terabytes and abort.
    """
    if _ENCRYPTED_PACKAGE in data:
        return UnreadableSheet("encrypted", "表格有打开密码；请在 Excel 里取消密码后再上传")
    return UnreadableSheet("old_format", f"这是旧版 .xls 文件；{_SAVE_AS}")
