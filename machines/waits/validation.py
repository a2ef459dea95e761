"""What a row of the waits must satisfy: known rules, mails and policy items, one moment to it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import fields
from typing import Any

from machines.mails import MAILS
from machines.policy import Policy
from machines.register import RULES
from machines.roles import Role
from machines.waits.wait import Reminder, Wait

ITEMS: dict[str, Any] = {item.name: item.default for item in fields(Policy)}


def wait_faults(wait: Wait, clock_moves: Container[str]) -> Iterator[str]:
    """Every fault of one wait; `clock_moves` are the actions of its track that the clock makes."""
    where = f"wait {wait.name}"
    if wait.move is not None and wait.move not in clock_moves:
        yield f"{where}: the clock does not make {wait.move}"
    if wait.move is not None and not all(row.ahead for row in wait.reminders):
        yield f"{where}: a reminder may fall on the moment of the clock's move"
    if not (wait.label and wait.counted_from and wait.until):
        yield f"{where} does not say what is due, counted from what, until when"
    yield from _rule_faults(where, wait.rules)
    for number, reminder in enumerate(wait.reminders, 1):
        here = f"{where}, reminder {number}"
        yield from _rule_faults(here, reminder.rules)
        yield from (f"{here} {fault}" for fault in _reminder_faults(reminder))


def _reminder_faults(reminder: Reminder) -> Iterator[str]:
    if reminder.to is Role.GRADUATE:
        if reminder.mail is None:
            yield "sends the graduate nothing"
        elif reminder.mail not in MAILS:
            yield f"sends unknown mail {reminder.mail}"
    elif not reminder.words or reminder.mail is not None:
        yield "gives staff no words, or a graduate's mail"
    if reminder.to is Role.CLOCK:
        yield "tells the clock"
    if reminder.item not in ITEMS:
        yield f"counts by unknown policy item {reminder.item}"
    elif reminder.at is not None and not isinstance(ITEMS[reminder.item], tuple):
        yield f"picks a number of {reminder.item}, which is one"
    elif reminder.at is not None and not 0 <= reminder.at < len(ITEMS[reminder.item]):
        yield f"picks a number that {reminder.item} has not by default"
    if any(not condition.says for condition in reminder.only_if):
        yield "has a condition without words"
    if reminder.stops is not None and not reminder.stops.says:
        yield "has a last day without words"


def _rule_faults(where: str, rules: tuple[str, ...]) -> Iterator[str]:
    if not rules:
        yield f"{where} cites no rule"
    yield from (f"{where} cites unknown rule {rule}" for rule in rules if rule not in RULES)
