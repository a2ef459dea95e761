"""What a section of a digest found: how many there are, and the first few as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from machines.roles import Role
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.masking import mask_private
from tracker.models import Case
from tracker.outbox.forbidden import forbidden_word

# Whoever works them off opens the page; the digest says how many and which are first.
FEW = 5
CAP = 1000
BEHIND_LOG_IN = "内容请登录后查看"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the case's tag, whose it is, what is due; `path` is where it is worked."""

    tag: str
    who: str
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many there are, counted to the cap, and the first few."""

    number: int
    lines: tuple[Line, ...] = ()

    @property
    def count(self) -> str:
        """The number as people read it."""
        return str(self.number) if self.number <= CAP else f"{CAP}+"

    @property
    def more(self) -> bool:
        """Whether not all of them have a line."""
        return self.number > len(self.lines)


NOTHING = Found(0)


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks, when."""

    desk: Desk
    actor: Actor

    @property
    def today(self) -> date:
        """The day of the digest."""
        return day_of(self.desk.now)

    def first(self, query: sa.Select[Any]) -> tuple[int, Sequence[Any]]:
        """How many rows a query has, to the cap, and the first few of them."""
        session = self.desk.session
        some = query.with_only_columns(sa.literal(1)).order_by(None).limit(CAP + 1).subquery()
        number = session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
        return number, session.execute(query.limit(FEW)).all() if number else ()

    def who(self, case: Case) -> str:
        """Whose case it is: by name for those who work with him.

        The department supervises, and knows the college and the tag (X-PIPL: no more than needed).
        """
        department = self.actor.role is Role.DEPARTMENT
        return case.college.name if department else case.person.name

    def line(self, case: Case, words: str, path: str = "") -> Line:
        """A line of a case. What it says is on its way to a mailbox: nothing private in it."""
        return Line(case.tag, self.who(case), sayable(words), path or f"/cases/{case.id}")


def sayable(words: str) -> str:
    """The words as a mail may carry them: numbers masked, words of disposition left out (X-PIPL)."""
    short = " ".join(mask_private(words).split())
    if forbidden_word(short):
        return BEHIND_LOG_IN
    return short if len(short) <= 60 else f"{short[:59]}…"


def day_words(day: date, today: date) -> str:
    """A day as 9月18日, with its year where that is not this one."""
    year = f"{day.year}年" if day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日"


def how_late(due: date, today: date) -> str:
    """A deadline and how far from today it is."""
    late = (today - due).days
    if late > 0:
        return f"{day_words(due, today)}到期，已逾期 {late} 天"
    return f"{day_words(due, today)}到期，" + ("就在今天" if late == 0 else f"还有 {-late} 天")
