"""The sums of an effect over a cohort, as a draft keeps them and its page shows them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.policies.effect import CaseEffect


@dataclass(slots=True)
class WaitSum:
    """The deadlines of one wait: how many cases move, from the earliest shift to the latest."""

    label: str
    cases: int = 0
    least: int = 0
    most: int = 0
    past: int = 0
    ends: bool = False


@dataclass(slots=True)
class MailSum:
    """One mail or task to one role: how many are added, dropped, moved to another day."""

    role: str
    what: str
    is_mail: bool
    added: int = 0
    dropped: int = 0
    moved: int = 0


@dataclass(slots=True)
class Sums:
    """What is counted while the cases are gone through."""

    cases: int = 0
    shifted: int = 0
    past: int = 0
    faults: int = 0
    letters: int = 0
    turns: Counter[str] = field(default_factory=Counter)
    waits: dict[str, WaitSum] = field(default_factory=dict)
    mails: dict[str, MailSum] = field(default_factory=dict)

    def add(self, effect: CaseEffect, today: date) -> None:
        """Count one case in."""
        self.cases += 1
        self.shifted += bool(effect.shifts)
        self.past += bool(effect.past(today))
        self.letters += effect.letter_stays
        for shift in effect.shifts:
            known = shift.wait in self.waits
            found = self.waits.setdefault(shift.wait, WaitSum(shift.label))
            found.least = min(found.least, shift.days) if known else shift.days
            found.most = max(found.most, shift.days) if known else shift.days
            found.cases += 1
            found.ends = shift.ends
            found.past += shift.after is not None and shift.after < today
        for change in effect.changes:
            key = "|".join((change.to, change.mail, change.words))
            mail = self.mails.setdefault(key, MailSum(change.role, change.what, bool(change.mail)))
            setattr(mail, change.turn, getattr(mail, change.turn) + 1)
            self.turns[change.turn] += 1

    def fail(self) -> None:
        """Count a case in that could not be reckoned."""
        self.cases += 1
        self.faults += 1

    def to_data(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "cases": self.cases,
            "shifted": self.shifted,
            "past": self.past,
            "faults": self.faults,
            "letters": self.letters,
            "turns": {turn: self.turns[turn] for turn in ("added", "dropped", "moved")},
            "waits": [_data(one) for one in self.waits.values()],
            "mails": [_data(one) for one in self.mails.values()],
        }


def _data(one: WaitSum | MailSum) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}
