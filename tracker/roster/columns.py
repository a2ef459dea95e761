"""Which column of a sheet is which field, and who decided it: the user, the heading, the values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from machines.words import Word
from tracker.roster.aliases import Field, Match, Rank, joins, match_heading, normalise_heading
from tracker.roster.cells import Cell, as_text, is_blank
from tracker.roster.unreadable import Code, SheetFault
from tracker.roster.values import means

# Column index -> field, None: not to be read.
Chosen = Mapping[int, Field | None]
# Normalised heading -> field, None: not to be read.
KnownHeadings = Mapping[str, Field | None]

_CHOOSE = "请在下面逐列选定"


class By(Word):
    """How it was decided what a column is, the surest first."""

    CHOSEN = "chosen", "您选定"
    REMEMBERED = "remembered", "按以前的选定"
    HEADING = "heading", "按表头"
    VALUES = "values", "按列中内容"
    WEAK = "weak", "按相近的表头"


_BY_OF = {Rank.SURE: By.HEADING, Rank.BY_VALUES: By.VALUES, Rank.WEAK: By.WEAK}
_ORDER = tuple(By)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: its index from 0, its letter in Excel and its heading as written."""

    field: Field
    index: int
    letter: str
    heading: str
    by: By = By.HEADING


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A column that is not read, and why, for the screen."""

    letter: str
    heading: str
    why: str
    index: int = -1
    by: By = By.HEADING


@dataclass(slots=True)
class Assigned:
    """The columns in sheet order, those left out, and what is wrong with them altogether."""

    columns: list[Column] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    faults: list[SheetFault] = field(default_factory=list)

    def fault(self) -> SheetFault | None:
        """All faults in one, so that one look at the columns cures them."""
        if not self.faults:
            return None
        message = "；".join(fault.message_zh for fault in self.faults)
        cures = dict.fromkeys(fault.cure for fault in self.faults)
        return SheetFault(self.faults[0].code, message, "；".join(cures))

    def leave_out(self, column: Column, why: str) -> None:
        """A column that is not read after all."""
        self.unmapped.append(Unmapped(column.letter, column.heading, why, column.index, column.by))

    def complain(self, code: Code, message: str, cure: str) -> None:
        """One more fault."""
        self.faults.append(SheetFault(code, message, cure))


def letter_of(index: int) -> str:
    """The letter Excel shows for a column index: 0 is A, 26 is AA."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = chr(65 + rest) + letters
        index -= 1
    return letters


def assign_columns(
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    start: int,
    chosen: Chosen | None = None,
    known: KnownHeadings | None = None,
) -> Assigned:
    """What each column is: as chosen, else as remembered, else as its heading or values say.

    `start` is the index in the sheet of the first of `rows`. A contradiction is no exception but
    a fault (ambiguous_columns, mixed_values, missing_columns) that the user can cure by choosing.
    """
    desk = _Desk(rows, start, chosen or {}, known or {})
    for index, heading in enumerate(headings):
        if heading or index in desk.chosen:
            desk.take(index, heading)
    for claims in desk.claims.values():
        _settle(claims, desk.found)
    desk.found.columns.sort(key=lambda column: column.index)
    desk.found.unmapped.sort(key=lambda column: column.index)
    _require(desk.found)
    return desk.found


@dataclass(slots=True)
class _Desk:
    """The sheet's columns while they are being told apart."""

    rows: Sequence[Sequence[Cell]]
    start: int
    chosen: Chosen
    known: KnownHeadings
    found: Assigned = field(default_factory=Assigned)
    claims: dict[Field, list[Column]] = field(default_factory=dict)

    def take(self, index: int, heading: str) -> None:
        """One column: a claim on a field, or left out with the reason."""
        match = match_heading(heading)
        key = normalise_heading(heading)
        if index in self.chosen:
            self._claim(index, heading, self.chosen[index], By.CHOSEN, "您选定不读")
        elif key in self.known and not self._belied(match, self.known[key], index):
            self._claim(index, heading, self.known[key], By.REMEMBERED, "按以前的选定不读")
        elif match is None:
            self._claim(index, heading, None, By.HEADING, "不认识的表头")
        elif match.rank is Rank.BY_VALUES:
            told = self._decide(heading, match.fields, index)
            why = "值认不出是哪一项" if self._filled(index) else "这一列是空的"
            self._claim(index, heading, told, By.VALUES, why)
        else:
            self._claim(index, heading, match.fields[0], _BY_OF[match.rank], "")

    def _filled(self, index: int) -> bool:
        return any(index < len(row) and not is_blank(row[index]) for row in self.rows)

    def _claim(self, index: int, heading: str, wanted: Field | None, by: By, why: str) -> None:
        if wanted is None:
            left_out = Unmapped(letter_of(index), heading, why, index, by)
            self.found.unmapped.append(left_out)
        else:
            column = Column(wanted, index, letter_of(index), heading, by)
            self.claims.setdefault(wanted, []).append(column)

    def _belied(self, match: Match | None, remembered: Field | None, index: int) -> bool:
        """Whether the values under a heading of two meanings speak against what is remembered.

        党籍状态 was 正式/预备 in last year's export and may be 正常/停止党籍 in this one.
        """
        if match is None or match.rank is not Rank.BY_VALUES or remembered not in match.fields:
            return False
        told = self._evidence(match.fields, index)
        return bool(told) and remembered not in told

    def _decide(self, heading: str, fields: tuple[Field, ...], index: int) -> Field | None:
        """The one field whose words stand under the heading; None where no field knows any."""
        told = self._evidence(fields, index)
        if len(told) > 1:
            (row_a, value_a), (row_b, value_b) = list(told.values())[:2]
            message = (
                f"“{heading}”列里既有“{value_a}”（第 {row_a} 行），又有“{value_b}”（第 {row_b} 行），"
                "分不清这一列说的是什么"
            )
            cure = f"{_CHOOSE}这一列是什么，或拆成两列后再上传"
            self.found.complain("mixed_values", message, cure)
            return None
        return next(iter(told), None)

    def _evidence(self, fields: tuple[Field, ...], index: int) -> dict[Field, tuple[int, str]]:
        """For each field the first row whose word is its own, else the first shared word."""
        own: dict[Field, tuple[int, str]] = {}
        shared: dict[Field, tuple[int, str]] = {}
        met: set[Cell] = set()
        for number, row in enumerate(self.rows, self.start + 1):
            cell = row[index] if index < len(row) else ""
            if cell in met or is_blank(cell):
                continue
            met.add(cell)
            knowing = [one for one in fields if means(one, cell)]
            if knowing:
                place = own if len(knowing) == 1 else shared
                place.setdefault(knowing[0], (number, as_text(cell)))
        return own or shared


def _settle(claims: Sequence[Column], found: Assigned) -> None:
    """The columns of the surest decision and the others; two equally sure ones are ambiguous."""
    what = claims[0].field
    best = min((claim.by for claim in claims), key=_ORDER.index)
    if joins(what) and best is not By.WEAK:
        winners = [claim for claim in claims if claim.by is not By.WEAK]
    else:
        winners = [claim for claim in claims if claim.by is best]
    losers = [claim for claim in claims if claim not in winners]
    if len(winners) > 1 and not joins(what):
        names = "、".join(f"{column.letter} 列“{column.heading}”" for column in winners)
        message = f"{names}都是“{what.label}”，不知道用哪一列"
        found.complain("ambiguous_columns", message, f"{_CHOOSE}，多余的列选“不读”")
        for column in claims:
            found.leave_out(column, f"与别的列都是“{what.label}”")
        return
    found.columns += winners
    for column in losers:
        why = f"“{what.label}”已用 {winners[0].letter} 列“{winners[0].heading}”"
        found.leave_out(column, why)


def _require(found: Assigned) -> None:
    """Names the columns a roster cannot do without, besides those already in doubt."""
    fields = {column.field for column in found.columns}
    missing = [] if Field.NAME in fields else [f"“{Field.NAME.label}”"]
    if not fields & {Field.STUDENT_NO, Field.ID_NUMBER}:
        missing.append(f"“{Field.ID_NUMBER.label}”或“{Field.STUDENT_NO.label}”")
    doubted = "".join(fault.message_zh for fault in found.faults)
    missing = [name for name in missing if name not in doubted]
    if missing:
        cure = f"{_CHOOSE}是哪一列；表里没有的，请补上后再上传"
        found.complain("missing_columns", f"缺少必需的列：{'、'.join(missing)}", cure)


def remembered_from(columns: Iterable[Column | Unmapped]) -> dict[str, Field | None]:
    """What a later sheet may be told of these columns: what the user has chosen, by heading."""
    return {
        normalise_heading(column.heading): column.field if isinstance(column, Column) else None
        for column in columns
        if column.by is By.CHOSEN and column.heading
    }
