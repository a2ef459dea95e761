"""Which members a data check is about: a cohort, and of it a college, a branch, or all one sees."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.sql.elements import ColumnElement

from machines import MACHINES
from machines.words import MEMBERS
from tracker.desk import Actor
from tracker.models import Case
from tracker.permissions import visible_cases

# The data matter as long as the table lets somebody correct them.
_TRANSFER = MappingProxyType(
    {track.name: track for machine in MACHINES.values() for track in machine.tracks}
)["transfer"]
STILL_CHECKED = _TRANSFER.move("correct_data").from_
MAY_BE_ASKED = frozenset(_TRANSFER.move("ask_confirm_data").from_)


@dataclass(frozen=True, slots=True)
class Scope:
    """The cohort, and where given the college and the branch, by key."""

    cohort: int
    college: int | None = None
    branch: int | None = None

    def conditions(self, actor: Actor) -> list[ColumnElement[bool]]:
        """The members' cases of this scope that the actor may see, as conditions on `Case`."""
        found = [
            visible_cases(actor),
            Case.cohort_id == self.cohort,
            Case.status.in_(MEMBERS),
        ]
        if self.college is not None:
            found.append(Case.college_id == self.college)
        if self.branch is not None:
            found.append(Case.branch_id == self.branch)
        return found
