"""A .xls read in a process of its own, so that a damaged one ends nothing but that process."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tracker.roster import old_reader
from tracker.roster.cells import Cell
from tracker.roster.foreign import SAVE_AS
from tracker.roster.grid import Grid, kept_rows
from tracker.roster.unreadable import UnreadableSheet

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
SECONDS = 30

_DAMAGED = f"这个 .xls 文件已损坏或不完整，打不开；{SAVE_AS}"
_TOO_LONG = f"这个 .xls 文件太大或已损坏，读不完；{SAVE_AS}"
_ENCRYPTED = "表格有打开密码，读不出；请在 Excel 里取消密码后再上传"

# The container is shared by many programs; its streams' names tell whose file it is.
_STREAMS = {
    "EncryptedPackage": ("encrypted", _ENCRYPTED),
    "WordDocument": ("not_a_spreadsheet", "这是 Word 文档，不是表格；请上传 Excel 表格"),
    "PowerPoint Document": ("not_a_spreadsheet", "这是幻灯片，不是表格；请上传 Excel 表格"),
}
# BOF of the workbook's globals; whatever follows FILEPASS is encrypted ([MS-XLS] 2.4.117).
_FIRST_RECORD = bytes.fromhex("0908100000060500")
_FILEPASS = 0x2F
_RECORDS_BEFORE_PASSWORD = 6

# The child needs to find its libraries, and none of the service's secrets.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL")


def read_old(data: bytes) -> tuple[Grid, ...]:
    """The visible sheets of a .xls. Raises UnreadableSheet (damaged, encrypted, too_large …)."""
    for stream, (code, message) in _STREAMS.items():
        if stream.encode("utf-16-le") in data:
            raise UnreadableSheet(code, message)  # type: ignore[arg-type]
    if _has_password(data):
        raise UnreadableSheet("encrypted", _ENCRYPTED)
    # A file and not a pipe: its size is limited by the child's own limits.
    with tempfile.TemporaryFile() as output:
        _run(data, output.fileno())
        output.seek(0)
        try:
            return _grids(json.loads(line) for line in output)
        except ValueError:
            raise UnreadableSheet("damaged", _DAMAGED) from None


def environment() -> dict[str, str]:
    """What the child is told of the world."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


def _has_password(data: bytes) -> bool:
    """Whether a FILEPASS record stands among the first records of the workbook's stream."""
    at = max(data.find(_FIRST_RECORD), 0)
    for _ in range(_RECORDS_BEFORE_PASSWORD):
        if at + 4 > len(data):
            return False
        kind, length = struct.unpack_from("<HH", data, at)
        if kind == _FILEPASS:
            return True
        at += 4 + length
    return False


def _run(data: bytes, output: int) -> None:
    """Runs the child; raises UnreadableSheet wherever it does not end well, however it ends."""
    try:
        ended = subprocess.run(
            [sys.executable, "-I", str(Path(old_reader.__file__))],
            input=data,
            stdout=output,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            env=environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableSheet("too_large", _TOO_LONG) from None
    match ended.returncode:
        case 0:
            return
        case cpu if cpu == -signal.SIGXCPU:
            raise UnreadableSheet("too_large", _TOO_LONG)
        case old_reader.TOO_LARGE:
            raise UnreadableSheet("too_large", "表格太大；请删去名册以外的行和列再上传")
        case _:
            raise UnreadableSheet("damaged", _DAMAGED)


def _grids(lines: Iterable[Any]) -> tuple[Grid, ...]:
    titles: list[str] = []
    sheets: list[list[list[Cell]]] = []
    for line in lines:
        if isinstance(line, dict):
            titles.append(line["title"])
            sheets.append([])
        else:
            sheets[-1].append([_untagged(cell) for cell in line])
    return tuple(Grid(title, kept_rows(rows)) for title, rows in zip(titles, sheets, strict=True))


def _untagged(cell: Any) -> Cell:
    """The cell that `old_reader.tagged` wrote."""
    if not isinstance(cell, dict):
        return "" if cell is None else cell
    ((kind, value),) = cell.items()
    match kind:
        case "datetime":
            return datetime.fromisoformat(value)
        case "date":
            return date.fromisoformat(value)
        case "time":
            return time.fromisoformat(value)
        case _:
            return timedelta(seconds=value)
