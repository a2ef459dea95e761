"""Which column of a sheet is which field, decided by its heading and, if need be, its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.roster.aliases import Field, Rank, joins, match_heading
from tracker.roster.cells import Cell, as_text, is_blank
from tracker.roster.unreadable import UnreadableSheet
from tracker.roster.values import means

_RANKS = tuple(Rank)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: its index from 0, its letter in Excel and its heading as written."""

    field: Field
    index: int
    letter: str
    heading: str


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A column that is not read, and why, for the screen."""

    letter: str
    heading: str
    why: str


@dataclass(frozen=True, slots=True)
class _Claim:
    column: Column
    rank: Rank


def letter_of(index: int) -> str:
    """The letter Excel shows for a column index: 0 is A, 26 is AA."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = chr(65 + rest) + letters
        index -= 1
    return letters


def assign_columns(
    headings: Sequence[str], rows: Sequence[Sequence[Cell]], start: int
) -> tuple[list[Column], list[Unmapped]]:
    """The columns in sheet order and those left out; `start` is the index of the first row.

    Raises UnreadableSheet (ambiguous_columns, mixed_values).
    """
    claims: dict[Field, list[_Claim]] = {}
    unmapped: list[Unmapped] = []
    for index, heading in enumerate(headings):
        if not heading:
            continue
        letter = letter_of(index)
        match = match_heading(heading)
        if match is None:
            unmapped.append(Unmapped(letter, heading, "不认识的表头"))
            continue
        field: Field | None = match.fields[0]
        if match.rank is Rank.BY_VALUES:
            field = _decide(heading, match.fields, index, rows, start)
        if field is None:
            unmapped.append(Unmapped(letter, heading, "值认不出是哪一项"))
        else:
            claim = _Claim(Column(field, index, letter, heading), match.rank)
            claims.setdefault(field, []).append(claim)
    columns: list[Column] = []
    for claimed in claims.values():
        chosen, losers = _choose(claimed)
        columns += chosen
        unmapped += losers
    return sorted(columns, key=lambda column: column.index), unmapped


def require_columns(columns: Sequence[Column]) -> None:
    """Names the columns a roster cannot do without; raises UnreadableSheet (missing_columns)."""
    found = {column.field for column in columns}
    missing = [] if Field.NAME in found else [f"“{Field.NAME.label}”"]
    if not found & {Field.STUDENT_NO, Field.ID_NUMBER}:
        missing.append(f"“{Field.ID_NUMBER.label}”或“{Field.STUDENT_NO.label}”")
    if missing:
        raise UnreadableSheet("missing_columns", f"缺少必需的列：{'、'.join(missing)}")


def _decide(
    heading: str,
    fields: tuple[Field, ...],
    index: int,
    rows: Sequence[Sequence[Cell]],
    start: int,
) -> Field | None:
    """The one field whose words stand under the heading; None where no field knows any."""
    first: dict[Field, tuple[int, str]] = {}
    for number, row in enumerate(rows, start + 1):
        cell = row[index] if index < len(row) else ""
        if is_blank(cell):
            continue
        for field in fields:
            if field not in first and means(field, cell):
                first[field] = (number, as_text(cell))
    if len(first) > 1:
        (row_a, value_a), (row_b, value_b) = list(first.values())[:2]
        message = (
            f"“{heading}”列里既有“{value_a}”（第 {row_a} 行），又有“{value_b}”（第 {row_b} 行），"
            "分不清这一列说的是什么；请拆成两列或统一填法"
        )
        raise UnreadableSheet("mixed_values", message)
    return next(iter(first), None)


def _choose(claims: Sequence[_Claim]) -> tuple[list[Column], list[Unmapped]]:
    """The columns of the surest rank and the others; two equally sure ones are ambiguous."""
    best = min((claim.rank for claim in claims), key=_RANKS.index)
    chosen = [claim.column for claim in claims if claim.rank is best]
    if len(chosen) > 1 and not joins(chosen[0].field):
        names = "、".join(f"{column.letter} 列“{column.heading}”" for column in chosen)
        message = f"{names}都是“{chosen[0].field.label}”，不知道用哪一列；请删去多余的列"
        raise UnreadableSheet("ambiguous_columns", message)
    why = f"“{chosen[0].field.label}”已用 {chosen[0].letter} 列“{chosen[0].heading}”"
    losers = [
        Unmapped(claim.column.letter, claim.column.heading, why)
        for claim in claims
        if claim.rank is not best
    ]
    return chosen, losers
