"""Which move an answer opens where its case stands: mails, forms and replies ask the same."""

from __future__ import annotations

from machines import get_machine
from machines.mails import Answer
from machines.roles import Role
from machines.table import Move
from tracker.models.case import Case


def open_answer(case: Case, answer: Answer) -> tuple[str, Move] | None:
    """The first move of the answer that can start where the case stands: (track, move), or None."""
    machine = get_machine(case.kind)
    states = {track.name: track.state for track in case.tracks}
    for name in answer.moves:
        track, _, action = name.partition(".")
        if machine.has(track):
            move = machine.track(track).move(action)
            if states.get(track) in move.from_ and Role.GRADUATE in move.by:
                return track, move
    return None
