"""Writing a report down as events, and forgetting what has had its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from tracker.desk import Actor
from tracker.foretold.narrowing import OF_GRADUATE
from tracker.foretold.seeing import KEPT_FOR, MOST_KEPT, visible_events
from tracker.models import Simulation, SimulationEvent
from tracker.models.simulation import Change
from tracker.simulation.comparing import Difference
from tracker.simulation.report import Report, Row

AT_ONCE: Final = 4000
LONGEST_RULES: Final = 200


def portions(
    simulation_id: int, report: Report, difference: Difference | None = None
) -> Iterator[list[dict[str, Any]]]:
    """The columns of all events, a portion at a time: no transaction that keeps one is long.

    With a difference, `report` is the second of the two that were compared.
    """
    some: list[dict[str, Any]] = []
    for one in _values(simulation_id, report, difference):
        some.append(one)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def add_events(
    session: Session, simulation_id: int, actor: Actor, values: Sequence[Mapping[str, Any]]
) -> None:
    """Add a portion, within the caller's transaction.

    What lies beyond the actor's reach is taken out again by the condition that pages read by, so
    that it is never kept.
    """
    own = SimulationEvent.simulation_id == simulation_id
    before = session.scalar(sa.select(sa.func.max(SimulationEvent.id)).where(own)) or 0
    session.execute(sa.insert(SimulationEvent), values)
    _forget_events(session, own & (SimulationEvent.id > before) & sa.not_(visible_events(actor)))


def count_events(session: Session, simulation_id: int) -> int:
    """How many events of a simulation are kept."""
    query = sa.select(sa.func.count()).select_from(SimulationEvent)
    return session.scalar(query.filter_by(simulation_id=simulation_id)) or 0


def forget_events(session: Session, simulation_id: int) -> None:
    """Delete the events of a simulation, within the caller's transaction."""
    _forget_events(session, SimulationEvent.simulation_id == simulation_id)


def forget_old(session: Session, now: datetime, staff_id: int | None = None) -> None:
    """Delete what has had its time, and of one person what is more than is kept of anybody."""
    found = old_ones(session, now)
    if staff_id is not None:
        own = sa.select(Simulation.id).filter_by(staff_id=staff_id)
        found |= set(session.scalars(own.order_by(Simulation.id.desc()).offset(MOST_KEPT)))
    for simulation_id in sorted(found):
        forget(session, simulation_id)


def old_ones(session: Session, now: datetime) -> set[int]:
    """The keys of those that have had their time."""
    query = sa.select(Simulation.id).where(Simulation.made_at <= now - KEPT_FOR)
    return set(session.scalars(query))


def forget(session: Session, simulation_id: int) -> None:
    """Delete a simulation and its events, within the caller's transaction."""
    forget_events(session, simulation_id)
    session.execute(_quietly(sa.delete(Simulation).where(Simulation.id == simulation_id)))


def _forget_events(session: Session, which: ColumnElement[bool]) -> None:
    session.execute(_quietly(sa.delete(SimulationEvent).where(which)))


def _quietly(statement: sa.Delete) -> sa.Delete:
    """Without looking through what the session has loaded."""
    return statement.execution_options(synchronize_session=False)


def _values(
    simulation_id: int, report: Report, difference: Difference | None
) -> Iterator[dict[str, Any]]:
    """The columns of every event: those of the report, and those that it no longer has."""
    for row, change, was in _with_changes(report, difference):
        # The graduate of a case is named by the case: who may not see it does not learn his name.
        to_graduate = row.role in OF_GRADUATE
        yield {
            "simulation_id": simulation_id,
            "at": row.at,
            "day": row.day,
            "kind": row.kind.value,
            "change": change,
            "was_at": was.at if was else None,
            "case_id": row.case_id,
            "college_id": row.college_id,
            "role": row.role,
            "recipient": "" if to_graduate else row.recipient,
            "mail": row.mail,
            "what": row.what,
            "note": row.note,
            "wait": row.wait,
            "rules": " ".join(row.rules)[:LONGEST_RULES],
        }


def _with_changes(
    report: Report, difference: Difference | None
) -> Iterator[tuple[Row, Change, Row | None]]:
    """Each row with how it differs from the policy in force, and what it was there if moved."""
    if difference is None:
        yield from ((row, Change.SAME, None) for row in report.rows)
        return
    # The same rows that were compared: two that are equal are still two.
    added = {id(row) for row in difference.added}
    moved = {id(after): before for before, after in difference.moved}
    for row in report.rows:
        if id(row) in moved:
            yield row, Change.MOVED, moved[id(row)]
        else:
            yield row, Change.ADDED if id(row) in added else Change.SAME, None
    yield from ((row, Change.DROPPED, None) for row in difference.dropped)
