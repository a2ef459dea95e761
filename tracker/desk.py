"""Where a verb works: one database session and the settings. Doors make it, verbs receive it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from machines.roles import Role
from tracker.config import Settings
from tracker.models.staff import Staff


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a staff member, the graduate of the case, or the clock."""

    role: Role
    staff: Staff | None = None

    @property
    def staff_id(self) -> int | None:
        """The account's key, None for graduate and clock."""
        return self.staff.id if self.staff else None

    @property
    def name(self) -> str:
        """The name shown in histories."""
        return self.staff.name if self.staff else self.role.label


CLOCK = Actor(Role.CLOCK)
GRADUATE = Actor(Role.GRADUATE)


@dataclass(frozen=True, slots=True)
class Desk:
    """Session, settings and the present moment, an aware datetime: "today" is an argument."""

    session: Session
    settings: Settings
    now: datetime
