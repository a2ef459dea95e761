"""S4.4-8: what is told before the cut-off: how many letters have neither receipt nor acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from machines.roles import Role
from machines.tracks.transfer import ACCEPTABLE
from tracker.desk import Actor, Desk
from tracker.digests.slots import Hours, receipts_slots
from tracker.models import Branch, Case, Cohort, College, Letter, Receipt, Track
from tracker.natural_order import natural_order
from tracker.permissions import visible_cases


@dataclass(frozen=True, slots=True)
class Place:
    """A branch, or for the department a college: letters on their way, and what is known of them.

    `out` letters wait for acceptance; `silent` of them have no receipt either, `expired` ran out.
    """

    name: str
    out: int
    silent: int
    expired: int

    @property
    def receipted(self) -> int:
        """Those whose paper receipt is there; only acceptance in the system ends them (S4.4-3)."""
        return self.out - self.silent


@dataclass(frozen=True, slots=True)
class Report:
    """One cohort's open transfers before its cut-off."""

    cohort: str
    cutoff: date
    places: tuple[Place, ...]

    @property
    def out(self) -> int:
        """All letters on their way."""
        return sum(place.out for place in self.places)

    @property
    def silent(self) -> int:
        """All without receipt."""
        return sum(place.silent for place in self.places)


@dataclass(frozen=True, slots=True)
class Due:
    """The cohorts that this reader is to be told of, by the newest slot among theirs."""

    slot: datetime
    cohorts: tuple[Cohort, ...]


def receipts_due(desk: Desk, role: Role, since: datetime, hours: Hours) -> Due | None:
    """Which cohorts have a slot after `since` and not after now; None for none.

    Missed ones fold into the newest: after days of downtime it is told once.
    """
    slots: dict[int, datetime] = {}
    cohorts = desk.session.scalars(sa.select(Cohort).order_by(Cohort.year)).all()
    for cohort in cohorts:
        for slot, _told in receipts_slots(cohort.policy.policy, role, hours):
            if since < slot <= desk.now:
                slots[cohort.id] = slot
    if not slots:
        return None
    return Due(max(slots.values()), tuple(one for one in cohorts if one.id in slots))


def report_on(desk: Desk, actor: Actor, cohorts: tuple[Cohort, ...]) -> tuple[Report, ...]:
    """The reports of those cohorts in which the reader has open transfers."""
    made = (
        Report(one.name, one.policy.policy.receipt_cutoff, _places(desk, actor, one))
        for one in cohorts
    )
    return tuple(report for report in made if report.places)


def _places(desk: Desk, actor: Actor, cohort: Cohort) -> tuple[Place, ...]:
    place = College if actor.role is Role.DEPARTMENT else Branch
    key = Case.college_id if place is College else Case.branch_id
    has_letter = sa.exists().where(Letter.case_id == Case.id)
    has_receipt = sa.exists().where(
        Receipt.letter_id == Letter.id, Letter.case_id == Case.id, Receipt.seal_seen.is_(True)
    )
    query = (
        sa.select(
            place.name,
            sa.func.count(),
            sa.func.sum(sa.case((has_receipt, 0), else_=1)),
            sa.func.sum(sa.case((Track.state == "expired", 1), else_=0)),
        )
        .select_from(Case)
        .join(Track, sa.and_(Track.case_id == Case.id, Track.name == "transfer"))
        .join(place, place.id == key)
        .where(
            Case.cohort_id == cohort.id,
            Case.closed_at.is_(None),
            Track.state.in_(ACCEPTABLE),
            has_letter,
            visible_cases(actor),
        )
        .group_by(place.id, place.name)
    )
    found = [Place(*row) for row in desk.session.execute(query).tuples()]
    return tuple(sorted(found, key=lambda one: natural_order(one.name)))
