"""The different tracks of all machines, each once, with names that read well as test ids."""

from __future__ import annotations

from machines import MACHINES
from machines.table import Move, Track
from machines.words import Kind

TRACKS: dict[str, Track] = {}
for _machine in MACHINES.values():
    for _track in _machine.tracks:
        if _track not in TRACKS.values():
            _shared = sum(t.name == _track.name for t in TRACKS.values())
            TRACKS[f"{_machine.name}-{_track.name}" if _shared else _track.name] = _track

TRANSFER = MACHINES[Kind.FULL_MEMBER].track("transfer")
ABROAD = MACHINES[Kind.OVERSEAS_MEMBER].track("abroad")
PROBATION = MACHINES[Kind.PROBATIONARY_MEMBER].track("probation")
DISPOSITION = MACHINES[Kind.FULL_MEMBER].track("disposition")

MOVES: dict[str, tuple[Track, Move]] = {
    f"{name}-{move.action}": (track, move) for name, track in TRACKS.items() for move in track.moves
}


def actions_into(track: Track, state: str) -> set[str]:
    """The actions that lead into `state` from another one."""
    return {
        move.action
        for move in track.moves
        for source in move.from_
        if source != state and state in move.destinations(source)
    }
