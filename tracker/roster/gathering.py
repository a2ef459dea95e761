"""The rows of all sheets put together by person: by ID number, or by 学号 (S4.1-1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from tracker.roster.aliases import Field
from tracker.roster.choices import Choices
from tracker.roster.crosschecks import Caution, against_id_number, contradictions_of
from tracker.roster.places import Part, Place
from tracker.roster.purpose import Purpose
from tracker.roster.row import BadRow, Fault, RosterRow

NUMBERS = (Field.ID_NUMBER, Field.STUDENT_NO)
ADDRESSES = (Field.EMAIL, Field.EMAIL2)
# The sheet that says who is a member also says where he belongs; the others may spell it as they
# like. What no import writes is not worth a question either.
LED = frozenset(
    {
        Field.BRANCH,
        Field.COLLEGE,
        Field.LEVEL,
        Field.DEST_TITLE,
        Field.DEST_ORGANISATION,
        Field.DEST_UNIT,
        Field.REMARK,
    }
)
_STRENGTH = {Purpose.MEMBERS: 0, Purpose.ACTIVISTS: 1, Purpose.SUPPLEMENT: 2}
_CURE = "请核对几张表，改正后重新上传"


@dataclass(frozen=True, slots=True)
class Offer:
    """One of several values for one field, and the places that state it."""

    value: Any
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One person as all sheets together state him.

    `row` holds what they agree in or what was chosen; `offers` the fields in which they differ,
    also where a choice was made. `faults` refuse him.
    """

    parts: tuple[Part, ...]
    row: RosterRow
    addresses: tuple[str, ...]
    offers: Mapping[Field, tuple[Offer, ...]] = field(default_factory=lambda: MappingProxyType({}))
    faults: tuple[Fault, ...] = ()

    @property
    def key(self) -> str:
        """What choices know the person by: his first place."""
        return min(part.place for part in self.parts).key

    @property
    def purpose(self) -> Purpose:
        """The strongest purpose of his sheets."""
        return self.parts[0].of.purpose

    @property
    def stated(self) -> frozenset[Field]:
        """The fields that some cell states, apart from what an ID number tells."""
        return frozenset().union(*(part.cells.cells for part in self.parts))

    def rostered(self, of: Field) -> bool:
        """Whether a sheet states the field that opens cases, and not a mere supplement."""
        rosters = (part for part in self.parts if part.of.purpose is not Purpose.SUPPLEMENT)
        return any(part.states(of) for part in rosters)

    def fault(self, of: Field, reason: str, cure: str) -> Fault:
        """A fault shown at the first row that states the field, else at the leading row."""
        part = next((part for part in self.parts if part.states(of)), self.parts[0])
        return part.fault(of, reason, cure)

    def said(self, of: Field) -> str:
        """Where which value stands; numbers are not shown, only where they differ."""
        if of is Field.NAME:
            return "，".join(
                f"{offer.places[0].words(alone=False)}“{offer.value}”" for offer in self.offers[of]
            )
        rows = "和".join(offer.places[0].words(alone=False) for offer in self.offers[of])
        return f"{rows}的{of.label}不同"


def gather(parts: Sequence[Part], choices: Choices) -> list[Gathered | Part]:
    """Every person once, in the order of first places; a row that cannot be read stays alone."""
    groups: list[list[Part]] = []
    stray: list[Part] = []
    merged_into: list[int] = []
    by_number: dict[tuple[Field, str], int] = {}

    def root(at: int) -> int:
        while merged_into[at] != at:
            at = merged_into[at]
        return at

    for part in parts:
        if isinstance(part.row, BadRow):
            stray.append(part)
            continue
        keys = keys_of(part.row)
        found = sorted({root(by_number[key]) for key in keys if key in by_number})
        if not found:
            found = [len(groups)]
            groups.append([])
            merged_into.append(found[0])
        home = found[0]
        groups[home].append(part)
        for other in found[1:]:
            groups[home] += groups[other]
            groups[other] = []
            merged_into[other] = home
        by_number.update(dict.fromkeys(keys, home))
    people: list[Gathered | Part] = [_put_together(group, choices) for group in groups if group]
    return sorted([*people, *stray], key=_first_place)


def _first_place(one: Gathered | Part) -> Place:
    return one.place if isinstance(one, Part) else min(part.place for part in one.parts)


def keys_of(row: RosterRow | BadRow) -> list[tuple[Field, str]]:
    """The numbers by which a row's person is known."""
    values = ((number, getattr(row, number.value)) for number in NUMBERS)
    return [(number, value) for number, value in values if value]


def _put_together(group: list[Part], choices: Choices) -> Gathered:
    parts = tuple(sorted(group, key=lambda p: (_STRENGTH[p.of.purpose], p.place)))
    leading = _row(parts[0])
    if len(parts) == 1:
        return Gathered(parts=parts, row=leading, addresses=_addresses(parts))
    key = min(part.place for part in parts).key
    values: dict[str, Any] = {}
    offers: dict[Field, tuple[Offer, ...]] = {}
    for of in Field:
        found = _offers(parts, of)
        if len(found) > 1 and of not in LED and of not in ADDRESSES:
            offers[of] = found
            values[of.value] = chosen(found, choices.pick(key, of))
        elif found:
            values[of.value] = found[0].value
    values["name"] = values.get("name") or leading.name
    cautions = dict.fromkeys(caution for part in parts for caution in _row(part).cautions)
    cautions |= dict.fromkeys(_by_the_number(parts, values, offers))
    row = replace(leading, cautions=tuple(cautions), **values)
    whole = Gathered(parts=parts, row=row, addresses=_addresses(parts), offers=offers)
    return replace(whole, faults=tuple(_faults(whole)))


def _by_the_number(
    parts: Iterable[Part], values: dict[str, Any], offers: dict[Field, tuple[Offer, ...]]
) -> Iterator[Caution]:
    """Whatever the sheets say of sex and birth date, the ID number of one of them outweighs it."""
    bearer = next((part.row for part in parts if part.row.id_number), None)
    if bearer is None:
        return
    for of in (Field.SEX, Field.BIRTH_DATE):
        # A row with an ID number says of the two what the number says.
        told = getattr(bearer, of.value)
        said = [offer.value for offer in offers.pop(of, ())] or [values.get(of.value)]
        for value in said:
            if value not in (None, told):
                yield from against_id_number({Field.ID_NUMBER: bearer.id_number, of: value})
        values[of.value] = told


def _row(part: Part) -> RosterRow:
    if isinstance(part.row, BadRow):
        raise TypeError(f"row {part.place.key} cannot be read")
    return part.row


def _offers(parts: Iterable[Part], of: Field) -> tuple[Offer, ...]:
    """The different values of a field in the order of the parts; a cell outweighs an ID number."""
    stated: dict[Any, list[Place]] = {}
    told: dict[Any, list[Place]] = {}
    for part in parts:
        value = getattr(part.row, of.value)
        if value is not None:
            where = stated if part.states(of) else told
            where.setdefault(value, []).append(part.place)
    if of is Field.BIRTH_DATE and stated and told:
        stated = _by_the_day(stated, set(told))
    return tuple(Offer(value, tuple(places)) for value, places in (stated or told).items())


def _by_the_day(stated: dict[date, list[Place]], told: set[date]) -> dict[date, list[Place]]:
    """A column of 出生年月 gives a month's first day; the ID number of another sheet the day."""
    found: dict[date, list[Place]] = {}
    for value, places in stated.items():
        same = (t for t in told if value.day == 1 and t.replace(day=1) == value)
        found.setdefault(next(same, value), []).extend(places)
    return found


def chosen(offers: Sequence[Offer], pick: str) -> Any:
    """The value that was picked by its place or its sheet; None where nothing (or KEEP) was."""
    sheet = pick.removeprefix("sheet:") if pick.startswith("sheet:") else None
    for offer in offers:
        for place in offer.places:
            if pick == place.key or sheet == str(place.sheet):
                return offer.value
    return None


def _addresses(parts: Sequence[Part]) -> tuple[str, ...]:
    """Every mail address of the person once, whatever its case (S4.1-6)."""
    found: dict[str, str] = {}
    for part in parts:
        for of in ADDRESSES:
            if address := getattr(part.row, of.value):
                found.setdefault(address.lower(), address)
    return tuple(found.values())


def _faults(whole: Gathered) -> Iterator[Fault]:
    """What no choice can mend."""
    for number in NUMBERS:
        if number in whole.offers:
            other = next(n for n in NUMBERS if n is not number)
            reason = f"{whole.said(number)}，{other.label}却相同，不知道是不是同一个人"
            yield whole.fault(number, reason, _CURE)
    if Field.NAME in whole.offers and not _one_id_number(whole):
        reason = f"几张表里姓名不同：{whole.said(Field.NAME)}，只有学号相同"
        yield whole.fault(Field.NAME, reason, "请核对学号和姓名")
    places: dict[int, Place] = {}
    for part in whole.parts:
        first = places.setdefault(part.of.number, part.place)
        if first != part.place:
            reason = f"与{first.words(alone=False)}是同一个人"
            yield part.fault(Field.NAME, reason, "一人在一张表里只留一行")
    for clash in contradictions_of(whole.row.stated()):
        yield whole.fault(clash.field, clash.reason, clash.cure)


def _one_id_number(whole: Gathered) -> bool:
    """Whether every part that names the person otherwise carries the same ID number."""
    return all(getattr(part.row, "id_number", None) for part in whole.parts) and (
        Field.ID_NUMBER not in whole.offers
    )
