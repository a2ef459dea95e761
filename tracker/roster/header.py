"""Where a sheet's header stands, and which of a file's sheets are rosters at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.roster.aliases import Field, match_heading, normalise_heading
from tracker.roster.cells import as_text, is_blank
from tracker.roster.columns import KnownHeadings
from tracker.roster.grid import Grid, Row
from tracker.roster.unreadable import UnreadableSheet

HEADER_WITHIN = 15
KEYS = frozenset({Field.NAME, Field.STUDENT_NO, Field.ID_NUMBER})
_LEAST_HEADINGS = 2


@dataclass(frozen=True, slots=True)
class Header:
    """Where a header was found: the row's index, the fields it names, whether anything is below."""

    grid: Grid
    index: int
    fields: frozenset[Field]
    below: bool

    @property
    def captions(self) -> list[str]:
        """The sheet's title and what is written above its header."""
        above = (as_text(cell) for row in self.grid.rows[: self.index] for cell in row)
        return [self.grid.title, *(text for text in above if text)]


def find_headers(grids: Sequence[Grid], known: KnownHeadings) -> list[Header]:
    """The header of each sheet that is a roster. Raises UnreadableSheet (no_header).

    A roster names its people, or is at least the only table that could be one.
    """
    found = [header for grid in grids if (header := _best_header(grid, known)) is not None]
    for likely in (
        [h for h in found if len(h.fields) >= _LEAST_HEADINGS and h.fields & KEYS],
        [h for h in found if len(h.fields) >= _LEAST_HEADINGS],
        # One heading is little, but a name or number beside unknown columns may be chosen for.
        [h for h in found if h.fields & KEYS and _width(h.grid.rows[h.index]) > 1],
    ):
        if likely:
            return likely
    message = (
        f"前 {HEADER_WITHIN} 行里找不到认识的表头；表头要有“姓名”和“学号”或“身份证号”等列，"
        "请补上表头，或下载模板填写后再上传"
    )
    raise UnreadableSheet("no_header", message)


def read_headings(header: Header, known: KnownHeadings) -> tuple[list[str], int]:
    """The heading of each column, and the index of the first row below the header.

    Forms often group columns, so that a second line with finer headings stands under the first.
    """
    rows, index = header.grid.rows, header.index
    first = [as_text(cell) for cell in rows[index]]
    second = rows[index + 1] if index + 1 < len(rows) else ()
    finer = [as_text(cell) for cell in second if not is_blank(cell)]
    if not finer or not all(is_heading(text, known) for text in finer):
        return first, index + 1
    lines = [as_text(cell) for cell in second]
    lines += [""] * (len(first) - len(lines))
    return [fine or coarse for coarse, fine in zip(first, lines, strict=False)], index + 2


def is_heading(text: str, known: KnownHeadings) -> bool:
    """Whether the text is the name of a column, by our table or by what was chosen before."""
    return match_heading(text) is not None or normalise_heading(text) in known


def widened(headings: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """The headings, with '' for columns to the right of the last one that hold something."""
    width = max([len(headings), *map(len, rows[:HEADER_WITHIN])])
    return [*headings, *[""] * (width - len(headings))]


def _best_header(grid: Grid, known: KnownHeadings) -> Header | None:
    """The first of the rows that name most fields."""
    named = [_fields(row, known) for row in grid.rows[:HEADER_WITHIN]]
    best = max(named, key=len, default=frozenset())
    if not best:
        return None
    index = named.index(best)
    below = any(not is_blank(cell) for row in grid.rows[index + 1 :] for cell in row)
    return Header(grid, index, best, below)


def _fields(row: Row, known: KnownHeadings) -> frozenset[Field]:
    """The different fields that the row's cells are headings of."""
    found: set[Field] = set()
    for cell in row:
        if not isinstance(cell, str) or is_blank(cell):
            continue
        remembered = known.get(normalise_heading(cell)) if known else None
        if remembered is not None:
            found.add(remembered)
        elif match := match_heading(cell):
            found.add(match.fields[0])
    return frozenset(found)


def _width(row: Row) -> int:
    return sum(1 for cell in row if not is_blank(cell))
