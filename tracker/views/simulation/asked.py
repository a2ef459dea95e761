"""What was asked of the time machine, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from machines.policy import Policy, in_words
from tracker.models import Simulation
from tracker.simulation.question import Answering

LABELS = {item.name: item.metadata["label"] for item in fields(Policy)}


class Changed(NamedTuple):
    """An item of the policy that was changed."""

    label: str
    before: str
    after: str


def policy_words(simulation: Simulation) -> str:
    """By which policy it was run."""
    version = simulation.policy_version
    if version is None:
        return "现行政策"
    changed = f"，改动 {len(simulation.items)} 项" if simulation.items else ""
    return f"全部改用第 {version.version} 版{changed}"


def answering_words(simulation: Simulation) -> str:
    """How graduates answer."""
    return Answering.read(simulation.answering).words


def changed_items(simulation: Simulation) -> Iterator[Changed]:
    """Each changed item with its value in the version that was newest, and in this run."""
    version = simulation.policy_version
    if version is None:
        return
    before, after = version.policy, Policy.from_data({**version.data, **simulation.items})
    for name in simulation.items:
        words = (in_words(getattr(policy, name)) for policy in (before, after))
        yield Changed(LABELS[name], *words)
