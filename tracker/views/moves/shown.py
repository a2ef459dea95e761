"""A confirmation is of what was shown: the preview's mark changes with whatever is handed in."""

from __future__ import annotations

import hashlib
from datetime import date

from machines.orders import Order
from machines.table import Machine, Move


def mark(track: str, action: str, order: Order, version: int, today: date) -> str:
    """The mark of a preview: of the move, what is handed in, the case's version and the day."""
    told = repr((track, action, order, version, today))
    return hashlib.sha256(told.encode()).hexdigest()


def sends_mail(machine: Machine, move: Move) -> bool:
    """Whether the move, or one that follows from it, sends a mail that must be shown first."""
    following = (
        machine.track(then.track).move(then.action) for then in move.then if machine.has(then.track)
    )
    return move.mail is not None or any(each.mail is not None for each in following)
