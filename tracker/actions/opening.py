"""Opening cases: the tracks in their first states and the facts that stand beside them.

A case just made has no evidence yet, so its facts are known beforehand and the rows are written
table by table: a roster of thousands takes seconds, not a minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from machines import get_machine
from machines.calendar import Calendar
from machines.dates import PROBATION_MONTHS, add_months
from machines.facts import Facts, ProbationFacts
from machines.policy import Policy
from machines.table import Track as TrackTable
from machines.words import Employment, PartyStatus, kind_of
from tracker.actions.records import Noted, line_on_case
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.lists import index_cases, shelve_cases
from tracker.models import (
    Branch,
    Case,
    CasePlan,
    Cohort,
    MoveRecord,
    Person,
    PlannedWait,
    PolicyVersion,
    Probation,
    Track,
)
from tracker.waits.planned import Planned, planned_waits
from tracker.waits.workdays import calendar_of
from tracker.writers.many import add_many, add_many_for_keys


@dataclass(frozen=True, slots=True)
class OpeningOrder:
    """What a case is opened with. `probation_ends_on` defaults to one year after joining (X-C7)."""

    status: PartyStatus
    abroad: bool = False
    left_on: date | None = None
    employment: Employment | None = None
    probation_ends_on: date | None = None


# Opened in version 1, and one further because opening is a move like every other.
FIRST_VERSION = 2


@dataclass(frozen=True, slots=True)
class Opening:
    """One case to be opened for a person who has his row; `joined_on` is the person's."""

    person_id: int
    joined_on: date | None
    branch: Branch
    order: OpeningOrder

    @property
    def probation_ends_on(self) -> date | None:
        """The day probation ends: as stated, else one year after joining (X-C7); else None."""
        if self.order.status is not PartyStatus.PROBATIONARY:
            return None
        if self.order.probation_ends_on is not None:
            return self.order.probation_ends_on
        return add_months(self.joined_on, PROBATION_MONTHS) if self.joined_on else None


@dataclass(slots=True)
class _Season:
    """What all the cases share; the policy is read from its JSON once, not once a case."""

    cohort: Cohort
    version: PolicyVersion
    policy: Policy
    calendar: Calendar
    today: date
    starts: dict[tuple[Any, ...], _Start]


@dataclass(frozen=True, slots=True)
class _Start:
    """Where cases of one sort begin: each track with the day its first state waits for, the waits."""

    tracks: tuple[tuple[TrackTable, date | None], ...]
    waits: tuple[Planned, ...]
    closed: bool

    @property
    def next_due_on(self) -> date | None:
        """The day that lists sort by."""
        return min((day for _, day in self.tracks if day), default=None)


def open_case(
    desk: Desk, cohort: Cohort, person: Person, branch: Branch, order: OpeningOrder, actor: Actor
) -> Case:
    """Add one case within the caller's transaction, which commits."""
    desk.session.add_all([cohort, person, branch])
    desk.session.flush()
    [case_id] = open_cases(
        desk, cohort, [Opening(person.id, person.joined_on, branch, order)], actor
    )
    return desk.session.get_one(Case, case_id)


def open_cases(desk: Desk, cohort: Cohort, openings: Sequence[Opening], actor: Actor) -> list[int]:
    """Add the cases within the caller's transaction, which commits; their keys in the order given."""
    if not openings:
        return []
    version, calendar = cohort.policy, calendar_of(desk.session)
    season = _Season(cohort, version, version.policy, calendar, day_of(desk.now), {})
    rows = (_case(desk, season, opening) for opening in openings)
    ids = add_many_for_keys(desk.session, Case, rows, by=("person_id",))
    pairs = list(zip(ids, openings, strict=True))
    tracks = (row for pair in pairs for row in _tracks(desk, season, *pair))
    add_many(desk.session, Track, tracks)
    add_many(desk.session, Probation, _probations(pairs))
    records = (_record(desk, season, actor, *pair) for pair in pairs)
    add_many(desk.session, MoveRecord, records)
    add_many(desk.session, PlannedWait, (row for p in pairs for row in _waits(desk, season, *p)))
    add_many(desk.session, CasePlan, (row for p in pairs for row in _plan(desk, season, *p)))
    shelve_cases(desk.session, ids)
    index_cases(desk.session, ids)
    return ids


def _case(desk: Desk, season: _Season, opening: Opening) -> dict[str, Any]:
    order, start = opening.order, _start(season, opening)
    return {
        "cohort_id": season.cohort.id,
        "person_id": opening.person_id,
        "college_id": opening.branch.college_id,
        "branch_id": opening.branch.id,
        "policy_version_id": season.version.id,
        "kind": kind_of(order.status, abroad=order.abroad),
        "status": order.status,
        "abroad": order.abroad,
        "employment": order.employment,
        "left_on": _left_on(season, opening),
        "version": FIRST_VERSION,
        "next_due_on": start.next_due_on,
        "opened_at": desk.now,
        "closed_at": desk.now if start.closed else None,
    }


def _left_on(season: _Season, opening: Opening) -> date:
    return opening.order.left_on or season.policy.leaving_day


def _tracks(
    desk: Desk, season: _Season, case_id: int, opening: Opening
) -> Iterator[dict[str, Any]]:
    for track, day in _start(season, opening).tracks:
        yield {
            "case_id": case_id,
            "name": track.name,
            "state": track.initial,
            "since": desk.now,
            "due_on": day,
        }


def _waits(desk: Desk, season: _Season, case_id: int, opening: Opening) -> Iterator[dict[str, Any]]:
    """The waits of the first states; of what was due before the case was opened nothing is said."""
    for planned in _start(season, opening).waits:
        yield {
            "case_id": case_id,
            "track": planned.track,
            "name": planned.name,
            "due_on": planned.schedule.due,
            "next_at": planned.next_at(desk.now),
            "handled_until": desk.now,
        }


def _plan(desk: Desk, season: _Season, case_id: int, opening: Opening) -> Iterator[dict[str, Any]]:
    """When the case is looked at first: an open one alone has a plan."""
    start = _start(season, opening)
    if start.closed:
        return
    coming = [one for one in start.waits if one.next_at(desk.now)]
    moments = (one.next_at(desk.now) for one in coming)
    yield {
        "case_id": case_id,
        "next_at": min((at for at in moments if at), default=None),
        "due_on": min((one.schedule.due for one in coming), default=None),
    }


def _probations(pairs: Sequence[tuple[int, Opening]]) -> Iterator[dict[str, Any]]:
    for case_id, opening in pairs:
        if opening.order.status is PartyStatus.PROBATIONARY:
            yield {"case_id": case_id, "ends_on": opening.probation_ends_on}


def _record(
    desk: Desk, season: _Season, actor: Actor, case_id: int, opening: Opening
) -> dict[str, Any]:
    kind = kind_of(opening.order.status, abroad=opening.order.abroad)
    noted = Noted(case_id, kind, season.version.id, FIRST_VERSION)
    return line_on_case(desk, noted, actor, "open", "建立个案", ("S4.1-1",))


def _start(season: _Season, opening: Opening) -> _Start:
    """Where such a case begins; thousands of a roster are of a few dozen sorts."""
    order = opening.order
    sort = (order.status, order.abroad, order.left_on, opening.probation_ends_on)
    if sort not in season.starts:
        season.starts[sort] = _first_states(season, opening)
    return season.starts[sort]


def _first_states(season: _Season, opening: Opening) -> _Start:
    """The tracks of a new case, each with the day its first state waits for, as after every move."""
    status = opening.order.status
    tracks = [
        track
        for track in get_machine(kind_of(status, abroad=opening.order.abroad)).tracks
        if track.name != "probation" or status is PartyStatus.PROBATIONARY
    ]
    facts = _first_facts(season, opening, tracks)
    states = [track.state(track.initial) for track in tracks]
    closed = all(state.final or state.resting for state in states)
    waits = () if closed else tuple(planned_waits(facts, season.calendar))
    return _Start(tuple((track, _due(track, waits)) for track in tracks), waits, closed)


def _due(track: TrackTable, waits: Sequence[Planned]) -> date | None:
    """The day that lists sort by, as after every move: the earliest of the leading waits."""
    leading = (p.schedule.due for p in waits if p.track == track.name and p.schedule.wait.leads)
    return min(leading, default=None)


def _first_facts(season: _Season, opening: Opening, tracks: Sequence[TrackTable]) -> Facts:
    """The facts of a case without any evidence; no first state's wait looks at the person's data."""
    status, probation = opening.order.status, None
    if status is PartyStatus.PROBATIONARY:
        probation = ProbationFacts(opening.probation_ends_on)
    return Facts(
        kind=kind_of(status, abroad=opening.order.abroad),
        status=status,
        policy=season.policy,
        states=MappingProxyType({track.name: track.initial for track in tracks}),
        came_from=MappingProxyType({track.name: None for track in tracks}),
        probation=probation,
        left_on=_left_on(season, opening),
        since=MappingProxyType({track.name: season.today for track in tracks}),
    )
