"""The filters of the deadline page, read from the address; whatever makes no sense is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Self

from machines.words import Word
from tracker.deadlines.agenda import Asked, Key, waits_of
from tracker.desk import Actor
from tracker.permissions import NOTHING, Reach, reach_of
from tracker.views.addresses import LARGEST_KEY
from tracker.views.cases.reminders import WAITS


class Span(Word):
    """How far the page looks. What is overdue stands first in each."""

    OVERDUE = "overdue", "已逾期"
    FORTNIGHT = "14", "14 天内"
    MONTH = "30", "30 天内"
    QUARTER = "90", "90 天内"

    def until(self, today: date) -> date:
        """The last day it shows."""
        days = -1 if self is Span.OVERDUE else int(self.value)
        return today + timedelta(days=days)


class Whose(Word):
    """Whether all waits of the cases one may see, or those one's role has to do with."""

    MINE = "mine", "与我有关"
    ALL = "all", "全部事项"


@dataclass(frozen=True, slots=True)
class DueFilters:
    """What the page is narrowed to. Empty strings narrow nothing."""

    span: Span = Span.FORTNIGHT
    whose: Whose = Whose.MINE
    wait: str = ""
    college: str = ""
    branch: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """The filters of an address."""
        span, whose, wait = args.get("span", ""), args.get("whose", ""), args.get("wait", "")
        return cls(
            span=Span(span) if span in list(Span) else Span.FORTNIGHT,
            whose=Whose(whose) if whose in list(Whose) else Whose.MINE,
            wait=wait if wait in WAITS else "",
            college=_number(args.get("college", "")),
            branch=_number(args.get("branch", "")),
        )

    def with_(self, **changes: str) -> dict[str, str]:
        """The address of these filters with some changed: only what narrows anything."""
        values = {f.name: str(getattr(self, f.name)) for f in fields(self)}
        plain = {"span": Span.FORTNIGHT.value, "whose": Whose.MINE.value}
        return {k: v for k, v in (values | changes).items() if v and plain.get(k) != v}

    def names(self, actor: Actor) -> tuple[str, ...]:
        """The waits it counts, in the order of the tables; every one where none is the role's own."""
        own = waits_of(actor.role) if self.whose is Whose.MINE else frozenset()
        return tuple(name for name in WAITS if not own or name in own or name == self.wait)

    def asked(self, actor: Actor, today: date) -> Asked:
        """The same as a question, within what the actor may see."""
        return Asked(self._reach(reach_of(actor)), self.names(actor), self.span.until(today))

    def _reach(self, reach: Reach) -> Reach:
        if self.branch:
            own = (int(self.branch),)
            seen = reach.branches is None or own[0] in reach.branches
            reach = replace(reach, branches=own if seen else ())
        if self.college:
            own_college = reach.college in (None, int(self.college))
            reach = replace(reach, college=int(self.college)) if own_college else NOTHING
        return reach


def read_key(text: str) -> Key | None:
    """The day and number where a page ended; of nonsense, the first page."""
    day, _, number = text.partition("~")
    try:
        key = Key(date.fromisoformat(day), int(number))
    except ValueError:
        return None
    return key if 0 <= key.number <= LARGEST_KEY else None


def write_key(key: Key) -> str:
    """A key as addresses carry it."""
    return f"{key.day}~{key.number}"


def _number(value: str) -> str:
    return value if value.isascii() and value.isdecimal() and len(value) < 10 else ""
