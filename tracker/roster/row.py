"""The rows of a sheet as typed people, or as the list of all that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from machines.words import Kind, PartyStatus, kind_of
from tracker.masking import MASKED, mask_numbers
from tracker.roster.aliases import Field
from tracker.roster.cells import BadValue, Cell, as_text, plain
from tracker.roster.converters import CONVERTERS
from tracker.roster.crosschecks import (
    Caution,
    Values,
    against_id_number,
    cautions_of,
    contradictions_of,
)
from tracker.roster.id_number import Sex, birth_date_of, mask, sex_of
from tracker.roster.sheet import Sheet, SheetRow
from tracker.roster.values import MembershipStatus

__all__ = [
    "CONVERTERS",
    "BadRow",
    "Caution",
    "Fault",
    "RosterRow",
    "fault_at",
    "masked",
    "read_rows",
    "shown",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One person as the roster states him; None where it states nothing.

    `number` is the row's number in Excel. Sex and birth date are those of the ID number where there
    is one. Cautions do not stop the row.
    """

    number: int
    cautions: tuple[Caution, ...] = ()
    name: str
    student_no: str | None = None
    id_number: str | None = None
    sex: Sex | None = None
    ethnicity: str | None = None
    birth_date: date | None = None
    native_place: str | None = None
    degree: str | None = None
    degree_awarded: str | None = None
    level: str | None = None
    major_class: str | None = None
    member_kind: PartyStatus | None = None
    membership_status: MembershipStatus | None = None
    branch: str | None = None
    college: str | None = None
    applied_on: date | None = None
    activist_on: date | None = None
    joined_on: date | None = None
    regularised_on: date | None = None
    probation_ends_on: date | None = None
    job_post: str | None = None
    dues_paid_until: date | None = None
    mobile: str | None = None
    landline: str | None = None
    email: str | None = None
    email2: str | None = None
    wechat: str | None = None
    qq: str | None = None
    home_address: str | None = None
    dest_title: str | None = None
    dest_organisation: str | None = None
    dest_unit: str | None = None
    abroad: bool | None = None
    remark: str | None = None
    suspended: bool | None = None
    development_target_on: date | None = None
    recommended_on: date | None = None
    cultivators: str | None = None
    party_school_on: date | None = None
    party_school_certificate: str | None = None
    review: str | None = None
    lost: bool | None = None
    lost_on: date | None = None
    floating: bool | None = None
    whereabouts: str | None = None
    letter_no: str | None = None
    letter_days: int | None = None
    letter_on: date | None = None
    receipt: bool | None = None
    receipt_on: date | None = None
    party_post: str | None = None
    graduates_on: date | None = None
    student_status: str | None = None
    moved_in_on: date | None = None
    introducers: str | None = None

    @property
    def machine(self) -> Kind | None:
        """The machine of the case; None where the roster does not say what the person is."""
        if self.member_kind is None:
            return None
        return kind_of(self.member_kind, abroad=bool(self.abroad))

    def stated(self) -> dict[Field, Any]:
        """What the row says, without what it leaves open."""
        values = ((field, getattr(self, name)) for field, name in _ATTRIBUTES)
        return {field: value for field, value in values if value is not None}


@dataclass(frozen=True, slots=True)
class Fault:
    """One faulty cell: where, what it shows (numbers masked), why it is wrong, how to mend it."""

    field: Field
    column: str
    shown: str
    reason: str
    cure: str

    @property
    def label(self) -> str:
        """The field's Chinese name."""
        return self.field.label


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be imported, with all its faults; `name` is '' where none is written.

    The two numbers are None where they are missing or faulty themselves.
    """

    number: int
    name: str
    faults: tuple[Fault, ...]
    id_number: str | None = None
    student_no: str | None = None


# Each field with its attribute: an enum's `value` is slow to ask for a thousand times.
_ATTRIBUTES = tuple((field, field.value) for field in Field)
_SHOWN_LENGTH = 40
_UNIQUE = (Field.ID_NUMBER, Field.STUDENT_NO)
_RATHER_UNIQUE = (Field.MOBILE, Field.EMAIL)

# The first row that states a number or an address.
Seen = dict[tuple[Field, str], SheetRow]


def read_rows(sheet: Sheet, *, leaves_on: date | None = None) -> list[RosterRow | BadRow]:
    """Every person of the sheet in its order, typed or refused with all faults together.

    `leaves_on`, the day the cohort leaves, enables the caution about late admissions.
    """
    return list(each_row(sheet, leaves_on))


def each_row(sheet: Sheet, leaves_on: date | None) -> Iterator[RosterRow | BadRow]:
    """The same one by one, for whoever tells how far he is."""
    seen: Seen = {}
    for row in sheet.rows:
        yield _read_row(row, sheet, seen, leaves_on)


def _read_row(
    row: SheetRow, sheet: Sheet, seen: Seen, leaves_on: date | None
) -> RosterRow | BadRow:
    values: dict[Field, Any] = {}
    faults: list[Fault] = []
    for field, cell in row.cells.items():
        try:
            values[field] = CONVERTERS[field](cell)
        except BadValue as bad:
            faults.append(fault_at(row, sheet, field, bad.reason, bad.cure))
    faults += _absences(row, sheet)
    for clash in contradictions_of(values):
        faults.append(fault_at(row, sheet, clash.field, clash.reason, clash.cure))
    for field, first in _repeats(_UNIQUE, values, row, seen):
        reason = _same_as(first, field) + _disagreeing(first, row)
        faults.append(fault_at(row, sheet, field, reason, "一人只留一行"))
    shared = [
        Caution(field, _same_as(first, field))
        for field, first in _repeats(_RATHER_UNIQUE, values, row, seen)
    ]
    if faults:
        numbers = (values.get(field) for field in _UNIQUE)
        return BadRow(row.number, _name_shown(row, values), tuple(faults), *numbers)
    cautions = [*against_id_number(values)]
    _complete(values)
    cautions += [*cautions_of(values, leaves_on), *shared]
    stated = {field.value: value for field, value in values.items()}
    return RosterRow(number=row.number, cautions=tuple(cautions), **stated)


def _absences(row: SheetRow, sheet: Sheet) -> Iterator[Fault]:
    """A person needs a name, and a number by which a second import knows him again."""
    if Field.NAME not in row.cells:
        yield fault_at(row, sheet, Field.NAME, "没有填写", "请填姓名")
    if not any(field in row.cells for field in _UNIQUE):
        field = next(field for field in _UNIQUE if field in sheet.fields)
        yield fault_at(row, sheet, field, "身份证号和学号都没有填写，认不出是谁", "至少填一项")


def _repeats(
    fields: tuple[Field, ...], values: Values, row: SheetRow, seen: Seen
) -> Iterator[tuple[Field, SheetRow]]:
    """Fields whose value an earlier row already states, each with that row."""
    for field in fields:
        value = values.get(field)
        if value is None:
            continue
        first = seen.setdefault((field, value), row)
        if first is not row:
            yield field, first


def _same_as(first: SheetRow, field: Field) -> str:
    return f"与第 {first.number} 行的{field.label}相同"


def _disagreeing(first: SheetRow, row: SheetRow) -> str:
    """The fields in which two rows of one number differ, without the values."""
    both = [field for field in first.cells if field in row.cells]
    labels = [f.label for f in both if plain(first.cells[f]) != plain(row.cells[f])]
    return f"，两行写的{'、'.join(labels)}不同" if labels else ""


def _complete(values: dict[Field, Any]) -> None:
    """Adds what the ID number tells, also in place of cells that contradict it."""
    if number := values.get(Field.ID_NUMBER):
        values[Field.SEX] = sex_of(number)
        values[Field.BIRTH_DATE] = birth_date_of(number)


def fault_at(row: SheetRow, sheet: Sheet, field: Field, reason: str, cure: str) -> Fault:
    """The fault of a cell as the screen shows it, also of a cell or column that is not there."""
    was = shown(field, row.cells.get(field, ""))
    return Fault(field, sheet.letter_of(field), was, reason, cure)


def _name_shown(row: SheetRow, values: Values) -> str:
    return str(values.get(Field.NAME) or shown(Field.NAME, row.cells.get(Field.NAME, "")))


def masked(field: Field, cell: Cell) -> str:
    """The cell's text with ID and telephone numbers masked, also where they do not belong."""
    text = as_text(cell)
    if field in MASKED:
        return mask(text, *MASKED[field])
    digits = 15 if field is Field.STUDENT_NO else 11
    text = re.sub(rf"\d{{{digits},}}[Xx]?", lambda found: mask(found[0]), text)
    # A bare 学号 of eleven digits may look like a mobile number, and people are found by it.
    return text if field is Field.STUDENT_NO and text.isalnum() else mask_numbers(text)


def shown(field: Field, cell: Cell) -> str:
    """The cell for a screen: masked and not too long."""
    text = masked(field, cell)
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
