"""From rows to facts: what the guards may know of a case, read in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from machines.facts import (
    AbroadFacts,
    ApplicationFacts,
    ContactFacts,
    DestinationFacts,
    EducationFacts,
    Facts,
    ItemFacts,
    LetterFacts,
    MaterialsFacts,
    PersonFacts,
    ProbationFacts,
    RetentionFacts,
)
from machines.orders import Order
from machines.policy import Policy
from machines.roles import Role
from machines.words import AbroadPaper, FeedbackResult
from tracker.clock import day_of
from tracker.history_facts import (
    destination_proposed,
    newest_activity,
    newest_move,
    newest_result,
)
from tracker.live_letters import live_numbers
from tracker.models import (
    Application,
    Attendance,
    Briefing,
    Case,
    ContactEntry,
    Destination,
    IncomingFiling,
    Letter,
    MaterialChecker,
    MaterialItem,
    Probation,
    Receipt,
    Retention,
    Staff,
    Stay,
)
from tracker.models.staff import staff_branch
from tracker.person_facts import person_facts


def _part(read: Callable[[Any], Any]) -> Any:
    """A part of the facts that is read when first looked at, and kept."""
    return cached_property(read)


def read_facts(session: Session, case: Case, order: Order | None = None) -> Facts:
    """The facts of a case; `order` lets the reader see whether its letter number is taken.

    Each part is read when a guard first asks for it, and once: most moves look at few of them.
    The caller holds the case within one transaction, so that all parts tell of one moment.
    """
    return _RowFacts(session, case, order)


def under_policy(facts: Facts, policy: Policy) -> Facts:
    """The same case under another policy; parts that were read already are not read again."""
    if not isinstance(facts, _RowFacts):
        return replace(facts, policy=policy)
    other = _RowFacts(facts._session, facts._case, facts._order)
    other.__dict__.update(facts.__dict__ | {"policy": policy})
    return other


class _RowFacts(Facts):
    """Facts that come from rows, part by part; frozen like all facts."""

    def __init__(self, session: Session, case: Case, order: Order | None) -> None:
        self.__dict__.update(_session=session, _case=case, _order=order)
        ready = {
            "kind": case.kind,
            "status": case.status,
            "states": MappingProxyType({t.name: t.state for t in case.tracks}),
            "came_from": MappingProxyType({t.name: t.came_from for t in case.tracks}),
            "left_on": case.left_on,
            "out_of_contact_since": case.out_of_contact_since,
            "since": MappingProxyType({t.name: day_of(t.since) for t in case.tracks}),
            "data_confirmed_on": case.data_confirmed_on,
        }
        for name, value in ready.items():
            object.__setattr__(self, name, value)

    _session: Session
    _case: Case
    _order: Order | None

    @cached_property
    def _letters(self) -> Sequence[Letter]:
        return _rows(self._session, Letter, self._case)

    policy = _part(lambda f: f._case.policy_version.policy)
    person = _part(lambda f: _person(f._session, f._case))
    education = _part(lambda f: _education(f._session, f._case))
    materials = _part(lambda f: _materials(f._session, f._case))
    destination = _part(lambda f: _destination(f._session, f._case))
    destination_proposed = _part(lambda f: destination_proposed(f._session, f._case))
    letter = _part(lambda f: _letter(f._session, f._case, f._letters))
    live_number = _part(lambda f: "、".join(live_numbers(f._session, f._case.person_id)))
    letter_number_taken = _part(lambda f: _number_taken(f._session, f._order))
    applications = _part(lambda f: _applications(f._session, f._case))
    probation = _part(lambda f: _probation(f._session, f._case))
    abroad = _part(lambda f: _abroad(f._session, f._case))
    retention = _part(lambda f: _retention(f._session, f._case))
    contacts = _part(lambda f: _contacts(f._session, f._case))


def _rows(session: Session, model: Any, case: Case) -> Sequence[Any]:
    return session.scalars(sa.select(model).filter_by(case_id=case.id).order_by(model.id)).all()


def _person(session: Session, case: Case) -> PersonFacts:
    has_secretary, has_organizer = _responsible(session, case)
    return person_facts(
        case.person,
        # A bounced one counts until a person puts it out of use: a notice is no proof (D-15).
        mail_addresses=tuple(a.address for a in case.person.addresses if a.active),
        has_secretary=has_secretary,
        has_organizer=has_organizer,
    )


def _responsible(session: Session, case: Case) -> tuple[bool, bool]:
    """Whether the branch has a secretary and the college an organizer (S3.1-6, S3.1-7)."""
    secretary = (
        sa.select(Staff.id)
        .join(staff_branch, staff_branch.c.staff_id == Staff.id)
        .where(
            staff_branch.c.branch_id == case.branch_id,
            Staff.role == Role.BRANCH_SECRETARY.value,
            Staff.active.is_(True),
        )
    )
    organizer = sa.select(Staff.id).where(
        Staff.college_id == case.college_id,
        Staff.role == Role.ORGANIZER.value,
        Staff.active.is_(True),
    )
    found = session.execute(sa.select(secretary.exists(), organizer.exists())).one()
    return bool(found[0]), bool(found[1])


def _education(session: Session, case: Case) -> EducationFacts:
    briefing = session.get(Briefing, case.id)
    attended: date | None = session.scalar(
        sa.select(sa.func.min(Attendance.attended_on)).filter_by(case_id=case.id)
    )
    return EducationFacts(
        attended_on=attended,
        pledged_on=briefing.pledged_on if briefing else None,
        told_of_rules_on=briefing.told_of_rules_on if briefing else None,
        notes_received_on=briefing.notes_received_on if briefing else None,
    )


def _materials(session: Session, case: Case) -> MaterialsFacts:
    checkers = session.scalars(sa.select(MaterialChecker).filter_by(case_id=case.id)).all()
    return MaterialsFacts(
        items=tuple(
            ItemFacts(item.code, item.status, item.sealed_on)
            for item in _rows(session, MaterialItem, case)
        ),
        organizers=frozenset(c.staff_id for c in checkers if c.role == Role.ORGANIZER.value),
        counselors=frozenset(c.staff_id for c in checkers if c.role == Role.COUNSELOR.value),
    )


def registered_destination(session: Session, case: Case) -> Destination | None:
    """The newest destination the branch registered, or None (S4.2-1)."""
    return session.scalar(
        sa.select(Destination)
        .filter_by(case_id=case.id, proposed=False)
        .order_by(Destination.id.desc())
        .limit(1)
    )


def _destination(session: Session, case: Case) -> DestinationFacts | None:
    found = registered_destination(session, case)
    if found is None:
        return None
    return DestinationFacts(found.org_name, found.title, found.province, bool(found.in_database))


def _letter(session: Session, case: Case, letters: Sequence[Letter]) -> LetterFacts | None:
    if not letters:
        return None
    newest = letters[-1]
    sealed = session.scalar(
        sa.select(sa.func.max(Receipt.registered_at)).filter_by(letter_id=newest.id, seal_seen=True)
    )
    found = newest_result(session, case, newest.issued_on)
    told, told_on = found or (None, None)
    return LetterFacts(
        number=newest.number,
        issued_on=newest.issued_on,
        valid_until=newest.valid_until,
        status=newest.status,
        original=newest.original,
        first_issued_on=_first_of_chain(letters).issued_on,
        receipt_sealed=sealed is not None,
        in_database=newest.in_database,
        feedback_on=newest_move(session, case, "transfer", "record_feedback", newest.issued_on),
        accepted_on=told_on if told == FeedbackResult.ACCEPTED else None,
        waiting_on=told_on if told == FeedbackResult.WAITING else None,
        receipt_on=day_of(sealed) if sealed else None,
    )


def _first_of_chain(letters: Sequence[Letter]) -> Letter:
    """The letter with which this transfer began: from the newest back, heir by heir (D-17).

    A letter given back for retention has no heir; the transfer after it begins anew.
    """
    first = letters[-1]
    while before := next((one for one in letters if one.successor_id == first.id), None):
        first = before
    return first


def _number_taken(session: Session, order: Order | None) -> bool:
    number = getattr(order, "number", None)
    if number is None:
        return False
    return session.scalar(sa.select(Letter.id).filter_by(number=number)) is not None


def _applications(session: Session, case: Case) -> tuple[ApplicationFacts, ...]:
    return tuple(
        ApplicationFacts(
            row.kind, row.state, row.requested_until, row.submitted_on, bool(row.exception_reason)
        )
        for row in reversed(_rows(session, Application, case))
    )


def _probation(session: Session, case: Case) -> ProbationFacts | None:
    row = session.get(Probation, case.id)
    if row is None:
        return None
    return ProbationFacts(
        row.ends_on, row.extended_on is not None, row.applied_on, bool(row.local_exception)
    )


def _abroad(session: Session, case: Case) -> AbroadFacts:
    row = session.get(Stay, case.id)
    if row is None:
        return AbroadFacts()
    return AbroadFacts(
        purpose=row.purpose,
        directly_after=row.directly_after,
        papers=frozenset(AbroadPaper(p) for p in row.papers),
        filed_on=row.filed_on,
        branch_set=row.prepared_branch_id is not None,
        contact_person_set=case.contact_person_id is not None,
        talk_on=row.talk_on,
        starts_on=row.starts_on,
        departed_on=row.departed_on,
        limit_on=row.limit_on,
        returns_on=row.returns_on,
    )


def _retention(session: Session, case: Case) -> RetentionFacts | None:
    row = session.get(Retention, case.id)
    if row is None:
        return None
    return RetentionFacts(
        filed_on=row.filed_on,
        started_on=row.started_on,
        until=row.until,
        review_passed=row.reviewed_on is not None,
        dues_paid_until=row.dues_paid_until,
        active_on=newest_activity(session, case),
        transferable_on=newest_move(
            session, case, "transfer", "report_transferable", row.started_on
        ),
    )


def _contacts(session: Session, case: Case) -> tuple[ContactFacts, ...]:
    """The ledger as evidence: an entry that a further one corrects does not count, nor does a line
    that only says whose a mail was not (D-15).
    """
    entry = ContactEntry
    filing = IncomingFiling
    undoes = sa.exists().where(filing.case_id == entry.case_id, filing.undo_entry_id == entry.id)
    rows = session.execute(
        sa.select(
            entry.id, entry.at, entry.channel, entry.grade, entry.direction, entry.address,
            entry.corrects_id, undoes.label("undoes"),
        ).filter_by(case_id=case.id).order_by(entry.id)
    ).all()  # fmt: skip
    corrected = {row.corrects_id for row in rows}
    return tuple(
        ContactFacts(r.id, day_of(r.at), r.channel, r.grade, r.direction, r.address)
        for r in rows
        if r.id not in corrected and not r.undoes
    )
