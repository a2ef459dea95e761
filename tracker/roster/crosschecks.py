"""What the cells of one row say about each other: contradictions refuse it, cautions only tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from machines.dates import PROBATION_MONTHS, add_months
from machines.words import PartyStatus
from tracker.roster.aliases import Field
from tracker.roster.contacts import doubt_email
from tracker.roster.id_number import birth_date_of, doubt_id_number, sex_of
from tracker.roster.values import doubt_name

Values = Mapping[Field, Any]

AGE_OF_ADMISSION = 18
# 《发展党员工作细则》 19: whoever leaves within three months is generally not admitted.
ADMISSION_BEFORE_LEAVING_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to look at that does not stop the row; `message` is a Chinese sentence.

    `field` None: it is about the person as a whole.
    """

    field: Field | None
    message: str

    @property
    def label(self) -> str:
        """The field's Chinese name, '' for the person as a whole."""
        return self.field.label if self.field else ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two cells that cannot both be right; the fault is shown at `field`."""

    field: Field
    reason: str
    cure: str


def contradictions_of(values: Values) -> Iterator[Contradiction]:
    """Regularised, or at the end of probation, before the admission it follows."""
    joined = values.get(Field.JOINED_ON)
    for field in (Field.REGULARISED_ON, Field.PROBATION_ENDS_ON):
        later = values.get(field)
        if joined and later and later < joined:
            reason = f"{field.label}早于{Field.JOINED_ON.label} {joined}"
            yield Contradiction(field, reason, "请核对这两个日期")


def cautions_of(values: Values, leaves_on: date | None) -> Iterator[Caution]:
    """All that is worth a look in values completed by the ID number, apart from what the number
    itself contradicts; `leaves_on` is the day the cohort leaves, if it is known.
    """
    if name := values.get(Field.NAME):
        yield from _caution(Field.NAME, doubt_name(name))
    if number := values.get(Field.ID_NUMBER):
        yield from _caution(Field.ID_NUMBER, doubt_id_number(number))
    for field in (Field.EMAIL, Field.EMAIL2):
        if address := values.get(field):
            yield from _caution(field, doubt_email(address))
    yield from _about_activist(values)
    if joined := values.get(Field.JOINED_ON):
        yield from _about_admission(values, joined, leaves_on)
    regularised = values.get(Field.REGULARISED_ON)
    if regularised and values.get(Field.MEMBER_KIND) is PartyStatus.PROBATIONARY:
        message = f"人员类别是预备党员，却有转正日期 {regularised}"
        yield Caution(Field.REGULARISED_ON, message)


def against_id_number(values: Values) -> Iterator[Caution]:
    """Cells that the ID number contradicts: what is written is what the number says."""
    number = values.get(Field.ID_NUMBER)
    if number is None:
        return
    sex, born = values.get(Field.SEX), values.get(Field.BIRTH_DATE)
    if sex and sex != sex_of(number):
        message = f"性别填{sex}，身份证号是{sex_of(number)}；导入按身份证号写"
        yield Caution(Field.SEX, message)
    # A birth date is personal data: the caution says that the two differ, not what they are.
    if born and not _same_birth_date(born, birth_date_of(number)):
        yield Caution(Field.BIRTH_DATE, "出生日期与身份证号不一致；导入按身份证号写")


def _same_birth_date(stated: date, told: date) -> bool:
    """A column of 出生年月 gives a month's first day, the number the day."""
    return stated == told or (stated.day == 1 and _month(stated) == _month(told))


def _caution(field: Field, message: str | None) -> Iterator[Caution]:
    if message is not None:
        yield Caution(field, message)


def _about_activist(values: Values) -> Iterator[Caution]:
    """Application, activist, 发展对象: each step follows the one before (S2.3)."""
    steps = (Field.APPLIED_ON, Field.ACTIVIST_ON, Field.DEVELOPMENT_TARGET_ON)
    stated = [(field, values[field]) for field in steps if values.get(field)]
    for (first, before), (then, after) in pairwise(stated):
        if after < before:
            yield Caution(then, f"{then.label} {after} 早于{first.label} {before}，请核对")


def _about_admission(values: Values, joined: date, leaves_on: date | None) -> Iterator[Caution]:
    born = values.get(Field.BIRTH_DATE)
    if born and joined < add_months(born, AGE_OF_ADMISSION * 12):
        yield Caution(Field.JOINED_ON, f"入党日期 {joined} 时未满 {AGE_OF_ADMISSION} 周岁")
    if leaves_on and add_months(joined, ADMISSION_BEFORE_LEAVING_MONTHS) > leaves_on:
        message = (
            f"入党日期 {joined} 距离校 {leaves_on} 不足三个月（《发展党员工作细则》第十九条），"
            "接收单位可能不认，请核查材料"
        )
        yield Caution(Field.JOINED_ON, message)
    regularised = values.get(Field.REGULARISED_ON)
    # X-C7: probation is one year; compared by month, since sheets often state the month only.
    if regularised and _month(regularised) < _month(add_months(joined, PROBATION_MONTHS)):
        yield Caution(Field.REGULARISED_ON, "入党到转正不满一年")


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
