"""What the tables say of each state, ready to look up for hundreds of tracks on one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from machines import MACHINES
from machines.roles import Role
from machines.table import State
from machines.table import Track as TrackTable
from machines.words import Kind
from tracker.models import Case, Track

TABLES: dict[tuple[Kind, str], TrackTable] = {
    (kind, track.name): track for kind, machine in MACHINES.items() for track in machine.tracks
}
STATES: dict[tuple[Kind, str, str], State] = {
    (kind, track.name, state.name): state
    for kind, machine in MACHINES.items()
    for track in machine.tracks
    for state in track.states
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one track of a case stands, as a list or a card shows it."""

    name: str
    label: str
    state: str
    state_label: str
    owner: Role | None
    since: datetime
    due: date | None
    waits_for: str
    no_wait: str
    final: bool
    resting: bool
    overdue: bool

    @property
    def tone(self) -> str:
        """The colour word: overdue before done before open."""
        if self.overdue:
            return "late"
        return "done" if self.final else "open"


def standing(case: Case, track: Track, today: date) -> Standing | None:
    """Where a track stands; None for a track that the case's machine no longer runs."""
    table = TABLES.get((case.kind, track.name))
    state = STATES.get((case.kind, track.name, track.state))
    if table is None or state is None:
        return None
    ended = state.final or state.resting
    return Standing(
        track.name,
        table.label,
        track.state,
        state.label,
        state.owner,
        track.since,
        track.due_on,
        "、".join(wait.label for wait in state.waits if wait.leads),
        state.no_wait,
        state.final,
        state.resting,
        track.due_on is not None and track.due_on < today and not ended,
    )


def standings(case: Case, today: date, *, resting: bool) -> list[Standing]:
    """Every track of a case in the table's order; `resting` ones are noise in a list."""
    found = {t.name: standing(case, t, today) for t in case.tracks}
    ordered = (found.get(track.name) for track in MACHINES[case.kind].tracks)
    return [s for s in ordered if s is not None and (resting or not s.resting)]


def known_states() -> list[tuple[str, list[tuple[str, str]]]]:
    """For the filter: each track's label with its states as (value `track:state`, label)."""
    groups: dict[str, dict[str, str]] = {}
    for (kind, name), table in TABLES.items():
        group = groups.setdefault(table.label, {})
        group |= {f"{name}:{s.name}": STATES[kind, name, s.name].label for s in table.states}
    return [(label, list(states.items())) for label, states in groups.items()]


def state_label(kind: Kind | str, track: str, state: str) -> str:
    """The Chinese name of a state; a state no table knows any more keeps its own name."""
    found = STATES.get((Kind(kind), track, state))
    return found.label if found else state


def track_label(names: Iterable[str]) -> str:
    """The Chinese names of tracks."""
    labels = {name: table.label for (_, name), table in TABLES.items()}
    return "、".join(labels.get(name, name) for name in names)
