"""What a writer works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from machines.table import Move
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import Case, ContactEntry, MoveRecord


@dataclass(frozen=True, slots=True)
class Writing:
    """One move in the making: the case, the row of the table, who acts, and the records so far."""

    desk: Desk
    case: Case
    move: Move
    actor: Actor
    record: MoveRecord
    entry: ContactEntry | None

    @property
    def session(self) -> Session:
        """The verb's session."""
        return self.desk.session

    @property
    def today(self) -> date:
        """The day of the move in Asia/Shanghai."""
        return day_of(self.desk.now)
