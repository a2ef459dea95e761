"""The files of an import read, sheet by sheet, with the columns and purposes the user chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.roster.aliases import Field
from tracker.roster.choices import NOT_READ, Choices
from tracker.roster.places import OneSheet, Part
from tracker.roster.purpose import Purpose
from tracker.roster.row import each_row
from tracker.roster.sheet import Sheet, read_sheets
from tracker.roster.unreadable import SheetFault, UnreadableSheet

Headings = Mapping[str, Field | None]
_TELL_EVERY = 200


# Where a long run tells how far it is: a Chinese phase, done, total (0: not known yet).
Tell = Callable[[str, int, int], None]


def quiet(_phase: str, _done: int, _total: int) -> None:
    """For whoever does not ask."""


@dataclass(frozen=True, slots=True)
class File:
    """One file as it came; `number` counts from 1."""

    number: int
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SheetRead:
    """A sheet that was found; `number` counts all of them, so that no choice renumbers another's."""

    key: str
    file: File
    sheet: Sheet
    purpose: Purpose
    number: int
    used: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """All sheets of an import, and the rows of those that are read."""

    sheets: tuple[SheetRead, ...]
    parts: tuple[Part, ...]


class CannotRead(Exception):
    """A file that is no roster at all; `message_zh` names the file, why, and what to do."""

    def __init__(self, code: str, message_zh: str) -> None:
        super().__init__(message_zh)
        self.code = code
        self.message_zh = message_zh


def sheet_key(file: File, title: str) -> str:
    """What choices know a sheet by."""
    return f"{file.number}/{title}"


def read_files(
    files: Sequence[File],
    choices: Choices,
    known: Headings,
    leaves_on: date,
    tell: Tell = quiet,
) -> Reading:
    """Every sheet with a roster's header. Raises CannotRead.

    `known`: remembered headings; `leaves_on`: the cohort's day of leaving.
    """
    found: list[SheetRead] = []
    for at, file in enumerate(files):
        tell("读取文件", at, len(files))
        found += _sheets_of(file, choices, known, len(found))
    if not any(sheet.used or sheet.sheet.fault for sheet in found):
        raise CannotRead("nothing_to_read", "所有工作表都选了“不读”，没有可导入的内容")
    parts: list[Part] = []
    for one in found:
        if one.used:
            parts += _parts_of(one, leaves_on, tell)
    if not parts:
        _refuse_nothing(found)
    return Reading(tuple(found), tuple(parts))


def _refuse_nothing(found: Sequence[SheetRead]) -> None:
    """Nobody to import, and no choice of columns that could change that. Raises CannotRead."""
    faults = [(one, fault) for one in found if (fault := one.sheet.fault)]
    if not any(fault.curable for _, fault in faults):
        told = [f"{_where(one, fault)}{fault.message_zh}；{fault.cure}" for one, fault in faults]
        raise CannotRead("no_rows", "".join(told) or "没有人员；请填好再上传")


def _where(one: SheetRead, fault: SheetFault) -> str:
    """File and sheet, each named once: a text table bears its file's name."""
    names = dict.fromkeys((one.file.name, one.sheet.title))
    told = [f"“{name}”" for name in names if f"“{name}”" not in fault.message_zh]
    return f"{'的'.join(told)}：" if told else ""


def _sheets_of(file: File, choices: Choices, known: Headings, before: int) -> Iterator[SheetRead]:
    mine = f"{file.number}/"
    chosen = {
        key.removeprefix(mine): {
            index: Field(name) if name else None for index, name in columns.items()
        }
        for key, columns in choices.columns.items()
        if key.startswith(mine)
    }
    purposes = {
        key.removeprefix(mine): Purpose(purpose)
        for key, purpose in choices.purposes.items()
        if key.startswith(mine) and purpose != NOT_READ
    }
    try:
        sheets = read_sheets(file.data, file.name, chosen=chosen, known=known, purposes=purposes)
    except UnreadableSheet as bad:
        raise CannotRead(bad.code, f"“{file.name}”：{bad.message_zh}") from None
    for number, sheet in enumerate(sheets, before + 1):
        key = sheet_key(file, sheet.title)
        used = sheet.fault is None and choices.purposes.get(key) != NOT_READ
        yield SheetRead(key, file, sheet, sheet.purpose, number, used)


def _parts_of(one: SheetRead, leaves_on: date, tell: Tell) -> Iterator[Part]:
    of = OneSheet(one.number, one.sheet, one.purpose)
    rows, total = each_row(one.sheet, leaves_on), len(one.sheet.rows)
    for done, (cells, row) in enumerate(zip(one.sheet.rows, rows, strict=True)):
        if done % _TELL_EVERY == 0:
            tell(f"读取“{one.sheet.title}”", done, total)
        yield Part(of, cells, row)
