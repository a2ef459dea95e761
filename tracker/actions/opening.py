"""Opening a case: the person, the tracks in their first states, the facts that stand beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machines import get_machine
from machines.dates import add_months
from machines.words import Employment, PartyStatus, kind_of
from tracker.actions.moves import finish
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import Branch, Case, Cohort, MoveRecord, Person, Probation, Track

PROBATION_MONTHS = 12


@dataclass(frozen=True, slots=True)
class OpeningOrder:
    """What a case is opened with. `probation_ends_on` defaults to one year after joining (X-C7)."""

    status: PartyStatus
    abroad: bool = False
    left_on: date | None = None
    employment: Employment | None = None
    probation_ends_on: date | None = None


def open_case(
    desk: Desk, cohort: Cohort, person: Person, branch: Branch, order: OpeningOrder, actor: Actor
) -> Case:
    """Add a case within the caller's transaction, which commits: an import opens many at once."""
    kind = kind_of(order.status, abroad=order.abroad)
    version = cohort.policy
    case = Case(
        cohort=cohort,
        person=person,
        college=branch.college,
        branch=branch,
        policy_version=version,
        kind=kind,
        status=order.status,
        abroad=order.abroad,
        employment=order.employment,
        left_on=order.left_on or version.policy.leaving_day,
        version=1,
        opened_at=desk.now,
    )
    case.tracks = [
        Track(name=track.name, state=track.initial, since=desk.now)
        for track in get_machine(kind).tracks
        if track.name != "probation" or order.status is PartyStatus.PROBATIONARY
    ]
    desk.session.add(case)
    desk.session.flush()
    if order.status is PartyStatus.PROBATIONARY:
        desk.session.add(Probation(case_id=case.id, ends_on=_probation_end(person, order)))
    desk.session.add(_opening(desk, case, actor))
    finish(desk, case)
    return case


def _probation_end(person: Person, order: OpeningOrder) -> date | None:
    if order.probation_ends_on is not None:
        return order.probation_ends_on
    return add_months(person.joined_on, PROBATION_MONTHS) if person.joined_on else None


def _opening(desk: Desk, case: Case, actor: Actor) -> MoveRecord:
    return MoveRecord(
        case=case,
        track="case",
        action="open",
        label="建立个案",
        from_state="",
        to_state="open",
        role=actor.role.value,
        staff_id=actor.staff_id,
        policy_version_id=case.policy_version.id,
        kind_before=case.kind.value,
        kind_after=case.kind.value,
        order={},
        rules=["S4.1-1"],
        day=day_of(desk.now),
        at=desk.now,
    )
