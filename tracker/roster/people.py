"""The rows below a header cut out: people with their cells, and notes that are no people."""

from __future__ import annotations

import re
from collections.abc import ItemsView, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.roster.aliases import Field, joins, match_heading
from tracker.roster.cells import Cell, as_text, is_blank
from tracker.roster.columns import Column
from tracker.roster.grid import Row
from tracker.roster.header import KEYS

# How a line that is no person begins: a sum, a signature, an explanation.
_NO_PERSON = re.compile(
    "合计|总计|小计|共计|填表|填报|制表|审核|审批|负责人|经办人|联系人|注[:：]|说明[:：]|备注[:：]"
)

# Field -> the cell's place in its row; shared by all rows in which the same columns are filled.
_Shape = dict[Field, int]
_Place = tuple[Field, int]


class Cells(Mapping[Field, Cell]):
    """The cells of one row that say something, by field: a quarter of the room of a dict."""

    __slots__ = ("_row", "_shape")

    def __init__(self, shape: _Shape, row: Row) -> None:
        self._shape = shape
        self._row = row

    def __getitem__(self, field: Field) -> Cell:
        return self._row[self._shape[field]]

    def __contains__(self, field: object) -> bool:
        return field in self._shape

    def __iter__(self) -> Iterator[Field]:
        return iter(self._shape)

    def __len__(self) -> int:
        return len(self._shape)

    def items(self) -> ItemsView[Field, Cell]:
        """The pairs, without looking each field up again."""
        return _Items(self)

    def pairs(self) -> Iterator[tuple[Field, Cell]]:
        """Each field with its cell."""
        return zip(self._shape, map(self._row.__getitem__, self._shape.values()), strict=True)


class _Items(ItemsView[Field, Cell]):
    _mapping: Cells

    def __iter__(self) -> Iterator[tuple[Field, Cell]]:
        return self._mapping.pairs()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it stands: its number in Excel and its cells that say something."""

    number: int
    cells: Mapping[Field, Cell]


@dataclass(frozen=True, slots=True)
class Note:
    """A row that is no person: a sum, a signature line, a header repeated on each page."""

    number: int
    text: str


class Cutter:
    """Cuts the rows of one sheet, whose columns are known."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._plain: list[_Place] = []
        self._joined: dict[Field, list[int]] = {}
        for column in columns:
            if joins(column.field):
                self._joined.setdefault(column.field, []).append(column.index)
            else:
                self._plain.append((column.field, column.index))
        # A field of several columns that stands in one only is as plain as the others.
        for field, indexes in list(self._joined.items()):
            if len(indexes) == 1:
                self._plain.append((field, indexes[0]))
                del self._joined[field]
        order = {column.field: at for at, column in reversed(list(enumerate(columns)))}
        self._plain.sort(key=lambda pair: order[pair[0]])
        self._shapes: dict[tuple[int, ...], _Shape] = {}
        self._width = 0

    def cut(self, rows: Sequence[Row], start: int) -> tuple[list[SheetRow], list[Note]]:
        """The people and the notes from row index `start` on; empty rows are passed over."""
        people: list[SheetRow] = []
        notes: list[Note] = []
        self._width = max(map(len, rows), default=0)
        for at in range(start, len(rows)):
            row = rows[at]
            cells = self._cells_of(row)
            if _is_person(row, cells):
                people.append(SheetRow(at + 1, cells))
            elif text := _note_of(row):
                notes.append(Note(at + 1, text))
        return people, notes

    def _cells_of(self, row: Row) -> Cells:
        width = len(row)
        filled = [pair for pair in self._plain if pair[1] < width and not is_blank(row[pair[1]])]
        if self._joined:
            row, filled = self._join(row, filled)
        places = tuple([index for _, index in filled])
        shape = self._shapes.get(places)
        if shape is None:
            shape = self._shapes[places] = dict(filled)
        return Cells(shape, row)

    def _join(self, row: Row, filled: list[_Place]) -> tuple[Row, list[_Place]]:
        """The row with the joined texts behind all its cells, each at a place of its field."""
        longer = [*row, *[""] * (self._width - len(row))]
        for field, indexes in self._joined.items():
            texts = [as_text(row[i]) for i in indexes if i < len(row) and not is_blank(row[i])]
            if texts:
                filled.append((field, len(longer)))
            longer.append(" ".join(dict.fromkeys(texts)))
        return tuple(longer), filled


def _is_person(row: Row, cells: Cells) -> bool:
    """Whether the row is about a person, be it badly: it has a number, a name or two cells."""
    if not cells:
        return False
    name = as_text(cells.get(Field.NAME, ""))
    first = next((as_text(cell) for cell in row if not is_blank(cell)), "")
    if match_heading(name) or _NO_PERSON.match(first) or _NO_PERSON.match(name):
        return False
    return len(cells) > 1 or not KEYS.isdisjoint(cells)


def _note_of(row: Row) -> str:
    """The row's text; '' where it is empty or only carries its serial number."""
    texts = [as_text(cell) for cell in row if not is_blank(cell)]
    return "" if all(text.isdigit() for text in texts) else " ".join(texts)
