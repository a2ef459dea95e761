"""What a list, a chart or a sheet of foretold events is narrowed to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from machines import MACHINES
from machines.roles import Role
from tracker.desk import Actor
from tracker.foretold.seeing import visible_events
from tracker.models import Case, Cohort, Person, SimulationEvent

TAG: Final = re.compile(r"QZ-?(?P<year>\d{4})-?(?P<id>\d{4,9})", re.ASCII | re.IGNORECASE)

# What is the graduate's: what he is sent, and what the clock does to his case.
OF_GRADUATE: Final = (Role.GRADUATE.value, Role.CLOCK.value, "")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Empty values narrow nothing. `case` is a case's number, a student number or a name."""

    kind: str = ""
    role: str = ""
    wait: str = ""
    change: str = ""
    college: int | None = None
    case: str = ""
    recipient: str = ""
    since: date | None = None
    until: date | None = None


def events_where(
    simulation_id: int, actor: Actor, narrowing: Narrowing
) -> list[ColumnElement[bool]]:
    """The conditions on `SimulationEvent`: of this run, visible to the actor, and narrowed."""
    row = SimulationEvent
    return [row.simulation_id == simulation_id, visible_events(actor), *_narrowed(narrowing)]


def _narrowed(narrowing: Narrowing) -> Iterator[ColumnElement[bool]]:
    row = SimulationEvent
    for column, value in (
        (row.kind, narrowing.kind),
        (row.wait, narrowing.wait),
        (row.change, narrowing.change),
        (row.college_id, narrowing.college),
        (row.recipient, narrowing.recipient),
    ):
        if value:
            yield column == value
    if narrowing.role:
        own = narrowing.role in OF_GRADUATE
        yield row.role.in_(OF_GRADUATE if own else (narrowing.role,))
    if narrowing.since is not None:
        yield row.day >= narrowing.since
    if narrowing.until is not None:
        yield row.day <= narrowing.until
    if narrowing.case:
        yield row.case_id.in_(_cases(narrowing.case))


def _cases(words: str) -> sa.Select[tuple[int]]:
    query = sa.select(Case.id)
    if tag := TAG.fullmatch(words):
        number, year = int(tag["id"]), int(tag["year"])
        return query.join(Cohort).where(Case.id == number, Cohort.year == year)
    person = sa.or_(Person.name == words, Person.student_no == words)
    return query.join(Person).where(person)


@lru_cache(maxsize=1)
def wait_labels() -> dict[str, str]:
    """The waits of all tables, by name: what each waits for, in Chinese."""
    states = (s for m in MACHINES.values() for track in m.tracks for s in track.states)
    return {wait.name: wait.label for state in states for wait in state.waits}
