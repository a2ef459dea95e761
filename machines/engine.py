"""Steps through a track's table by the `transitions` package; the only place that imports it.

One shared flat machine a track, triggered on a throw-away token: no state lives here. Automatic
`to_<state>` triggers are off, because they are a back door round every guard.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import transitions

from machines.table import Track


class IllegalMove(Exception):
    """The table has no such move from this state."""


@dataclass(slots=True)
class Token:
    """What the state machine pushes: where the track stands and where it came from."""

    state: str
    came_from: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Where a move leads, and what the track remembers after it."""

    to: str
    came_from: str | None


@lru_cache(maxsize=64)
def build(track: Track) -> transitions.Machine:
    """The `transitions` machine of a track, made once from its table."""
    machine = transitions.Machine(
        model=None,
        states=[state.name for state in track.states],
        initial=track.initial,
        auto_transitions=False,
        send_event=True,
    )
    for move in track.moves:
        for source in move.from_:
            for target in move.destinations(source):
                conditions = _came_from(target) if len(move.destinations(source)) > 1 else None
                machine.add_transition(move.action, source, target, conditions=conditions)
    return machine


def _came_from(target: str):  # type: ignore[no-untyped-def]
    return lambda event: event.model.came_from == target


def step(track: Track, state: str, action: str, came_from: str | None = None) -> Step:
    """Where `action` leads from `state`. Raises IllegalMove when the table has no such move."""
    token = Token(state, came_from)
    machine = build(track)
    if action not in machine.events:
        raise IllegalMove(f"{track.name} has no action {action!r}")
    if state not in machine.states:
        raise IllegalMove(f"{track.name} has no state {state!r}")
    try:
        moved = machine.events[action].trigger(token)
    except transitions.MachineError as error:
        raise IllegalMove(f"{track.name}: {action!r} does not start in {state!r}") from error
    if not moved:
        raise IllegalMove(f"{track.name}: {action!r} from {state!r} does not know the way back")
    return Step(token.state, _memory(track, state, token))


def _memory(track: Track, source: str, token: Token) -> str | None:
    if token.state == source:
        return token.came_from
    return source if track.state(token.state).remembers else None
