"""Which of a case's deadlines a date on its page belongs to, so that the date leads to it."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.deadlines.reading import Deadline
from tracker.desk import Desk
from tracker.models import Case, CasePlan

# In the address of a case page: the deadline that lists sort the case by.
NEXT = "next"


def opened_wait(deadlines: Sequence[Deadline], wanted: str) -> str:
    """The name of the wait that is to stand open; "" for none."""
    if wanted == NEXT:
        return next((one.name for one in deadlines if one.leads), "")
    return wanted if any(one.name == wanted for one in deadlines) else ""


def deadline_of_track(deadlines: Sequence[Deadline], track: str) -> Deadline | None:
    """The deadline that a track's card shows: the earliest of its leading ones."""
    return next((one for one in deadlines if one.track == track and one.leads), None)


def deadline_of_fact(deadlines: Sequence[Deadline], fact: str) -> Deadline | None:
    """The earliest deadline that is reckoned from, or over, a recorded fact."""
    return next((one for one in deadlines if any(s.line.fact == fact for s in one.steps)), None)


def plan_of(desk: Desk, case: Case) -> CasePlan | None:
    """The case's plan where its planning failed when it was last tried."""
    plan = desk.session.get(CasePlan, case.id)
    return plan if plan is not None and plan.failures else None
