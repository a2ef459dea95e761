"""An address or phone that belongs to somebody else already: mails with links would go to him."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.desk import Actor
from tracker.models import Case, MailAddress, Person
from tracker.models.person import fold_address
from tracker.permissions import visible_cases

CONTACTS = MappingProxyType({"email": "邮箱", "mobile": "手机号码"})

# A person by key, the field, and the value that is to become his.
Stated = tuple[int, str, str]
Holder = tuple[int, str, bool]


def held_by_others(session: Session, actor: Actor, stated: Collection[Stated]) -> dict[Stated, str]:
    """For each stated contact that is in use for another person: the warning (S4.1-6).

    The other one is named only where the actor may see a case of his; whoever has no case that
    stands is nobody's. One query a kind of contact, however many are stated.
    """
    holders: dict[tuple[str, str], list[Holder]] = defaultdict(list)
    for field in CONTACTS:
        told = {value for _, known, value in stated if known == field}
        if told:
            for value, *holder in session.execute(_query(actor, field, told)):
                holders[field, value.lower()].append((holder[0], holder[1], holder[2]))
    found = {}
    for one in stated:
        person_id, field, value = one
        others = [h for h in holders[field, value.lower()] if h[0] != person_id]
        if others:
            found[one] = _words(field, others)
    return found


def _query(actor: Actor, field: str, values: Iterable[str]) -> sa.Select[Any]:
    of_his = Case.person_id == Person.id
    known = sa.exists().where(of_his, Case.withdrawn_at.is_(None))
    seen = sa.exists().where(of_his, visible_cases(actor))
    more = (Person.id, Person.name, seen)
    if field == "mobile":
        return sa.select(Person.mobile, *more).where(Person.mobile.in_(values), known)
    return (
        sa.select(MailAddress.folded, *more)
        .join(Person, Person.id == MailAddress.person_id)
        .where(
            MailAddress.folded.in_(map(fold_address, values)), MailAddress.active.is_(True), known
        )
    )


def _words(field: str, others: Iterable[Holder]) -> str:
    names = "、".join(dict.fromkeys(name for _, name, seen in others if seen))
    who = f"（{names}）" if names else ""
    return f"这个{CONTACTS[field]}已登记在另一人名下{who}，请先核实"
