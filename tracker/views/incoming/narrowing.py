"""What a list of mails is narrowed to, read from the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import sqlalchemy as sa

from tracker.forms.fields import clean
from tracker.inbox.words import IncomingKind
from tracker.lists.terms import END, prefixes_of
from tracker.models import IncomingMail, SearchTerm


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list is narrowed to: a kind of mail, one case, a person or an address looked for."""

    kind: IncomingKind | None = None
    case_id: int | None = None
    q: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """As the address of the page says; what makes no sense narrows nothing."""
        kind, case = args.get("kind", ""), args.get("case", "")
        plain = case.isascii() and case.isdecimal() and len(case) < 10
        return cls(
            IncomingKind(kind) if kind in list(IncomingKind) else None,
            int(case) if plain else None,
            clean(args.get("q", ""))[:60],
        )

    @property
    def address(self) -> dict[str, str]:
        """The same for the address of the next page."""
        told = {"kind": self.kind, "case": self.case_id, "q": self.q}
        return {name: str(value) for name, value in told.items() if value}

    @property
    def where(self) -> list[sa.ColumnElement[bool]]:
        """The same as conditions on `IncomingMail`."""
        found: list[sa.ColumnElement[bool]] = []
        if self.kind is not None:
            found.append(IncomingMail.kind == self.kind)
        if self.case_id is not None:
            found.append(IncomingMail.case_id == self.case_id)
        if self.q:
            found.append(IncomingMail.id.in_(_found_by(self.q)))
        return found


def _found_by(text: str) -> sa.CompoundSelect[tuple[int]]:
    """The mails of cases that a search finds, and those from addresses that begin with the text."""
    terms = (SearchTerm.term.between(prefix, prefix + END) for prefix in prefixes_of(text))
    cases = sa.select(SearchTerm.case_id).where(sa.or_(sa.false(), *terms))
    key, sender = sa.select(IncomingMail.id), IncomingMail.from_address
    return sa.union_all(
        key.where(IncomingMail.case_id.in_(cases)), key.where(sender.between(text, text + END))
    )


WHOLE = Narrowed()
