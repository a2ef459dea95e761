"""One sheet as a grid of cells, kept small: a roster of 200,000 rows has five million cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from tracker.roster.cells import Cell, is_blank
from tracker.roster.unreadable import UnreadableSheet

Row = Sequence[Cell]

# The largest roster of one upload; a university has fewer graduates in twenty years.
ROW_LIMIT = 200_000
# The widest export of the members system has about eighty.
COLUMN_LIMIT = 300

# So many rows show which columns repeat their values: 性别, 民族, 学院 … but not 姓名.
_TRIED = 400


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: row 0 is row 1 of Excel, column 0 is column A; an empty cell is ''."""

    title: str
    rows: Sequence[Row]


def kept_rows(rows: Iterable[Row]) -> list[Row]:
    """The rows with equal texts and dates of a column kept once, which halves the memory.

    Raises UnreadableSheet (too_large) for more columns than any roster has.
    """
    source = iter(_narrow(rows))
    first = list(islice(source, _TRIED))
    return list(_shared(chain(first, source), _repeating(first)))


def _narrow(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows without the empty cells that some programs write behind the last column."""
    for number, row in enumerate(rows, 1):
        if len(row) > COLUMN_LIMIT:
            if any(not is_blank(cell) for cell in row[COLUMN_LIMIT:]):
                message = (
                    f"第 {number} 行有 {len(row)} 列，一张表最多 {COLUMN_LIMIT} 列；"
                    "请删去名册以外的列再上传"
                )
                raise UnreadableSheet("too_large", message)
            yield list(row[:COLUMN_LIMIT])
        else:
            yield row


def _repeating(rows: Sequence[Row]) -> tuple[int, ...]:
    """The indexes of columns with at most half as many values as rows."""
    width = max(map(len, rows), default=0)
    values: list[set[Cell]] = [set() for _ in range(width)]
    for row in rows:
        for index, cell in enumerate(row):
            values[index].add(cell)
    return tuple(index for index in range(width) if 2 * len(values[index]) <= len(rows))


def _shared(rows: Iterable[Row], columns: tuple[int, ...]) -> Iterator[Row]:
    known: dict[Cell, Cell] = {}
    for row in rows:
        cells = row if isinstance(row, list) else list(row)
        for index in columns:
            if index >= len(cells):
                break
            cell = cells[index]
            # 1, 1.0 and True are equal and must not stand for each other.
            if isinstance(cell, str | date):
                cells[index] = known.setdefault(cell, cell)
        yield tuple(cells)
