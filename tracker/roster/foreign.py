"""Files that are no spreadsheet, told by their first bytes so that the answer can name them."""

from __future__ import annotations

import zipfile

from tracker.roster.unreadable import UnreadableSheet

SAVE_AS = "请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”再上传"
_UPLOAD_A_TABLE = "请上传 .xlsx、.xls 或 .csv 表格"

_BEGINNINGS = (
    (b"%PDF", " PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", " Word 文档"),
)


def not_a_spreadsheet() -> UnreadableSheet:
    """The refusal of what cannot be read and does not say what it is."""
    message = f"这个文件不是 Excel 表格，或者已损坏，打不开；{SAVE_AS}"
    return UnreadableSheet("not_a_spreadsheet", message)


def refuse_foreign(data: bytes) -> None:
    """Raises the refusal that names what the file is, if its first bytes tell."""
    for beginning, what in _BEGINNINGS:
        if data.startswith(beginning):
            raise _refusal(what)


def other_package(package: zipfile.ZipFile) -> UnreadableSheet:
    """The refusal of a sound zip that holds no workbook."""
    names = package.namelist()
    if any(name.startswith("word/") for name in names):
        return _refusal(" Word 文档")
    if any(name.startswith("ppt/") for name in names):
        return _refusal("幻灯片")
    if "mimetype" in names or "xl/workbook.bin" in names:
        return UnreadableSheet("not_a_spreadsheet", f"这种表格格式读不了；{SAVE_AS}")
    if any(name.lower().endswith((".xlsx", ".xls", ".csv")) for name in names):
        message = "这是压缩包，里面有表格；请解压后把表格单独上传"
        return UnreadableSheet("not_a_spreadsheet", message)
    return _refusal("压缩包")


def _refusal(what: str) -> UnreadableSheet:
    return UnreadableSheet(
        "not_a_spreadsheet", f"这个文件不是 Excel 表格，而是{what}；{_UPLOAD_A_TABLE}"
    )
