"""Taking a filing back: by a further entry that names the first, never by erasing (S4.4-5)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker.desk import Actor, Desk
from tracker.models import IncomingFiling, MoveRecord


@dataclass(frozen=True, slots=True)
class Undone:
    """A filing that was taken back, and the moves that had followed from it: they stand."""

    filing: IncomingFiling
    moves: tuple[MoveRecord, ...]


def undo_filing(desk: Desk, filing_id: int, reason: str, actor: Actor) -> Undone:
    """Take a filing back and commit: the mail is held again, a remembered sender forgotten.

    The ledger entry is corrected by a further one. Moves that had followed stand, and a task asks
    to look at them. Raises NoSuchIncoming, or Refused without a reason or when it was taken back
    already; then nothing was written.
    """
    raise NotImplementedError


def moves_that_followed(session: Session, filing: IncomingFiling) -> list[MoveRecord]:
    """The moves that the filing brought about, oldest first."""
    raise NotImplementedError
