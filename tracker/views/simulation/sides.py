"""What the sides of a result show: one reading of the address for table, chart and sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from machines.roles import Role
from machines.words import Word
from tracker.charts import Colour, Series
from tracker.desk import Actor
from tracker.foretold.narrowing import events_where
from tracker.foretold.sums import (
    EVENTS_A_PAGE,
    PEOPLE_A_PAGE,
    Stretch,
    by_recipient,
    by_stretch,
    changes,
    count_recipients,
    is_weekly,
    list_events,
)
from tracker.models import College, Simulation, SimulationEvent
from tracker.models.simulation import Change
from tracker.simulation.report import Happening
from tracker.views.simulation.filters import Shown, Tab

COLOURS: dict[Word, Colour] = {
    Happening.MAIL: Colour.INK,
    Happening.EXPIRY: Colour.RED,
    Happening.ESCALATION: Colour.AMBER,
    Happening.DIGEST: Colour.GREY,
    Happening.ANSWER: Colour.GREEN,
    Happening.UNSENT: Colour.VIOLET,
    Happening.TROUBLE: Colour.BLACK,
    Change.ADDED: Colour.GREEN,
    Change.DROPPED: Colour.RED,
    Change.MOVED: Colour.AMBER,
    Change.SAME: Colour.GREY,
}


@dataclass(frozen=True, slots=True)
class Side:
    """The conditions, the words that bars and columns are made of, and the sums.

    `of` names the column of the words: a comparison is shown by what changes until one way of
    changing is chosen, everything else by what happens.
    """

    of: str
    words: Sequence[Word]
    where: list[ColumnElement[bool]]
    stretches: list[Stretch]
    totals: Counter[str]
    weekly: bool

    @property
    def differs(self) -> bool:
        """Whether a comparison shows any difference."""
        return any(word is not Change.SAME for word in self.words)

    @classmethod
    def read(cls, session: Session, simulation: Simulation, actor: Actor, shown: Shown) -> Self:
        """What the address shows of a simulation to this actor."""
        where = events_where(simulation.id, actor, shown.of)
        by_change = simulation.compared and not shown.of.change
        known: Sequence[Word] = changes() if by_change else list(Happening)
        of = "change" if by_change else "kind"
        column = SimulationEvent.change if by_change else SimulationEvent.kind
        first, last = shown.cut(simulation.from_day, simulation.until_day)
        stretches = by_stretch(session, where, first, last, column)
        totals = sum((one.counts for one in stretches), Counter())
        words = [word for word in known if totals[word]]
        return cls(of, words, where, stretches, totals, is_weekly(first, last))


def drawn(side: Side) -> tuple[list[str], list[Series], str]:
    """What the chart is made of: labels, series, words for those who cannot see it."""
    series = [
        Series(word.label, [one.counts[word] for one in side.stretches], COLOURS[word])
        for word in side.words
    ]
    sums = "，".join(f"{word.label} {side.totals[word]}" for word in side.words) or "没有事项"
    title = f"{'每周' if side.weekly else '每天'}的事项（{sums}）"
    return [one.label for one in side.stretches], series, title


def side_of(session: Session, actor: Actor, side: Side, shown: Shown) -> dict[str, Any]:
    """What the chosen side lists, page by page, and what may be chosen."""
    count = sum(side.totals.values())
    found: dict[str, Any] = {"count": count, "pages": 1, "colleges": _colleges(session, actor)}
    match shown.tab:
        case Tab.PEOPLE:
            number = count_recipients(session, side.where)
            found["people"] = by_recipient(session, side.where, shown.page)
            found["pages"], found["number"] = _pages(number, PEOPLE_A_PAGE), number
        case Tab.EVENTS:
            found["events"] = list_events(session, side.where, shown.page)
            found["pages"] = _pages(count, EVENTS_A_PAGE)
    return found


def _pages(number: int, each: int) -> int:
    return max(1, -(-number // each))


def _colleges(session: Session, actor: Actor) -> Sequence[College]:
    """The colleges to choose from: whoever sees one only chooses none."""
    if actor.role is not Role.DEPARTMENT:
        return ()
    return session.scalars(sa.select(College).order_by(College.name)).all()
