"""A track's waits as rows of Chinese text: until when, counted from what, who is told what, when.

The numbers are the policy's defaults; each row names the item they come from, since a cohort's own
policy may say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import groupby

from machines.mails import MAILS
from machines.policy import Policy
from machines.table import State, Track
from machines.waits.wait import Reminder, Wait, When

ITEMS = {item.name: item for item in fields(Policy)}
NOT_BY_CLOCK = "不自动办理，只提请人来办"
PLACES = {
    When.DAYS_BEFORE: "期限前",
    When.MONTHS_BEFORE: "期限前",
    When.DAYS_AFTER: "期限后",
    When.MONTHS_AFTER: "期限后",
    When.DAYS_SINCE: "起算后",
}


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """One reminder, or a whole escalation: then `to` has a role for each of the days in `when`."""

    when: str
    item: str
    to: tuple[str, ...]
    what: str
    only_if: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A wait with the labels of all states that stand in it."""

    name: str
    label: str
    states: tuple[str, ...]
    counted_from: str
    until: str
    clock: str
    reminders: tuple[ReminderRow, ...]
    rules: tuple[str, ...]


def wait_rows(track: Track) -> tuple[WaitRow, ...]:
    """The waits of the track in reading order, each once however many states stand in it."""
    found: dict[str, tuple[Wait, list[State]]] = {}
    for state in track.states:
        for wait in state.waits:
            found.setdefault(wait.name, (wait, []))[1].append(state)
    return tuple(_wait_row(track, wait, states) for wait, states in found.values())


def _wait_row(track: Track, wait: Wait, states: list[State]) -> WaitRow:
    return WaitRow(
        name=wait.name,
        label=wait.label,
        states=tuple(state.label for state in states),
        counted_from=wait.counted_from,
        until=wait.until,
        clock=f"次日自动：{track.move(wait.move).label}" if wait.move else NOT_BY_CLOCK,
        reminders=tuple(_reminder_rows(wait.reminders)),
        rules=wait.rules,
    )


def _reminder_rows(reminders: tuple[Reminder, ...]) -> Iterator[ReminderRow]:
    """A row each; rungs of one ladder, which differ by role and day alone, share one."""
    for _, rungs in groupby(reminders, key=_told):
        together = list(rungs)
        first = together[0]
        yield ReminderRow(
            when=_when(together),
            item=ITEMS[first.item].metadata["label"],
            to=tuple(rung.to.label for rung in together),
            what=f"邮件：{MAILS[first.mail].label}" if first.mail else f"待办：{first.words}",
            only_if=(*(one.says for one in first.only_if), *_stops(first)),
            rules=first.rules,
        )


def _stops(reminder: Reminder) -> tuple[str, ...]:
    return (f"不晚于{reminder.stops.says}",) if reminder.stops else ()


def _told(reminder: Reminder) -> tuple[object, ...]:
    """What the rungs of one ladder have in common; a mail or a row that takes every number has none."""
    if reminder.mail is not None or reminder.at is None:
        return (id(reminder),)
    return reminder.when, reminder.item, reminder.words, reminder.only_if, reminder.rules


def _when(rungs: list[Reminder]) -> str:
    first = rungs[0]
    value = ITEMS[first.item].default
    numbers = list(value) if isinstance(value, tuple) else [value]
    if first.at is not None:
        numbers = [numbers[rung.at] for rung in rungs if rung.at is not None]
    if first.when is When.SHARES:
        return f"期间的 {'、'.join(map(str, numbers))} 处"
    ahead = "、".join(str(number) for number in numbers if number)
    unit = ITEMS[first.item].metadata["unit"]
    parts = [f"{PLACES[first.when]} {ahead} {unit}"] if ahead else []
    return "和".join([*parts, *(["期限当天"] if 0 in numbers else [])])
