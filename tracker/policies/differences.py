"""What differs between two policies, item by item, as the screens write it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from machines.policy import Policy, in_words


class Difference(NamedTuple):
    """One item that differs: its name, label, rule and unit, and both values in words."""

    name: str
    label: str
    rule: str
    unit: str
    before: str
    after: str


def differences(before: Policy, after: Policy) -> Iterator[Difference]:
    """The items that differ, in the order of the policy."""
    for item in fields(Policy):
        old, new = getattr(before, item.name), getattr(after, item.name)
        if old != new:
            words = (item.metadata["label"], item.metadata["rule"], item.metadata["unit"])
            yield Difference(item.name, *words, in_words(old), in_words(new))
