"""Opening cases: the person, the tracks in their first states, the facts that stand beside them.

A case just made has no evidence yet, so its facts are known beforehand and the rows are written
table by table: a roster of thousands takes seconds, not a minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import sqlalchemy as sa

from machines import get_machine
from machines.dates import PROBATION_MONTHS, add_months
from machines.facts import Facts, ProbationFacts
from machines.policy import Policy
from machines.table import Track as TrackTable
from machines.words import Employment, PartyStatus, kind_of
from tracker.actions.records import note_on_case
from tracker.desk import Actor, Desk
from tracker.lists import index_cases, shelve_cases
from tracker.models import (
    Branch,
    Case,
    Cohort,
    Person,
    PolicyVersion,
    Probation,
    Track,
)


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
    """One case to be opened."""

    person: Person
    branch: Branch
    order: OpeningOrder


@dataclass(frozen=True, slots=True)
class _Season:
    """What all the cases share; the policy is read from its JSON once, not once a case."""

    cohort: Cohort
    version: PolicyVersion
    policy: Policy


def open_case(
    desk: Desk, cohort: Cohort, person: Person, branch: Branch, order: OpeningOrder, actor: Actor
) -> Case:
    """Add one case within the caller's transaction, which commits."""
    [case] = open_cases(desk, cohort, [Opening(person, branch, order)], actor)
    return case


def open_cases(desk: Desk, cohort: Cohort, openings: Sequence[Opening], actor: Actor) -> list[Case]:
    """Add the cases within the caller's transaction, which commits; in the order given."""
    season = _Season(cohort, cohort.policy, cohort.policy.policy)
    cases = [_case(desk, season, opening) for opening in openings]
    due = [_due_dates(desk, season, *pair) for pair in zip(cases, openings, strict=True)]
    desk.session.add_all(cases)
    desk.session.flush()
    tracks = [
        {"case_id": case.id, "name": track.name, "state": track.initial, "due_on": day}
        | {"since": desk.now}
        for case, days in zip(cases, due, strict=True)
        for track, day in days
    ]
    if tracks:
        desk.session.execute(sa.insert(Track), tracks)
    desk.session.add_all(
        Probation(case_id=case.id, ends_on=probation_end(opening.person, opening.order))
        for case, opening in zip(cases, openings, strict=True)
        if case.status is PartyStatus.PROBATIONARY
    )
    for case in cases:
        note_on_case(desk, case, actor, "open", "建立个案", ("S4.1-1",))
    ids = [case.id for case in cases]
    shelve_cases(desk.session, ids)
    index_cases(desk.session, ids)
    return cases


def _case(desk: Desk, season: _Season, opening: Opening) -> Case:
    order = opening.order
    return Case(
        cohort=season.cohort,
        person=opening.person,
        college=opening.branch.college,
        branch=opening.branch,
        policy_version=season.version,
        kind=kind_of(order.status, abroad=order.abroad),
        status=order.status,
        abroad=order.abroad,
        employment=order.employment,
        left_on=order.left_on or season.policy.leaving_day,
        version=FIRST_VERSION,
        opened_at=desk.now,
    )


def _due_dates(
    desk: Desk, season: _Season, case: Case, opening: Opening
) -> list[tuple[TrackTable, date | None]]:
    """The tracks of a new case, each with the day its first state waits for, as after every move."""
    tracks = [
        track
        for track in get_machine(case.kind).tracks
        if track.name != "probation" or case.status is PartyStatus.PROBATIONARY
    ]
    facts = _first_facts(season, case, opening, tracks)
    states = [track.state(track.initial) for track in tracks]
    days = [state.wait.due(facts) if state.wait else None for state in states]
    case.next_due_on = min((day for day in days if day), default=None)
    case.closed_at = desk.now if all(s.final or s.resting for s in states) else None
    return list(zip(tracks, days, strict=True))


def _first_facts(
    season: _Season, case: Case, opening: Opening, tracks: Sequence[TrackTable]
) -> Facts:
    """The facts of a case without any evidence; no wait looks at the person's data."""
    probation = None
    if case.status is PartyStatus.PROBATIONARY:
        probation = ProbationFacts(probation_end(opening.person, opening.order))
    return Facts(
        kind=case.kind,
        status=case.status,
        policy=season.policy,
        states=MappingProxyType({track.name: track.initial for track in tracks}),
        came_from=MappingProxyType({track.name: None for track in tracks}),
        probation=probation,
        left_on=case.left_on,
    )


def probation_end(person: Person, order: OpeningOrder) -> date | None:
    """The day probation ends: as stated, else one year after joining (X-C7)."""
    if order.probation_ends_on is not None:
        return order.probation_ends_on
    return add_months(person.joined_on, PROBATION_MONTHS) if person.joined_on else None
