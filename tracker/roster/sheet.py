"""The rosters of a file: headers found, columns named, rows cut out, the purpose told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tracker.roster.aliases import Field
from tracker.roster.cells import as_text, is_blank
from tracker.roster.columns import (
    Assigned,
    Chosen,
    Column,
    KnownHeadings,
    Unmapped,
    assign_columns,
    letter_of,
)
from tracker.roster.grid import ROW_LIMIT, Grid, Row
from tracker.roster.header import Header, find_headers, read_headings, widened
from tracker.roster.people import Cutter, Note, SheetRow
from tracker.roster.purpose import Purpose, Signs, tell_purpose
from tracker.roster.unreadable import SheetFault, UnreadableSheet
from tracker.roster.workbook import Workbook, open_workbook

__all__ = [
    "ROW_LIMIT",
    "Column",
    "Note",
    "Purpose",
    "Sheet",
    "SheetFault",
    "SheetRow",
    "Unmapped",
    "UnreadableSheet",
    "read_sheet",
    "read_sheets",
]

_SAMPLES = 3
# Samples are looked for in so many rows, so that an empty column costs no reading of all.
_SAMPLED_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A roster as it can be read. Row numbers are Excel's; `digest` is the SHA-256 of the file.

    `fault` says why it cannot be used as it stands (then it has no rows), and whether choosing
    columns may cure that. `samples` holds up to three texts under each column, by its index and
    unmasked. `left_out` names the file's other sheets with contents that are no roster;
    `broken_cells` are addresses in the whole file whose formula failed and which count as empty.
    """

    file_name: str
    digest: str
    title: str
    header_row: int
    columns: tuple[Column, ...]
    unmapped: tuple[Unmapped, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[Note, ...]
    left_out: tuple[str, ...] = ()
    broken_cells: tuple[str, ...] = ()
    purpose: Purpose = Purpose.MEMBERS
    purpose_why: str = ""
    fault: SheetFault | None = None
    samples: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[Field]:
        """What the sheet has columns for: a field outside it was not stated, not emptied."""
        return frozenset(column.field for column in self.columns)

    def letter_of(self, field: Field) -> str:
        """The column's letter(s), '' where the sheet has no such column."""
        return "、".join(column.letter for column in self.columns if column.field is field)


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the user has corrected: columns by sheet, headings of earlier files, purposes."""

    chosen: Mapping[str, Chosen]
    known: KnownHeadings
    purposes: Mapping[str, Purpose]


def read_sheets(
    data: bytes,
    name: str,
    *,
    limit: int = ROW_LIMIT,
    chosen: Mapping[str, Chosen] | None = None,
    known: KnownHeadings | None = None,
    purposes: Mapping[str, Purpose] | None = None,
) -> tuple[Sheet, ...]:
    """Every visible sheet of the file that carries a roster's header, in the file's order.

    `chosen`: by the sheet's title, for a column's index the field it is, None: not to be read;
    `known`: the same by normalised heading, as remembered from earlier files; `purposes`: by
    title. `limit` is the largest number of people of all sheets together. Raises UnreadableSheet
    for a file that cannot be read at all; what choosing may cure is a `fault` of its sheet.
    """
    book = open_workbook(data, name)
    grids = [grid for grid in book.grids if _says_something(grid)]
    if not grids:
        message = "表格里没有内容；请确认名册在可见的工作表里，并且已保存"
        raise UnreadableSheet("empty", message)
    wishes = _Wishes(chosen or {}, known or {}, purposes or {})
    headers = find_headers(grids, wishes.known)
    titles = [header.grid.title for header in headers]
    whole = _Whole(
        book=book,
        file_name=name,
        digest=hashlib.sha256(data).hexdigest(),
        left_out=tuple(grid.title for grid in grids if grid.title not in titles),
        alone=len(grids) == 1,
    )
    sheets = tuple(_read(whole, header, wishes) for header in headers)
    people = sum(len(sheet.rows) for sheet in sheets)
    if people > limit:
        message = f"名册有 {people} 行，一次最多 {limit} 行；请拆成几个文件"
        raise UnreadableSheet("too_many_rows", message)
    return sheets


def read_sheet(
    data: bytes, name: str, *, limit: int = ROW_LIMIT, title: str | None = None
) -> Sheet:
    """The one sheet with most columns and people, or the one called `title`.

    Its fault is raised as UnreadableSheet, and further rosters of the file count as left out.
    """
    sheets = read_sheets(data, name, limit=limit)
    named = [sheet for sheet in sheets if title in (None, sheet.title)]
    if not named:
        raise UnreadableSheet("no_header", f"没有名为“{title}”的名册工作表")
    best = max(named, key=lambda sheet: (len(sheet.fields), len(sheet.rows)))
    if best.fault is not None:
        raise best.fault.as_refusal()
    others = (sheet.title for sheet in sheets if sheet is not best and sheet.rows)
    return replace(best, left_out=(*best.left_out, *others))


@dataclass(frozen=True, slots=True)
class _Whole:
    """What all sheets of a file share; `alone`: the file's name speaks for its only sheet."""

    book: Workbook
    file_name: str
    digest: str
    left_out: tuple[str, ...]
    alone: bool


def _read(whole: _Whole, header: Header, wishes: _Wishes) -> Sheet:
    """One sheet, told apart and cut; its purpose is told last, by what its rows say."""
    title, rows = header.grid.title, header.grid.rows
    own = wishes.chosen.get(title, {})
    headings, start = read_headings(header, wishes.known)
    below = rows[start:]
    headings = widened(headings, below)
    samples = _samples(below, len(headings))
    found = assign_columns(headings, below, start, own, wishes.known)
    fault = found.fault()
    people, notes = Cutter(found.columns).cut(rows, start) if fault is None else ([], [])
    sheet = Sheet(
        file_name=whole.file_name,
        digest=whole.digest,
        title=title,
        header_row=header.index + 1,
        columns=tuple(found.columns),
        unmapped=_unmapped(found, headings, samples),
        rows=tuple(people),
        notes=tuple(notes),
        left_out=whole.left_out,
        broken_cells=whole.book.broken_cells,
        fault=fault if fault or people else _no_rows(title),
        samples=samples,
    )
    captions = [*header.captions, whole.file_name] if whole.alone else header.captions
    purpose, why = _purpose_of(sheet, captions, wishes.purposes)
    return replace(sheet, purpose=purpose, purpose_why=why)


def _no_rows(title: str) -> SheetFault:
    message = f"工作表“{title}”只有表头，没有人员"
    return SheetFault("no_rows", message, "请填好后再上传", curable=False)


def _unmapped(
    found: Assigned, headings: Sequence[str], samples: Mapping[int, tuple[str, ...]]
) -> tuple[Unmapped, ...]:
    """The columns left out, and those that hold something under no heading at all."""
    decided = {c.index for c in found.columns} | {u.index for u in found.unmapped}
    nameless = [
        Unmapped(letter_of(index), heading, "没有表头", index)
        for index, heading in enumerate(headings)
        if index not in decided and index in samples
    ]
    return tuple(sorted([*found.unmapped, *nameless], key=lambda column: column.index))


def _purpose_of(
    sheet: Sheet, captions: Sequence[str], purposes: Mapping[str, Purpose]
) -> tuple[Purpose, str]:
    if sheet.title in purposes:
        told = purposes[sheet.title]
        return told, f"您指定为{told.label}"
    filled = {field for row in sheet.rows for field in row.cells}
    kinds = {row.cells[Field.MEMBER_KIND] for row in sheet.rows if Field.MEMBER_KIND in row.cells}
    return tell_purpose(Signs(captions, sheet.fields, filled, kinds))


def _samples(rows: Sequence[Row], width: int) -> dict[int, tuple[str, ...]]:
    """The first different texts of each column, for whoever chooses what it is."""
    found: dict[int, dict[str, None]] = {index: {} for index in range(width)}
    for row in rows[:_SAMPLED_ROWS]:
        for index, cell in enumerate(row[:width]):
            if len(found[index]) < _SAMPLES and not is_blank(cell):
                found[index][as_text(cell)] = None
    return {index: tuple(texts) for index, texts in found.items() if texts}


def _says_something(grid: Grid) -> bool:
    return any(not is_blank(cell) for row in grid.rows for cell in row)
