"""Where in the files a value stands, and the row of a sheet as one part of a person."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.roster.aliases import Field
from tracker.roster.purpose import Purpose
from tracker.roster.row import BadRow, Fault, RosterRow, fault_at
from tracker.roster.sheet import Sheet, SheetRow


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A row of a sheet: both numbers count from 1, the row as Excel does."""

    sheet: int
    row: int

    @property
    def key(self) -> str:
        """As forms and choices carry it."""
        return f"{self.sheet}:{self.row}"

    def words(self, *, alone: bool) -> str:
        """As screens say it; `alone` where there is one sheet only."""
        return f"第 {self.row} 行" if alone else f"表{self.sheet} 第 {self.row} 行"


@dataclass(frozen=True, slots=True)
class OneSheet:
    """A sheet of the import: its number among all sheets, and what it is for."""

    number: int
    sheet: Sheet
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Part:
    """One row: its sheet, its cells, and what they say."""

    of: OneSheet
    cells: SheetRow
    row: RosterRow | BadRow

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return Place(self.of.number, self.cells.number)

    def states(self, field: Field) -> bool:
        """Whether the row's own cell says something of the field."""
        return field in self.cells.cells

    def fault(self, field: Field, reason: str, cure: str) -> Fault:
        """A fault shown at the row's cell, or at the missing one."""
        return fault_at(self.cells, self.of.sheet, field, reason, cure)
