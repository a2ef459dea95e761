"""Who sees which simulation, and which of its events: never more than of the cases themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from machines.roles import Role
from tracker.desk import Actor, Desk
from tracker.models import Case, Simulation, SimulationEvent
from tracker.permissions import visible_cases

# What was foretold tells of people and ages with every move: nobody needs it long (X-PIPL).
KEPT_FOR: Final = timedelta(days=30)
# Of one person; the oldest gives way.
MOST_KEPT: Final = 10


class NoSuchSimulation(LookupError):
    """The simulation does not exist, or not for this actor: both look alike from outside."""


def visible_simulations(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Seen by whoever asked for it and by the department, until it has had its time."""
    fresh = Simulation.made_at > now - KEPT_FOR
    if actor.staff is None:
        return sa.false()
    return fresh if actor.role is Role.DEPARTMENT else sa.and_(fresh, _own(actor))


def simulation_for(desk: Desk, actor: Actor, simulation_id: int) -> Simulation:
    """Fetch and authorise in one call. Raises NoSuchSimulation."""
    query = sa.select(Simulation).where(
        Simulation.id == simulation_id, visible_simulations(actor, desk.now)
    )
    found = desk.session.scalar(query)
    if found is None:
        raise NoSuchSimulation(simulation_id)
    return found


def list_simulations(desk: Desk, actor: Actor) -> list[Simulation]:
    """The actor's own, the newest first."""
    query = sa.select(Simulation).where(visible_simulations(actor, desk.now), _own(actor))
    return list(desk.session.scalars(query.order_by(Simulation.id.desc())))


def visible_events(actor: Actor) -> ColumnElement[bool]:
    """The events of cases that the actor may see now; of digests those of his reach.

    A digest goes to a member of staff and tells of many cases: the department sees each, a college
    those of its people, everybody else his own.
    """
    row = SimulationEvent
    of_case = sa.exists().where(Case.id == row.case_id, visible_cases(actor))
    return sa.or_(of_case, sa.and_(row.case_id.is_(None), _digests(actor)))


def _digests(actor: Actor) -> ColumnElement[bool]:
    row, staff = SimulationEvent, actor.staff
    if staff is None:
        return sa.false()
    match actor.role:
        case Role.DEPARTMENT:
            return sa.true()
        case Role.ORGANIZER | Role.COMMITTEE:
            return row.college_id == staff.college_id
        case _:
            own = (row.role == actor.role.value, row.recipient == staff.name)
            return sa.and_(row.college_id == staff.college_id, *own)


def _own(actor: Actor) -> ColumnElement[bool]:
    return Simulation.staff_id == actor.staff_id
