"""Who may see and do what, default-deny: a route that no row names is refused, a case that no
condition covers does not exist for the asker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from machines.roles import BRANCH, STAFF, Role
from machines.table import Move
from tracker.desk import Actor, Desk
from tracker.inbox.words import InboxState
from tracker.models import Branch, Case, IncomingMail
from tracker.models.listed_cases import lists_case

# Routes anybody may ask for: they show nothing of a case without a signed link.
PUBLIC: Final = frozenset(Role)
ANY_STAFF: Final = frozenset(STAFF)
# Those who deal with graduates; the department supervises and reads.
COLLEGE_STAFF: Final = ANY_STAFF - {Role.DEPARTMENT}
DEPARTMENT: Final = frozenset({Role.DEPARTMENT})
# Settings: the department's, and the organizer's for his own college (S3.1-5, S3.1-7).
KEEPERS: Final = frozenset({Role.DEPARTMENT, Role.ORGANIZER})
# Education activities are recorded by those who hold them (S1-1).
RECORDERS: Final = frozenset({Role.ORGANIZER, Role.COUNSELOR, Role.BRANCH_SECRETARY})
# S4.1-1: whoever keeps the data brings them in; each only for his own branches.
IMPORTERS: Final = frozenset(
    {Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT}
)

# Mails that fit no case for certain: those who know the graduates, and the department.
SORTERS: Final = frozenset({Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.DEPARTMENT})

# Who may ask what would happen: each sees it of his own cases only.
SIMULATORS: Final = frozenset(
    {Role.BRANCH_SECRETARY, Role.ORGANIZER, Role.COMMITTEE, Role.DEPARTMENT}
)

# S4.1: whoever answers for members' data looks at them; counselor and committee only look.
DATA_CHECKERS: Final = ANY_STAFF - {Role.CONTACT_PERSON}

ACCESS: Final[dict[str, frozenset[Role]]] = {
    "static": PUBLIC,
    "bootstrap.static": PUBLIC,
    "auth.log_in": PUBLIC,
    "auth.log_out": ANY_STAFF,
    "auth.change_password": ANY_STAFF,
    "start.home": ANY_STAFF,
    "start.healthy": PUBLIC,
    "cases.index": ANY_STAFF,
    "cases.show": ANY_STAFF,
    "cases.unmask": ANY_STAFF,
    "cases.revoke_links": frozenset(BRANCH),
    "cases.enter_address": frozenset(BRANCH),
    "cases.change_address": frozenset(BRANCH),
    "cases.forget_sender": frozenset(BRANCH),
    "cases.stub": ANY_STAFF,
    "cases.mail": ANY_STAFF,
    "cases.mail_html": ANY_STAFF,
    "cases.adopt": DEPARTMENT,
    "deadlines.index": ANY_STAFF,
    "deadlines.failed": KEEPERS,
    "deadlines.retry": KEEPERS,
    "moves.make": ANY_STAFF,
    "contacts.record": COLLEGE_STAFF,
    "contacts.correct": COLLEGE_STAFF,
    "tasks.settle": ANY_STAFF,
    "uploads.download": ANY_STAFF,
    "answers.show": PUBLIC,
    "answers.send": PUBLIC,
    "answers.addresses": PUBLIC,
    "answers.change_addresses": PUBLIC,
    "machines.index": ANY_STAFF,
    "machines.show": ANY_STAFF,
    "machines.drawing": ANY_STAFF,
    "machines.rules": ANY_STAFF,
    "incoming.index": ANY_STAFF,
    "incoming.show": ANY_STAFF,
    "incoming.reveal": ANY_STAFF,
    "incoming.download": ANY_STAFF,
    "incoming.receipt": frozenset(BRANCH),
    "incoming.file": SORTERS,
    "incoming.undo": SORTERS,
    "incoming.set_aside": SORTERS,
    "incoming.take_up_again": SORTERS,
    "incoming.run_again": SORTERS,
    "incoming.confirm_sender": SORTERS,
    "caught.index": ANY_STAFF,
    "caught.show": ANY_STAFF,
    "caught.html": ANY_STAFF,
    "caught.source": ANY_STAFF,
    "caught.answer": ANY_STAFF,
    "mails.index": ANY_STAFF,
    "mails.resend": COLLEGE_STAFF,
    "mails.templates": KEEPERS,
    "mails.template": KEEPERS,
    "mails.template_html": KEEPERS,
    "activities.index": ANY_STAFF,
    "activities.show": ANY_STAFF,
    "activities.add": RECORDERS,
    "activities.attend": RECORDERS,
    "roster.index": IMPORTERS,
    "roster.hand_in": IMPORTERS,
    "roster.template": IMPORTERS,
    "roster.show": IMPORTERS,
    "roster.rows": IMPORTERS,
    "roster.confirm": IMPORTERS,
    "roster.try_again": IMPORTERS,
    "roster.undo": IMPORTERS,
    "roster.decide_values": IMPORTERS,
    "roster.decide_branches": KEEPERS,
    "roster.show_columns": IMPORTERS,
    "roster.decide_columns": IMPORTERS,
    "reminders.show": ANY_STAFF,
    "reminders.preview": ANY_STAFF,
    "reminders.trial": ANY_STAFF,
    "reminders.renew": ANY_STAFF,
    "reminders.revoke": ANY_STAFF,
    "calendar.feed": PUBLIC,
    "simulation.index": SIMULATORS,
    "simulation.ask": SIMULATORS,
    "simulation.show": SIMULATORS,
    "simulation.chart": SIMULATORS,
    "simulation.sheet": SIMULATORS,
    "simulation.again": SIMULATORS,
    "simulation.delete": SIMULATORS,
    "jobs.show": ANY_STAFF,
    "jobs.cancel": ANY_STAFF,
    "data_check.index": DATA_CHECKERS,
    "data_check.people": DATA_CHECKERS,
    "data_check.people_sheet": DATA_CHECKERS,
    "data_check.ask": frozenset(BRANCH),
    "data_check.proposals": DATA_CHECKERS,
    "data_check.settle": frozenset(BRANCH),
    "data_check.corrections": DATA_CHECKERS,
    "data_check.make_sheet": KEEPERS,
    "data_check.sheet": KEEPERS,
    "data_check.sheet_file": KEEPERS,
    "data_check.entered": KEEPERS,
    "settings.index": KEEPERS,
    "settings.calendar": ANY_STAFF,
    "settings.enter_days": DEPARTMENT,
    "settings.enter_lines": DEPARTMENT,
    "settings.complete_year": DEPARTMENT,
    "settings.take_back": DEPARTMENT,
    "settings.policy": DEPARTMENT,
    "settings.save_policy": DEPARTMENT,
    "settings.draft": DEPARTMENT,
    "settings.draft_sheet": DEPARTMENT,
    "settings.compute_draft": DEPARTMENT,
    "settings.give_up_draft": DEPARTMENT,
    "settings.keep_as_version": DEPARTMENT,
    "settings.versions": DEPARTMENT,
    "settings.adopt": DEPARTMENT,
    "settings.adoption": DEPARTMENT,
    "settings.go_on_adopting": DEPARTMENT,
    "settings.take_back_adoption": DEPARTMENT,
    "settings.new_cohort": DEPARTMENT,
    "settings.new_college": DEPARTMENT,
    "settings.college": KEEPERS,
    "settings.contact": KEEPERS,
    "settings.branch": KEEPERS,
    "settings.forget_name": KEEPERS,
    "settings.forget_column": KEEPERS,
    "settings.accounts": KEEPERS,
    "settings.new_account": KEEPERS,
    "settings.account": KEEPERS,
    "settings.close": KEEPERS,
    "settings.password": KEEPERS,
}


class NoSuchCase(LookupError):
    """The case does not exist, or not for this actor: both look alike from outside."""


class NoSuchIncoming(LookupError):
    """The mail that came in does not exist, or not for this actor."""


def may_enter(endpoint: str, role: Role | None) -> bool:
    """Whether the access table lets `role` (None: not logged in) into a route."""
    allowed = ACCESS.get(endpoint, frozenset())
    return allowed is PUBLIC or (role is not None and role in allowed)


def may(actor: Actor, move: Move) -> bool:
    """Whether the table lets the actor's role make this move."""
    return actor.role in move.by


@dataclass(frozen=True, slots=True)
class Reach:
    """Which cases an actor may see: those that every part that is not None covers."""

    college: int | None = None
    branches: tuple[int, ...] | None = None
    contact: int | None = None

    def covers(self, *, leads: bool = True) -> list[ColumnElement[bool]]:
        """The same as conditions on `Case`; unless they lead, no index is chosen by them."""
        college, branch = (c if leads else c + 0 for c in (Case.college_id, Case.branch_id))
        contact = Case.contact_person_id if leads else Case.contact_person_id + 0
        found: list[ColumnElement[bool]] = []
        if self.college is not None:
            found.append(college == self.college)
        if self.branches is not None:
            found.append(branch.in_(self.branches))
        if self.contact is not None:
            found.append(contact == self.contact)
        return found


NOTHING: Final = Reach(branches=())


def reach_of(actor: Actor) -> Reach:
    """How far an actor sees (S3.1-5 to S3.1-7)."""
    staff = actor.staff
    if staff is None:
        return NOTHING
    own_branches = tuple(branch.id for branch in staff.branches)
    match actor.role:
        case Role.DEPARTMENT:
            return Reach()
        case Role.BRANCH_SECRETARY:
            return Reach(branches=own_branches)
        case Role.COUNSELOR if own_branches:
            return Reach(branches=own_branches)
        case Role.ORGANIZER | Role.COMMITTEE | Role.COUNSELOR if staff.college_id is not None:
            return Reach(college=staff.college_id)
        case Role.CONTACT_PERSON:
            return Reach(contact=staff.id)
        case _:
            return NOTHING


def visible_cases(actor: Actor) -> ColumnElement[bool]:
    """The cases an actor may see, as a condition on `Case`.

    A case whose import was taken back is nobody's.
    """
    return sa.and_(Case.withdrawn_at.is_(None), *reach_of(actor).covers())


def case_for(desk: Desk, actor: Actor, case_id: int) -> Case:
    """Fetch and authorise in one call. Raises NoSuchCase."""
    query = sa.select(Case).where(Case.id == case_id, visible_cases(actor))
    found = desk.session.scalar(query)
    if found is None:
        raise NoSuchCase(case_id)
    return found


def visible_incoming(actor: Actor) -> ColumnElement[bool]:
    """The mails that came in which an actor may see, as a condition on `IncomingMail`.

    A filed one belongs to its case. One that may belong to cases is seen by those who sort mail
    and see one of them; one that no case claims, or that broke, by organizers and the department,
    who sees them all: none is ever out of everybody's sight.
    """
    if actor.role is Role.DEPARTMENT:
        return sa.true()
    row = IncomingMail
    seen: list[ColumnElement[bool]] = [
        sa.exists().where(Case.id == row.case_id, visible_cases(actor))
    ]
    named = lists_case(row.candidates, Case.id)
    if actor.role in SORTERS:
        # A mail names a few cases, a college has thousands: the keys of the few lead.
        own = (Case.withdrawn_at.is_(None), *reach_of(actor).covers(leads=False))
        its_own = sa.exists().where(named, *own)
        seen.append(sa.and_(row.state != InboxState.FILED, its_own))
    if actor.role in KEEPERS:
        claimed = sa.exists().where(named, Case.withdrawn_at.is_(None))
        # A colleague's digest quoted in it names cases of his college: it is the department's.
        unclaimed = (row.case_id.is_(None), row.staff_mail_id.is_(None))
        seen.append(sa.and_(*unclaimed, sa.not_(claimed)))
    return sa.or_(*seen)


def incoming_for(desk: Desk, actor: Actor, incoming_id: int) -> IncomingMail:
    """Fetch and authorise in one call. Raises NoSuchIncoming."""
    query = sa.select(IncomingMail).where(IncomingMail.id == incoming_id, visible_incoming(actor))
    found = desk.session.scalar(query)
    if found is None:
        raise NoSuchIncoming(incoming_id)
    return found


def visible_branches(actor: Actor) -> sa.Select[tuple[Branch]]:
    """The branches an actor may work for, by college and name."""
    query = sa.select(Branch).order_by(Branch.college_id, Branch.name)
    staff = actor.staff
    if staff is None:
        return query.where(sa.false())
    if actor.role is Role.DEPARTMENT:
        return query
    query = query.where(Branch.college_id == staff.college_id)
    if actor.role is Role.BRANCH_SECRETARY or (actor.role is Role.COUNSELOR and staff.branches):
        return query.where(Branch.id.in_([b.id for b in staff.branches]))
    return query
