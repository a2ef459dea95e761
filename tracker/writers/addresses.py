"""What becomes of a person's mail addresses; each change leaves a line in the address's history.

All of it within the caller's transaction. Whoever changes whether an address is usable has the
person's cases put on their shelves again (`tracker.lists.refresh_people`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.models import AddressChange, AddressState, MailAddress, Person
from tracker.models.db import in_batches
from tracker.writers.held_mails import judge_anew
from tracker.writers.many import Line, add_many, add_many_for_keys


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an address changes, at which moment, by whom or by which incoming mail.

    Without staff and mail it was the graduate by his link, or the system: `why` says it.
    """

    why: str
    at: datetime
    staff_id: int | None = None
    incoming_id: int | None = None


def lock_addresses(session: Session, person: Person) -> list[MailAddress]:
    """His addresses as they are now, best first, locked where the database locks rows.

    Two cases of one person share them, so the lock of one case does not do.
    """
    session.flush()
    query = sa.select(MailAddress).filter_by(person_id=person.id)
    ordered = query.order_by(MailAddress.position, MailAddress.id)
    found = session.scalars(
        ordered.with_for_update().execution_options(populate_existing=True)
    ).all()
    session.refresh(person, ["addresses"])
    return list(found)


def add_new(
    session: Session,
    person: Person,
    address: str,
    source: str,
    cause: Cause,
    *,
    first: bool = True,
    asked: bool = False,
) -> MailAddress:
    """A further address (S4.1-6), before or behind the others; `asked`: in use once confirmed."""
    row = MailAddress(
        address=address,
        position=_before(person) if first else _behind(person),
        source=source,
        active=not asked,
        added_at=cause.at,
        state=AddressState.UNCONFIRMED,
        asked_at=cause.at if asked else None,
    )
    person.addresses.append(row)
    session.flush()
    note(session, row, cause)
    judge_anew(session, [address])
    return row


def add_rows(session: Session, rows: list[Line], cause: Cause) -> None:
    """Write many new addresses with their first lines, a few statements for thousands."""
    keys = add_many_for_keys(session, MailAddress, rows, by=("person_id", "address"))
    add_many(session, AddressChange, (_first_line(key, cause) for key in keys))
    judge_anew(session, [str(row["address"]) for row in rows])


def bring_back(session: Session, row: MailAddress, cause: Cause) -> None:
    """Somebody says that it may be used (again), whatever was known of it; behind those in use."""
    if any(one.usable for one in row.person.addresses if one is not row):
        row.position = _behind(row.person)
    row.active, row.asked_at, row.state = True, None, AddressState.UNCONFIRMED
    note(session, row, cause)
    judge_anew(session, [row.address])


def ask_about(session: Session, row: MailAddress, cause: Cause) -> None:
    """The graduate stated it by a link: once he has answered from it, it is in use (again)."""
    row.asked_at = cause.at
    note(session, row, cause)


def confirm(session: Session, row: MailAddress, cause: Cause) -> None:
    """The mail that asked for it was answered."""
    row.active, row.asked_at = True, None
    row.state, row.worked_at = AddressState.WORKS, cause.at
    note(session, row, cause)
    judge_anew(session, [row.address])


def put_out_of_use(session: Session, row: MailAddress, cause: Cause) -> None:
    """It is not his, or no longer; what is known of it stays known."""
    row.active, row.asked_at = False, None
    note(session, row, cause)
    judge_anew(session, [row.address])


def put_before_others(session: Session, row: MailAddress, cause: Cause) -> None:
    """Mails go there first from now on."""
    row.position = _before(row.person)
    note(session, row, cause)


def came_back(session: Session, row: MailAddress, cause: Cause) -> None:
    """A mail came back because nobody is there: no mail goes to it until somebody says otherwise."""
    row.state, row.asked_at = AddressState.BOUNCED, None
    note(session, row, cause)


def works(session: Session, row: MailAddress, cause: Cause) -> bool:
    """Something was answered from it. Gives whether that was news; what is known leaves no line."""
    news = row.state is not AddressState.WORKS
    row.state, row.worked_at = AddressState.WORKS, cause.at
    if news:
        note(session, row, cause)
    return news


def note(session: Session, row: MailAddress, cause: Cause) -> None:
    """One line of its history, as it stands after what the line tells."""
    session.add(
        AddressChange(
            address_id=row.id,
            at=cause.at,
            state=row.state,
            active=row.active,
            why=cause.why,
            incoming_id=cause.incoming_id,
            staff_id=cause.staff_id,
        )
    )
    session.flush()


def forget_rows(session: Session, address_ids: sa.Select[tuple[int]]) -> None:
    """Take back what an import added, its history with it: the import's own record says it was."""
    for batch in in_batches(session.scalars(address_ids).all()):
        gone = sa.select(MailAddress.folded).where(MailAddress.id.in_(batch))
        judge_anew(session, session.scalars(gone).all())
        session.execute(sa.delete(AddressChange).where(AddressChange.address_id.in_(batch)))
        session.execute(sa.delete(MailAddress).where(MailAddress.id.in_(batch)))


def _first_line(address_id: int, cause: Cause) -> Line:
    return {
        "address_id": address_id,
        "at": cause.at,
        "state": AddressState.UNCONFIRMED,
        "active": True,
        "why": cause.why,
        "incoming_id": cause.incoming_id,
        "staff_id": cause.staff_id,
    }


def _before(person: Person) -> int:
    return min((a.position for a in person.addresses), default=1) - 1


def _behind(person: Person) -> int:
    return max((a.position for a in person.addresses), default=-1) + 1
