"""The sheet of a file that is the roster: its header found, its columns named, its rows cut out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.roster.aliases import Field, joins, match_heading
from tracker.roster.cells import Cell, as_text, is_blank
from tracker.roster.columns import Column, Unmapped, assign_columns, require_columns
from tracker.roster.unreadable import UnreadableSheet
from tracker.roster.workbook import Grid, Row, open_workbook

__all__ = ["Column", "Note", "Sheet", "SheetRow", "Unmapped", "UnreadableSheet", "read_sheet"]

ROW_LIMIT = 20_000
HEADER_WITHIN = 15
_LEAST_HEADINGS = 2
_KEYS = frozenset({Field.NAME, Field.STUDENT_NO, Field.ID_NUMBER})
# How a line that is no person begins: a sum, a signature, an explanation.
_NO_PERSON = re.compile(
    "合计|总计|小计|共计|填表|填报|制表|审核|审批|负责人|经办人|联系人|注[:：]|说明[:：]|备注[:：]"
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it stands: its number in Excel and its cells that say something."""

    number: int
    cells: dict[Field, Cell]


@dataclass(frozen=True, slots=True)
class Note:
    """A row that is no person: a sum, a signature line, a header repeated on each page."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A roster that can be read. Row numbers are Excel's; `digest` is the SHA-256 of the file.

    `left_out` names further sheets with a roster's header that were not read; `broken_cells`
    are addresses in the whole file whose formula failed and which count as empty.
    """

    file_name: str
    digest: str
    title: str
    header_row: int
    columns: tuple[Column, ...]
    unmapped: tuple[Unmapped, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[Note, ...]
    left_out: tuple[str, ...]
    broken_cells: tuple[str, ...]

    @property
    def fields(self) -> frozenset[Field]:
        """What the sheet has columns for: a field outside it was not stated, not emptied."""
        return frozenset(column.field for column in self.columns)

    def letter_of(self, field: Field) -> str:
        """The column's letter(s), '' where the sheet has no such column."""
        return "、".join(column.letter for column in self.columns if column.field is field)


@dataclass(frozen=True, slots=True)
class _Header:
    """Where a header was found: the row's index, how many fields it names, what lies below."""

    grid: Grid
    index: int
    score: int
    below: int


def read_sheet(
    data: bytes, name: str, *, limit: int = ROW_LIMIT, title: str | None = None
) -> Sheet:
    """The sheet with the best header, or the one called `title`, as a Sheet.

    `limit` is the largest number of data rows. Raises UnreadableSheet.
    """
    book = open_workbook(data, name)
    grids = [grid for grid in book.grids if title is None or grid.title == title]
    if not any(not is_blank(cell) for grid in grids for row in grid.rows for cell in row):
        raise UnreadableSheet("empty", "表格里没有内容")
    headers = _find_headers(grids)
    best = max(headers, key=lambda header: (header.score, header.below))
    headings, start = _headings(best)
    columns, unmapped = assign_columns(headings, best.grid.rows[start:], start)
    require_columns(columns)
    rows, notes = _cut_rows(best.grid.rows, start, columns)
    if not rows:
        raise UnreadableSheet("no_rows", f"工作表“{best.grid.title}”只有表头，没有人员")
    if len(rows) > limit:
        message = f"名册有 {len(rows)} 行，一次最多 {limit} 行；请拆成几个文件"
        raise UnreadableSheet("too_many_rows", message)
    return Sheet(
        file_name=name,
        digest=hashlib.sha256(data).hexdigest(),
        title=best.grid.title,
        header_row=best.index + 1,
        columns=tuple(columns),
        unmapped=tuple(unmapped),
        rows=tuple(rows),
        notes=tuple(notes),
        left_out=tuple(h.grid.title for h in headers if h is not best and h.below),
        broken_cells=book.broken_cells,
    )


def _find_headers(grids: Sequence[Grid]) -> list[_Header]:
    """The best header of each sheet that has one; refuses where no sheet has any."""
    headers = [header for grid in grids if (header := _best_header(grid)) is not None]
    if not headers:
        message = f"前 {HEADER_WITHIN} 行里找不到认识的表头；表头要有“姓名”和“学号”或“身份证号”等列"
        raise UnreadableSheet("no_header", message)
    return headers


def _best_header(grid: Grid) -> _Header | None:
    scores = [_score(row) for row in grid.rows[:HEADER_WITHIN]]
    score = max(scores, default=0)
    if score < _LEAST_HEADINGS:
        return None
    index = scores.index(score)
    below = sum(1 for row in grid.rows[index + 1 :] if any(not is_blank(cell) for cell in row))
    return _Header(grid, index, score, below)


def _score(row: Row) -> int:
    """How many different fields the row's cells are headings of."""
    matches = (match_heading(cell) for cell in row if isinstance(cell, str))
    return len({match.fields for match in matches if match is not None})


def _headings(header: _Header) -> tuple[list[str], int]:
    """The heading of each column, and the index of the first row below the header.

    Forms often group columns, so that a second line with finer headings stands under the first.
    """
    rows, index = header.grid.rows, header.index
    first = [as_text(cell) for cell in rows[index]]
    second = rows[index + 1] if index + 1 < len(rows) else ()
    finer = [as_text(cell) for cell in second if not is_blank(cell)]
    if not finer or not all(match_heading(text) for text in finer):
        return first, index + 1
    lines = [as_text(cell) for cell in second]
    lines += [""] * (len(first) - len(lines))
    return [fine or coarse for coarse, fine in zip(first, lines, strict=False)], index + 2


def _cut_rows(
    rows: Sequence[Row], start: int, columns: Sequence[Column]
) -> tuple[list[SheetRow], list[Note]]:
    """The people and the notes from row index `start` on; empty rows are passed over."""
    people: list[SheetRow] = []
    notes: list[Note] = []
    for number, row in enumerate(rows[start:], start + 1):
        cells = _cells_of(row, columns)
        if _is_person(row, cells):
            people.append(SheetRow(number, cells))
        elif text := _note_of(row):
            notes.append(Note(number, text))
    return people, notes


def _cells_of(row: Row, columns: Sequence[Column]) -> dict[Field, Cell]:
    cells: dict[Field, Cell] = {}
    for column in columns:
        cell = row[column.index] if column.index < len(row) else ""
        if is_blank(cell):
            continue
        if column.field not in cells:
            cells[column.field] = cell
        elif joins(column.field) and as_text(cell) != as_text(cells[column.field]):
            cells[column.field] = f"{as_text(cells[column.field])} {as_text(cell)}"
    return cells


def _is_person(row: Row, cells: dict[Field, Cell]) -> bool:
    """Whether the row is about a person, be it badly: it has a number, a name or two cells."""
    name = as_text(cells.get(Field.NAME, ""))
    first = next((as_text(cell) for cell in row if not is_blank(cell)), "")
    if match_heading(name) or _NO_PERSON.match(first) or _NO_PERSON.match(name):
        return False
    return not cells.keys().isdisjoint(_KEYS) or len(cells) > 1


def _note_of(row: Row) -> str:
    """The row's text; '' where it is empty or only carries its serial number."""
    texts = [as_text(cell) for cell in row if not is_blank(cell)]
    return "" if all(text.isdigit() for text in texts) else " ".join(texts)
