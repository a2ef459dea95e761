"""A row beside the person it is about: who that is, and what the row says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from tracker.models import Person
from tracker.roster.aliases import Field
from tracker.roster.choices import KEEP, TAKE, Choices
from tracker.roster.gathering import Gathered, Offer, chosen
from tracker.roster.known import Known
from tracker.roster.places import Place
from tracker.roster.row import Caution, RosterRow
from tracker.roster.verdicts import Change

# What a roster says of a person himself; each is a column of the same name.
PERSON_FIELDS = (
    Field.NAME,
    Field.STUDENT_NO,
    Field.ID_NUMBER,
    Field.SEX,
    Field.ETHNICITY,
    Field.BIRTH_DATE,
    Field.NATIVE_PLACE,
    Field.DEGREE,
    Field.DEGREE_AWARDED,
    Field.LEVEL,
    Field.MAJOR_CLASS,
    Field.JOB_POST,
    Field.JOINED_ON,
    Field.REGULARISED_ON,
    Field.ACTIVIST_ON,
    Field.DUES_PAID_UNTIL,
    Field.MOBILE,
    Field.LANDLINE,
    Field.WECHAT,
    Field.QQ,
    Field.HOME_ADDRESS,
)
# What a roster says of the case to be opened, where its sheets may contradict each other. A case
# that is there is never changed by an import.
CASE_FIELDS = (
    Field.MEMBER_KIND,
    Field.SUSPENDED,
    Field.ABROAD,
    Field.PROBATION_ENDS_ON,
)
_ATTRIBUTES = tuple((field, field.value) for field in PERSON_FIELDS)
# Where the cell is empty these are taken from the ID number: they fill, and never overwrite.
TOLD_BY_ID_NUMBER = frozenset({Field.SEX, Field.BIRTH_DATE})

# The field at fault, why, and how to mend it.
Complaint = tuple[Field, str, str]


def longest(field: Field) -> int | None:
    """How many characters the person's column holds; None for a date."""
    kind = Person.__table__.c[field.value].type
    return kind.length if isinstance(kind, sa.String) else None


_LIMITS = tuple((f, f.value, limit) for f in PERSON_FIELDS if (limit := longest(f)) is not None)


def too_long(row: RosterRow) -> Iterator[Complaint]:
    """Values that the database could not hold."""
    for field, name, limit in _LIMITS:
        value = getattr(row, name)
        if value is not None and len(value) > limit:
            yield field, f"超过 {limit} 字", "请缩短"


def find_person(row: RosterRow, known: Known) -> tuple[Person | None, Complaint | None]:
    """Whom the row is about: by ID number, then by 学号. A fault where the two disagree."""
    by_id = known.by_id_number.get(row.id_number or "")
    by_no = known.by_student_no.get(row.student_no or "")
    if by_id and by_no and by_id is not by_no:
        cure = "请核对身份证号和学号"
        return None, (Field.ID_NUMBER, "身份证号和学号在系统里属于两个人", cure)
    if by_id is None and by_no is not None:
        if row.id_number and by_no.id_number:
            cure = "请核对学号和身份证号；确要更正身份证号的，请在个案中更正"
            return None, (Field.ID_NUMBER, "这个学号在系统里登记的是另一个身份证号", cure)
        if row.name != by_no.name:
            cure = "请核对姓名和学号；确系同一人的，请填上身份证号"
            return None, (Field.NAME, "这个学号在系统里登记的是另一个姓名", cure)
    return by_id or by_no, None


def changes_of(
    person: Gathered, known: Person | None, choices: Choices, *, hidden: bool, opening: bool
) -> Iterator[Change]:
    """What would be written, and what waits for a choice: nothing is overwritten unasked.

    A value the rows do not state is no change: an import never erases. `opening`: a case is to be
    opened, so that contradictions about it are shown too.
    """
    stated = person.stated
    for field, name in _ATTRIBUTES:
        old = getattr(known, name) if known is not None else None
        offers = person.offers.get(field, ())
        new = getattr(person.row, name)
        if len(offers) > 1:
            yield _asked(person, field, old, choices, hidden=hidden)
        elif known is None or new is None or same_value(field, old, new):
            continue
        elif old is None:
            yield Change(field, None, new, places=_places(person, field))
        elif field not in TOLD_BY_ID_NUMBER or field in stated:
            yield _asked(person, field, old, choices, hidden=hidden)
    for field in CASE_FIELDS if opening else ():
        if field in person.offers:
            yield _asked(person, field, None, choices)


def same_value(field: Field, old: str | date | None, new: str | date) -> bool:
    """Also where a column of 出生年月 gives the first day of the month of the day on record."""
    if field is Field.BIRTH_DATE and isinstance(old, date) and isinstance(new, date):
        return new in (old, old.replace(day=1))
    return new == old


def contradictions(person: Gathered, choices: Choices, *, opening: bool) -> Iterator[Change]:
    """The fields in which the sheets contradict each other; `opening`: also about the case."""
    for field in (*PERSON_FIELDS, *(CASE_FIELDS if opening else ())):
        if field in person.offers:
            yield _asked(person, field, None, choices)


def _asked(
    person: Gathered,
    field: Field,
    old: str | date | None,
    choices: Choices,
    *,
    hidden: bool = False,
) -> Change:
    """A question: which value counts, and what was answered."""
    offers = person.offers.get(field) or (
        Offer(getattr(person.row, field.value), _places(person, field)),
    )
    pick = choices.pick(person.key, field)
    value = chosen(offers, pick)
    if value is None and pick == TAKE and len(offers) == 1:
        value = offers[0].value
    take = value is not None and value != old
    decided = value is not None or (pick == KEEP and old is not None)
    new = value if value is not None else (offers[0].value if len(offers) == 1 else None)
    shown = tuple((offer.value, offer.places) for offer in offers)
    return Change(
        field,
        old,
        new,
        take=take,
        hidden=hidden and old is not None,
        offers=shown,
        decided=decided,
        places=next((o.places for o in offers if o.value == new), ()),
    )


def _places(person: Gathered, field: Field) -> tuple[Place, ...]:
    states = [part.place for part in person.parts if part.states(field)]
    return tuple(states or [person.parts[0].place])


def addresses_of(stated: Sequence[str], person: Person | None) -> tuple[str, ...]:
    """The stated mail addresses that the person does not have yet, in use or out of use."""
    had = {a.address.lower() for a in person.addresses} if person else set()
    return tuple(address for address in stated if address.lower() not in had)


def mail_cautions(stated: Sequence[str], person: Person | None) -> Iterator[Caution]:
    """Addresses that were put out of use, and people whom no mail can reach (S4.1-6)."""
    had = [row for address in stated if person and (row := person.find_address(address))]
    if any(not row.active for row in had):
        yield Caution(Field.EMAIL, "这个邮箱在系统里已停用，导入不会恢复")
    if any(row.active and not row.usable for row in had):
        yield Caution(
            Field.EMAIL, "发往这个邮箱的邮件曾被退回，导入不会恢复；确认可用的，在个案页面点“再试”"
        )
    if no_mail(stated, person):
        yield Caution(Field.EMAIL, "无邮箱：系统不能给此人发邮件，请补邮箱或用其他方式联系")


def no_mail(stated: Sequence[str], person: Person | None) -> bool:
    """Whether the person will have no usable address after the import."""
    return not addresses_of(stated, person) and not (person and person.mail_addresses)
