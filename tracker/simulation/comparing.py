"""Two reports side by side: what one policy adds to another, drops, and moves to another day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.simulation.report import Report, Row

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of the second report that the first has not, the reverse, and pairs on unlike days."""

    added: tuple[Row, ...]
    dropped: tuple[Row, ...]
    moved: tuple[tuple[Row, Row], ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.added or self.dropped or self.moved)


def compare(before: Report, after: Report) -> Difference:
    """What differs. The same case, wait, mail and recipient on another day count as moved.

    What happens on the same day in both is paired first; of the rest the first of one goes with the
    first of the other.
    """
    old, new = _by_key(before.rows), _by_key(after.rows)
    added: list[Row] = []
    dropped: list[Row] = []
    moved: list[tuple[Row, Row]] = []
    for key in old.keys() | new.keys():
        left, right = _unpaired(old.get(key, []), new.get(key, []))
        pairs = min(len(left), len(right))
        moved += zip(left, right, strict=False)
        dropped += left[pairs:]
        added += right[pairs:]
    return Difference(
        _in_order(added), _in_order(dropped), tuple(sorted(moved, key=lambda pair: pair[1].place))
    )


def _key(row: Row) -> Key:
    """What makes two rows the same thing on perhaps two days."""
    return (row.kind, row.case_id, row.wait, row.mail, row.role, row.recipient)


def _by_key(rows: Iterable[Row]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[_key(row)].append(row)
    return found


def _unpaired(old: list[Row], new: list[Row]) -> tuple[list[Row], list[Row]]:
    """What is left of both once rows of one day are paired off."""
    days = defaultdict(list)
    for row in new:
        days[row.day].append(row)
    left = []
    for row in old:
        if days[row.day]:
            days[row.day].pop(0)
        else:
            left.append(row)
    return left, [row for rest in days.values() for row in rest]


def _in_order(rows: list[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.place))
