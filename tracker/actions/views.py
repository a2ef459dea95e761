"""Which moves are open to somebody on a case, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass

from machines import get_machine
from machines.facts import Facts
from machines.refusals import Refusal
from machines.table import Move
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import Case


@dataclass(frozen=True, slots=True)
class MoveView:
    """One row of the table as the case page shows it.

    `mine`: the actor's role may make it. `open`: its guards hold now. `refusals` say why not.
    """

    track: str
    move: Move
    mine: bool
    refusals: tuple[Refusal, ...]

    @property
    def open(self) -> bool:
        """Whether nothing but the form stands between the actor and the move."""
        return self.mine and not self.refusals


def moves_open_to(desk: Desk, case: Case, actor: Actor, facts: Facts) -> list[MoveView]:
    """Every row that starts where the case stands and that somebody may choose."""
    machine, today = get_machine(case.kind), day_of(desk.now)
    return [
        MoveView(
            track.name,
            move,
            actor.role in move.by,
            tuple(r for guard in move.only_if for r in guard(facts, today)),
        )
        for track in case.tracks
        if machine.has(track.name)
        for move in machine.track(track.name).moves_from(track.state)
        if move.by
    ]
