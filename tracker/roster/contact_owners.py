"""Whose a stated mobile number or mail address is already: mail must not go to somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from tracker.desk import Actor, Desk
from tracker.models import MailAddress, Person
from tracker.models.db import in_batches
from tracker.models.person import fold_address
from tracker.roster.aliases import Field
from tracker.roster.gathering import ADDRESSES, Gathered
from tracker.roster.known import Known, in_sight
from tracker.roster.places import Part
from tracker.roster.row import Caution

# Which contact, and what it is; an address in lower case.
_Key = tuple[Field, str]


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody of the database; `name` '' where the importer may not see him."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Owners:
    """Who has a contact: in the database, and in this import where several people state it."""

    known: Mapping[_Key, Sequence[Owner]] = field(default_factory=dict)
    stated: Mapping[_Key, Sequence[Gathered]] = field(default_factory=dict)


def contacts_of(one: Gathered) -> list[_Key]:
    """The mobile number and the addresses that the sheets state."""
    found = [(Field.EMAIL, address.lower()) for address in one.addresses]
    return [(Field.MOBILE, one.row.mobile), *found] if one.row.mobile else found


def look_up_owners(
    desk: Desk, people: Iterable[Gathered | Part], known: Known, actor: Actor
) -> Owners:
    """The owners of all that the people state, in a few queries for all of them together."""
    first: dict[_Key, Gathered] = {}
    stated: dict[_Key, list[Gathered]] = {}
    written: set[str] = set()
    for one in people:
        if isinstance(one, Gathered):
            written.update(one.addresses)
            for key in contacts_of(one):
                other = first.setdefault(key, one)
                if other is not one:
                    stated.setdefault(key, [other]).append(one)
    mobiles = sorted(value for of, value in first if of is Field.MOBILE)
    addresses = sorted({fold_address(address) for address in written})
    found = [*_with_mobile(desk, mobiles), *_with_address(desk, addresses)]
    met = {person.id for person in (*known.by_id_number.values(), *known.by_student_no.values())}
    strangers = sorted({person_id for _, person_id, _ in found} - met)
    seen = known.in_sight.union(in_sight(desk.session, actor, strangers))
    owners: dict[_Key, list[Owner]] = {}
    for key, person_id, name in found:
        owners.setdefault(key, []).append(Owner(person_id, name if person_id in seen else ""))
    return Owners(owners, stated)


def _with_mobile(desk: Desk, mobiles: Sequence[str]) -> Iterator[tuple[_Key, int, str]]:
    for batch in in_batches(mobiles):
        query = sa.select(Person.mobile, Person.id, Person.name).where(Person.mobile.in_(batch))
        for row in desk.session.execute(query):
            yield (Field.MOBILE, row.mobile or ""), row.id, row.name


def _with_address(desk: Desk, addresses: Sequence[str]) -> Iterator[tuple[_Key, int, str]]:
    for batch in in_batches(addresses):
        query = (
            sa.select(MailAddress.folded, Person.id, Person.name)
            .join(Person)
            .where(MailAddress.folded.in_(batch), MailAddress.active)
        )
        for row in desk.session.execute(query):
            yield (Field.EMAIL, row.folded), row.id, row.name


def contact_cautions(owners: Owners, one: Gathered, person: Person | None) -> Iterator[Caution]:
    """Contacts new for the person that are somebody else's.

    Two rows of one sheet are told of each other where the sheet is read.
    """
    had = {(Field.MOBILE, person.mobile)} if person else set()
    if person is not None:
        had |= {(Field.EMAIL, a.address.lower()) for a in person.addresses}
    own = person.id if person else None
    for key in contacts_of(one):
        if key in had:
            continue
        of = key[0]
        for owner in owners.known.get(key, ()):
            if owner.person_id != own:
                whose = f"“{owner.name}”" if owner.name else "另一个人"
                yield _caution(of, f"系统里{whose}")
        for other in owners.stated.get(key, ()):
            if other is not one and _sheets(one, key).isdisjoint(_sheets(other, key)):
                place = min(part.place for part in other.parts)
                yield _caution(of, f"{place.words(alone=False)}“{other.row.name}”")


def _sheets(one: Gathered, key: _Key) -> set[int]:
    """The sheets that state the contact for the person."""
    of, value = key
    fields = ADDRESSES if of is Field.EMAIL else (of,)
    return {
        part.of.number
        for part in one.parts
        if any((getattr(part.row, f.value) or "").lower() == value for f in fields)
    }


def _caution(of: Field, whose: str) -> Caution:
    return Caution(of, f"与{whose}的{of.label}相同，通知可能发给别人，请核对")
