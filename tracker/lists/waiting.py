"""In which states each role acts next, as the tables say."""

from __future__ import annotations

from machines import MACHINES
from machines.roles import Role


def waiting_for(role: Role) -> list[tuple[str, str]]:
    """The (track, state) pairs in which this role acts next."""
    pairs = {
        (track.name, state.name)
        for machine in MACHINES.values()
        for track in machine.tracks
        for state in track.states
        if state.owner is role and not state.final and not state.resting
    }
    return sorted(pairs)
