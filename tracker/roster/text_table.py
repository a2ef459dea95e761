"""A table as text: .csv of every encoding and delimiter that Chinese spreadsheets save."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from tracker.roster.cells import Cell
from tracker.roster.foreign import SAVE_AS
from tracker.roster.grid import ROW_LIMIT, Grid, Row, kept_rows
from tracker.roster.package import MAX_ROWS, too_many_rows
from tracker.roster.unreadable import UnreadableSheet

_SAMPLE_LENGTH = 20_000
_SAMPLE_LINES = 15
_QUOTED = re.compile(r'"[^"]*"')
_NO_TEXT = re.compile(r"[\x00-\x08]")
_OCTOBER_CUT = re.compile(r"\s*\d{4}\.1\s*")


def decoded(data: bytes) -> str | None:
    """The text of UTF-8, UTF-16 or GB18030, as Chinese Excel saves it; None if it is no text."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
        return None if _NO_TEXT.search(text, 0, _SAMPLE_LENGTH) else text
    return None


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" not in data:
        return ("utf-8", "gb18030")
    # Digits, commas and line ends of UTF-16 without its mark have a zero on one side; a few Chinese
    # characters, such as 一, have one on the other.
    even, odd = data[:_SAMPLE_LENGTH:2].count(0), data[1:_SAMPLE_LENGTH:2].count(0)
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def read_text(text: str, name: str) -> Grid:
    """The rows of a text. Raises UnreadableSheet (not_a_spreadsheet, too_many_rows)."""
    return Grid(name, kept_rows(_rows(text)))


def _rows(text: str) -> Iterator[Row]:
    """The rows, until they are too many: nobody waits for the end of 2,000,000.

    Strict, since a quotation mark that is never closed would else swallow the people behind it.
    """
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    filled, begun = 0, 1
    try:
        for number, line in enumerate(lines):
            filled += any(line)
            if filled > MAX_ROWS or number > 10 * ROW_LIMIT:
                raise too_many_rows()
            yield [_typed(cell) for cell in line]
            begun = lines.line_num + 1
    except csv.Error as error:
        message = f"从第 {begun} 行起，有引号没有成对，或者不是表格；{SAVE_AS}"
        # A cell that goes on over lines is one whose quotation mark was not closed.
        if str(error).startswith("field larger") and lines.line_num == begun:
            limit = csv.field_size_limit()
            message = f"第 {begun} 行有一格超过 {limit} 个字，不是名册的内容；请删去这一格再上传"
        raise UnreadableSheet("not_a_spreadsheet", message) from None


def _delimiter(text: str) -> str:
    """Comma, tab or semicolon: the most frequent one of the first lines, outside quotes."""
    bare = _QUOTED.sub("", text[:_SAMPLE_LENGTH])
    sample = "\n".join(bare.splitlines()[:_SAMPLE_LINES])
    return max(",\t;", key=sample.count)


def _typed(cell: str) -> Cell:
    """A .csv does not tell 2024.1 typed from 2024.10 cut by Excel: hand on the number it may be."""
    return float(cell) if ".1" in cell and _OCTOBER_CUT.fullmatch(cell) else cell
