"""A .xlsx looked through before it is unpacked: what would not fit in memory is refused here.

calamine keeps a sheet as one block from its first to its last cell, so that one stray cell in
the last corner asks for 500 GB and the process is killed. The parts are therefore read piece by
piece for cells that hold something far outside; nothing of them is kept.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from tracker.roster.foreign import not_a_spreadsheet, other_package
from tracker.roster.grid import ROW_LIMIT
from tracker.roster.unreadable import UnreadableSheet

# A roster of 200,000 rows and 30 columns unpacks to about 250 MB.
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
MAX_TEXTS_BYTES = 200 * 1024 * 1024
MAX_CELLS = 12_000_000
# Rows of a package: the largest roster, its title lines and what may stand under it.
MAX_ROWS = 210_000
_MANY_ROWS = 100_000
# The counts of a part stand at its beginning.
_HEAD = 100_000
_PIECE = 4 * 1024 * 1024

# A cheap look at five million addresses: only where it finds one past column AZ or row 99,999
# are the dear ones below asked.
_ODD = re.compile(rb"""\sr\s*=\s*["'](?:[B-Zb-z][A-Za-z]\d|[A-Za-z]{3,}\d|[A-Za-z]{0,3}\d{6})""")
# Past column CZ or row 209,999, and not empty.
_FAR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']"""
    rb"""((?:[D-Zd-z][A-Za-z]|[A-Za-z]{3,})\d+|[A-Za-z]+(?:2[1-9]\d{4}|[3-9]\d{5}|\d{7,}))["']"""
    rb"""[^>]*(?<!/)>"""
)
# A cell without an address takes its row's number.
_FAR_ROW = re.compile(
    rb"""<(?:\w+:)?row\s(?:[^>]*?\s)?r\s*=\s*["'](2[1-9]\d{4}|[3-9]\d{5}|\d{7,})["']"""
    rb"""[^>]*(?<!/)>\s*<(?:\w+:)?c(?:>|\s(?![^>]*\br\s*=))"""
)
_ROW_WITHOUT_NUMBER = re.compile(rb"<(?:\w+:)?row(?:>|\s(?![^>]*\br\s*=)[^>]*(?<!/)>)\s*<")
_WIDE = re.compile(rb"""\sr\s*=\s*["'][B-Cb-c][A-Za-z]\d[^>]*(?<!/)>""")
_LONG = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]{1,2}\d{6}[^>]*(?<!/)>""")
# So much room is made for texts before the first of them is read, whatever follows.
_BOASTED = re.compile(rb"""\suniqueCount\s*=\s*["'][^"']*\d{8}|[cC]ount\s*=\s*["'][^"']*\d{9}""")
_BROKEN_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?r=["']([A-Z]+\d+)["'][^>]*?\st=["']e["']""")
# What zipfile raises on packages that are damaged, encrypted or compressed in unknown ways.
_DAMAGED = (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError, EOFError)


@dataclass(slots=True)
class _Seen:
    """What was met so far in one part."""

    rows: int = 0
    cells: int = 0
    wide: bool = False
    long: bool = False
    broken: list[str] = field(default_factory=list)


def check_package(data: bytes) -> tuple[str, ...]:
    """Refuses a zip that is no .xlsx or would not fit in memory; returns the broken cells.

    Raises UnreadableSheet (not_a_spreadsheet, too_large, too_many_rows).
    """
    broken: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if "xl/workbook.xml" not in package.namelist():
                raise other_package(package)
            _check_sizes(package)
            for part in package.infolist():
                seen = _Seen()
                with package.open(part) as stream:
                    for piece in _pieces(stream):
                        _look_through(piece, seen)
                broken += seen.broken
    except _DAMAGED:
        raise not_a_spreadsheet() from None
    return tuple(broken)


def too_many_rows(limit: int = ROW_LIMIT) -> UnreadableSheet:
    """The refusal of a table that goes on and on."""
    message = f"表格的行数太多，一次最多 {limit} 行；请删去名册以外的行，或拆成几个文件"
    return UnreadableSheet("too_many_rows", message)


def _check_sizes(package: zipfile.ZipFile) -> None:
    """A part never unpacks to more than the package says of it: zipfile stops there."""
    sizes = {part.filename: part.file_size for part in package.infolist()}
    texts = sum(size for name, size in sizes.items() if "sharedstrings" in name.lower())
    if sum(sizes.values()) > MAX_UNPACKED_BYTES or texts > MAX_TEXTS_BYTES:
        message = "表格解开后太大；请删去名册以外的行和列，或拆成几个文件"
        raise UnreadableSheet("too_large", message)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The part in pieces that are cut before a row, so that no cell is torn in two."""
    rest = b""
    while piece := stream.read(_PIECE):
        piece = rest + piece
        cut = piece.rfind(b"<", 0, max(piece.rfind(b"row "), piece.rfind(b"row>"), 0))
        if cut <= 0 or piece.startswith(b"</", cut):
            cut = max(piece.rfind(b"<"), 0)
        # A single tag longer than a piece is nothing that a spreadsheet program writes.
        rest = piece[cut:] if len(piece) - cut < _PIECE else b""
        yield piece[:cut] if rest else piece
    yield rest


def _look_through(piece: bytes, seen: _Seen) -> None:
    seen.rows += piece.count(b"row ") + piece.count(b"row>") - piece.count(b"/row>")
    seen.cells += piece.count(b"/c>") + piece.count(b":c>")
    if seen.rows > MAX_ROWS and _ROW_WITHOUT_NUMBER.search(piece):
        raise too_many_rows()
    if _BOASTED.search(piece, 0, _HEAD):
        raise not_a_spreadsheet()
    if _ODD.search(piece):
        if far := _FAR_CELL.search(piece) or _FAR_ROW.search(piece):
            raise _far_away(far[1].decode(), seen)
        seen.wide = seen.wide or _WIDE.search(piece) is not None
        seen.long = seen.long or _LONG.search(piece) is not None
    if seen.cells > MAX_CELLS or (seen.wide and seen.long):
        raise UnreadableSheet("too_large", "表格太大；请删去名册以外的行和列再上传")
    if b't="e"' in piece or b"t='e'" in piece:
        seen.broken += [address.decode() for address in _BROKEN_CELL.findall(piece)]


def _far_away(place: str, seen: _Seen) -> UnreadableSheet:
    """A stray cell is named; behind very many rows it is no stray but the table itself."""
    if seen.rows > _MANY_ROWS:
        return too_many_rows()
    where = f"第 {place} 行" if place.isdigit() else f"单元格 {place} "
    message = f"{where}离名册太远；请删去名册以外的行和列再上传"
    return UnreadableSheet("too_large", message)
