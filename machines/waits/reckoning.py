"""How a day is reckoned, step by step, so that every due date can be opened and checked.

A reckoning starts at a recorded fact and adds one line a step: what was done, by which item of the
policy, by which rules, and the day it came to.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction

from machines.calendar import Calendar
from machines.dates import add_months, days
from machines.policy import Policy

LABELS = {item.name: item.metadata["label"] for item in fields(Policy)}


@dataclass(frozen=True, slots=True)
class Line:
    """One step: `words` in Chinese, the `day` it came to, and what it rests on.

    `fact` names the recorded fact (`letter.issued_on`), `item` the item of the policy; each is ""
    where the step rests on none. `skipped` are the free days that were stepped over, each with why.
    """

    words: str
    day: date
    rules: tuple[str, ...] = ()
    fact: str = ""
    item: str = ""
    skipped: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The lines of one day, in order. Never empty."""

    lines: tuple[Line, ...]

    @property
    def day(self) -> date:
        """The day it came to."""
        return self.lines[-1].day

    @property
    def start(self) -> date:
        """The day it was counted from."""
        return self.lines[0].day

    def plus_days(self, number: int, item: str, *rules: str) -> Reckoning:
        """So many days later, earlier where negative."""
        words = f"{'＋' if number >= 0 else '－'} {abs(number)} 天（{LABELS[item]}）"
        return self._to(words, self.day + days(number), item, rules)

    def plus_months(self, number: int, item: str, *rules: str) -> Reckoning:
        """So many calendar months later, clamped to the month's end (D-2)."""
        words = f"{'＋' if number >= 0 else '－'} {abs(number)} 个月（{LABELS[item]}）"
        return self._to(words, add_months(self.day, number), item, rules)

    def not_after(self, day: date, item: str, *rules: str) -> Reckoning:
        """Cut off at a day of the policy."""
        return self._to(f"不晚于{LABELS[item]} {day}", min(self.day, day), item, rules)

    def at_share(self, share: Fraction, item: str, *rules: str) -> Reckoning:
        """That share of the way from the start to this day, in whole days."""
        way = int((self.day - self.start).days * share)
        words = f"自{self.lines[0].words}起至期限的 {share}（{LABELS[item]}）"
        return self._to(words, self.start + days(way), item, rules)

    def from_start(self) -> Reckoning:
        """Back to the fact it was counted from, to count anew."""
        return replace(self, lines=self.lines[:1])

    def to_day(
        self, words: str, day: date, *rules: str, item: str = "", fact: str = ""
    ) -> Reckoning:
        """Any other step that leads to `day`."""
        return self._to(words, day, item, rules, fact)

    def on_workday(self, calendar: Calendar, *rules: str, back: bool = False) -> Reckoning:
        """Moved to a working day, back or on; unchanged on a working day of a year that is known."""
        day = calendar.workday_until(self.day) if back else calendar.workday_from(self.day)
        caveat = calendar.caveat(self.day, day)
        if day == self.day and not caveat:
            return self
        step = -1 if back else 1
        free = (self.day + days(step * n) for n in range(abs((day - self.day).days)))
        skipped = tuple((one, calendar.why_free(one)) for one in free)
        moved = "提前到上一个工作日" if back else "顺延到下一个工作日"
        words = moved if skipped else "按工作日计，不移动"
        words += f"（{caveat}）" if caveat else ""
        line = Line(words, day, rules, skipped=skipped)
        return replace(self, lines=(*self.lines, line))

    def _to(
        self, words: str, day: date, item: str, rules: tuple[str, ...], fact: str = ""
    ) -> Reckoning:
        return replace(self, lines=(*self.lines, Line(words, day, rules, fact, item)))


def counted_from(words: str, day: date, fact: str, *rules: str, item: str = "") -> Reckoning:
    """The first line: the recorded fact, or the item of the policy, that a day is counted from."""
    return Reckoning((Line(words, day, rules, fact, item),))
