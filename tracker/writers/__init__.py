"""The evidence a move writes: each name of the tables' `writes` column is one function here.

A writer adds or changes evidence rows within the verb's transaction. It never commits, never
changes a track's state and never sends mail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from machines import MACHINES
from tracker.writers import (
    abroad,
    applications,
    destination,
    education,
    letters,
    materials,
    person,
    probation,
    proposals,
    retention,
)
from tracker.writers.writing import Writing

WRITERS: Mapping[str, Callable[[Writing, Any], None]] = MappingProxyType(
    {
        name: writer
        for room in (
            abroad,
            applications,
            destination,
            education,
            letters,
            materials,
            person,
            probation,
            proposals,
            retention,
        )
        for name, writer in room.WRITES.items()
    }
)

_named = {
    name
    for machine in MACHINES.values()
    for track in machine.tracks
    for move in track.moves
    for name in move.writes
}
if _named != set(WRITERS):
    raise LookupError(f"tables and writers differ: {sorted(_named ^ set(WRITERS))}")

__all__ = ["WRITERS", "Writing"]
