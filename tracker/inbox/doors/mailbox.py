"""How far a mailbox was read and who reads it: one process at a time, by a lease that ends by itself.

How far is counted by UIDs (RFC 3501), which mean something only together with UIDVALIDITY. The row
moves on in the transaction that stores the mails, so that none is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tracker.clock import database_now
from tracker.config import Settings
from tracker.models.db import in_batches, writing
from tracker.models.incoming import ImapMailbox, IncomingArrival

# Longer than any one step with the server can take, so that a lease ends only with its process.
LEASE = timedelta(minutes=3)


class LeaseLost(Exception):
    """Another process reads this mailbox by now."""


@dataclass(frozen=True, slots=True)
class Place:
    """A mailbox that `reader` holds, and how far it was read."""

    id: int
    reader: str
    lease: timedelta
    uid_validity: int | None
    last_uid: int

    def at(self, uid_validity: int, last_uid: int) -> Place:
        """The same mailbox, read so far."""
        return replace(self, uid_validity=uid_validity, last_uid=last_uid)


def name_of(settings: Settings) -> str:
    """What tells mailboxes apart: account, server and folder."""
    return f"{settings.imap_username}@{settings.imap_host}/{settings.imap_folder}"[:300]


def claim_mailbox(session: Session, name: str, reader: str, lease: timedelta) -> Place | None:
    """Take the mailbox, or keep it for longer; None while another process holds it. Commits."""
    with writing(session):
        _make(session, name)
        moment = database_now(session)
        free = sa.or_(
            ImapMailbox.claimed_by == reader,
            ImapMailbox.lease_until.is_(None),
            ImapMailbox.lease_until <= moment,
        )
        claiming = (
            sa.update(ImapMailbox)
            .where(ImapMailbox.name == name, free)
            .values(claimed_by=reader, lease_until=moment + lease)
            .returning(ImapMailbox.id, ImapMailbox.uid_validity, ImapMailbox.last_uid)
            .execution_options(synchronize_session=False)
        )
        row = session.execute(claiming).one_or_none()
    return Place(row.id, reader, lease, row.uid_validity, row.last_uid) if row else None


def keep_lease(session: Session, place: Place) -> None:
    """Hold the mailbox for longer. Commits. Raises LeaseLost."""
    with writing(session):
        move_on(session, place)


def move_on(session: Session, place: Place) -> None:
    """Note how far it is read, within the caller's transaction. Raises LeaseLost."""
    _write(
        session,
        place,
        uid_validity=place.uid_validity,
        last_uid=place.last_uid,
        lease_until=database_now(session) + place.lease,
    )


def tell(session: Session, place: Place, problem: str, *, read: bool) -> None:
    """Note what is wrong with the mailbox, "" where nothing is, and whether it was read. Commits."""
    with writing(session):
        told: dict[str, str | datetime] = {"last_error": problem}
        if read:
            told["read_at"] = database_now(session)
        _write(session, place, **told)


def release(session: Session, place: Place) -> None:
    """Let any process read the mailbox at once. Commits."""
    with writing(session):
        _write(session, place, claimed_by="", lease_until=None)


def already_here(session: Session, place: Place, uids: Iterable[int]) -> set[int]:
    """Those of the mails that were stored from this mailbox before."""
    found: set[int] = set()
    for some in in_batches(sorted(uids)):
        query = sa.select(IncomingArrival.uid).where(
            IncomingArrival.mailbox_id == place.id,
            IncomingArrival.uid_validity == place.uid_validity,
            IncomingArrival.uid.in_(some),
        )
        found |= {uid for uid in session.scalars(query) if uid is not None}
    session.rollback()
    return found


def _make(session: Session, name: str) -> None:
    on_postgres = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if on_postgres else sqlite.insert)(ImapMailbox)
    session.execute(insert.values(name=name).on_conflict_do_nothing())


def _write(session: Session, place: Place, **values: object) -> None:
    writing_down = (
        sa.update(ImapMailbox)
        .where(ImapMailbox.id == place.id, ImapMailbox.claimed_by == place.reader)
        .values(**values)
        .returning(ImapMailbox.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(writing_down).one_or_none() is None:
        raise LeaseLost
