"""The arrangement of a year as people type or paste it: one line for a day or a range of days.

`2027-10-01 2027-10-07 休 国庆节`, `2027-10-09 班`; dates, signs and words also as they are usual
elsewhere (2027年10月1日至2027年10月7日 放假). What cannot be read is a refusal that names the line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from machines.dates import days

EXAMPLE = "2027-10-01 2027-10-07 休 国庆节"
WORKS = {"休": False, "放假": False, "班": True, "上班": True}
LONGEST_NAME = 40

_DAY = r"\d{4} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2} ?日?"
_GAP = r"[\s,、:;]+"
_LINE = re.compile(
    rf"(?P<first>{_DAY})(?:[\s,、~至到—–-]+(?P<last>{_DAY}))?"
    rf"{_GAP}(?P<word>{'|'.join(WORKS)})(?:{_GAP}(?P<name>.+))?",
    re.ASCII,
)
_NUMBERS = re.compile(r"\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayEntry:
    """Days in a row that are worked or free. `line` is where it was written, 0 for a form."""

    first: date
    last: date
    works: bool
    name: str = ""
    line: int = 0

    @property
    def days(self) -> Iterator[date]:
        """Each of its days."""
        return (self.first + days(n) for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that says nothing: why, and what to write instead."""

    line: int
    why: str


def read_lines(text: str) -> list[DayEntry | Unread]:
    """What each line says, in order; empty lines are skipped but counted."""
    lines = enumerate(unicodedata.normalize("NFKC", text).splitlines(), 1)
    return [_read(number, line.strip()) for number, line in lines if line.strip()]


def _read(number: int, line: str) -> DayEntry | Unread:
    found = _LINE.fullmatch(line)
    if found is None:
        return Unread(number, f"看不懂“{line[:40]}”，请写成“{EXAMPLE}”或“2027-10-09 班”")
    first = found["first"]
    try:
        begins, ends = _day(first), _day(found["last"] or first)
    except ValueError as no_day:
        return Unread(number, f"没有 {no_day} 这一天，请核对日期")
    return DayEntry(begins, ends, WORKS[found["word"]], (found["name"] or "").strip(), number)


def _day(text: str) -> date:
    year, month, day = (int(part) for part in _NUMBERS.findall(text))
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(text.strip()) from None
