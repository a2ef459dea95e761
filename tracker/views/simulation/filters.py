"""What the address of a result narrows it to; whatever makes no sense is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

from machines.roles import Role
from machines.words import Word
from tracker.foretold.narrowing import Narrowing, wait_labels
from tracker.forms.fields import clean
from tracker.models.simulation import Change
from tracker.simulation.report import Happening
from tracker.views.addresses import read_key

LONGEST = 60
LAST_PAGE = 10_000


class Tab(Word):
    """From which side a result is looked at."""

    DAYS = "days", "按时间"
    PEOPLE = "people", "按人"
    EVENTS = "events", "逐条"


@dataclass(frozen=True, slots=True)
class Shown:
    """Which side, what of it, which page."""

    tab: Tab
    of: Narrowing
    page: int = 1

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """What an address shows."""
        found = Narrowing(
            kind=_one_of(args, "kind", Happening),
            role=_one_of(args, "role", Role),
            wait=_one_of(args, "wait", wait_labels()),
            change=_one_of(args, "change", Change),
            college=read_key(args.get("college", "")),
            case=clean(args.get("case", ""))[:LONGEST],
            recipient=clean(args.get("recipient", ""))[:400],
            since=_day(args, "since"),
            until=_day(args, "until"),
        )
        tab = args.get("tab", "")
        page = min(max(read_key(args.get("page", "")) or 1, 1), LAST_PAGE)
        return cls(Tab(tab) if tab in set(Tab) else Tab.DAYS, found, page)

    def with_(self, **changes: object) -> dict[str, str]:
        """The address with some changed: only what narrows anything. The page begins anew."""
        values: dict[str, object] = {f.name: getattr(self.of, f.name) for f in fields(self.of)}
        values |= {"tab": self.tab.value} | changes
        return {
            name: str(value)
            for name, value in values.items()
            if value not in (None, "") and (name, value) != ("tab", Tab.DAYS.value)
        }

    @property
    def narrowed(self) -> bool:
        """Whether anything is narrowed."""
        return self.of != Narrowing()

    def cut(self, first: date, last: date) -> tuple[date, date]:
        """The days shown of those that were run; all of them where none is left."""
        since, until = max(self.of.since or first, first), min(self.of.until or last, last)
        return (since, until) if since <= until else (first, last)

    def between(self, since: date, until: date) -> Self:
        """The same of these days only."""
        return replace(self, of=replace(self.of, since=since, until=until))


def _one_of(args: Mapping[str, str], name: str, known: object) -> str:
    value = args.get(name, "")
    return value if value in set(known) else ""  # type: ignore[call-overload]


def _day(args: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(args.get(name, ""))
    except ValueError:
        return None
