"""The columns of a machine's tables: states, guards, moves, tracks, machines (waits: `machines.waits`).

A track is one flat table. A row says everything an action does: who may, from where to where,
only if, what is asked, what is written, which mail goes out, what follows, by which rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from machines.facts import Facts
from machines.orders import Nothing, Order
from machines.refusals import Refusal
from machines.roles import Role
from machines.waits.wait import Condition, Wait
from machines.words import Kind


@dataclass(frozen=True, slots=True)
class Stay:
    """The move leaves the state as it is."""

    def __str__(self) -> str:
        return "（不变）"


STAY = Stay()


@dataclass(frozen=True, slots=True)
class Back:
    """The move leads back to where the track came from, which must be one of `states`."""

    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A state of a track.

    `owner` acts next; `waits` tie it to deadlines or `no_wait` says why there is none. `final`
    states end the track; `resting` states do not hold the case open although a move may leave
    them; `remembers` keeps where the track came from for a `Back`.
    """

    name: str
    label: str
    owner: Role | None = None
    final: bool = False
    resting: bool = False
    remembers: bool = False
    waits: tuple[Wait, ...] = ()
    no_wait: str = ""


@dataclass(frozen=True)
class Guard:
    """A named yes-or-refusals function of facts and today."""

    name: str
    says: str
    rules: tuple[str, ...]
    ask: Callable[[Facts, date], list[Refusal]] = field(compare=False)

    def __call__(self, facts: Facts, today: date) -> list[Refusal]:
        return self.ask(facts, today)


@dataclass(frozen=True)
class Check:
    """A named yes-or-refusals function that also looks at what was handed in."""

    name: str
    says: str
    rules: tuple[str, ...]
    ask: Callable[[Facts, Any, date], list[Refusal]] = field(compare=False)

    def __call__(self, facts: Facts, order: Order, today: date) -> list[Refusal]:
        return self.ask(facts, order, today)


def guard(says: str, *rules: str) -> Callable[[Callable[[Facts, date], list[Refusal]]], Guard]:
    """Declare a guard: the Chinese sentence it asserts and the rules it stands on."""
    return lambda ask: Guard(ask.__name__, says, rules, ask)


def check(says: str, *rules: str) -> Callable[[Callable[[Facts, Any, date], list[Refusal]]], Check]:
    """Declare a check of an order: the Chinese sentence it asserts and its rules."""
    return lambda ask: Check(ask.__name__, says, rules, ask)


class Trigger(StrEnum):
    """What makes a move happen without a user choosing it."""

    CLOCK = "clock"
    TWO_WAY_CONTACT = "two_way_contact"


class Becomes(StrEnum):
    """How a move changes the kind of case."""

    FULL = "full"
    ABROAD = "abroad"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Then:
    """A move of another track that follows at once, if that track stands where it can start."""

    track: str
    action: str


@dataclass(frozen=True, slots=True)
class Move:
    """One row: everything an action does. Its mail is sent if all of `mail_if` hold."""

    action: str
    label: str
    from_: tuple[str, ...]
    to: str | Stay | Back
    by: tuple[Role, ...]
    rules: tuple[str, ...]
    only_if: tuple[Guard, ...] = ()
    checks: tuple[Check, ...] = ()
    asks: type[Order] = Nothing
    writes: tuple[str, ...] = ()
    mail: str | None = None
    mail_if: tuple[Condition, ...] = ()
    then: tuple[Then, ...] = ()
    on: Trigger | None = None
    becomes: Becomes | None = None

    def destinations(self, source: str) -> tuple[str, ...]:
        """The states this row may lead to from `source`."""
        match self.to:
            case Stay():
                return (source,)
            case Back(states=states):
                return states
            case str(name):
                return (name,)


@dataclass(frozen=True, slots=True)
class Track:
    """One flat table: its states in reading order and its moves."""

    name: str
    label: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    @property
    def initial(self) -> str:
        """The first state of the table is where a track begins."""
        return self.states[0].name

    def state(self, name: str) -> State:
        """The state of that name. Raises KeyError."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(f"track {self.name} has no state {name!r}")

    def move(self, action: str) -> Move:
        """The row of that action. Raises KeyError."""
        for move in self.moves:
            if move.action == action:
                return move
        raise KeyError(f"track {self.name} has no action {action!r}")

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The rows that can start in `state`."""
        return tuple(move for move in self.moves if state in move.from_)


@dataclass(frozen=True, slots=True)
class Machine:
    """The tracks one kind of case runs side by side."""

    kind: Kind
    tracks: tuple[Track, ...]

    @property
    def name(self) -> str:
        """The machine's name is its kind's."""
        return self.kind.value

    @property
    def label(self) -> str:
        """The Chinese name."""
        return self.kind.label

    def track(self, name: str) -> Track:
        """The track of that name. Raises KeyError."""
        for track in self.tracks:
            if track.name == name:
                return track
        raise KeyError(f"machine {self.name} has no track {name!r}")

    def has(self, name: str) -> bool:
        """Whether this kind of case runs that track."""
        return any(track.name == name for track in self.tracks)
