"""Mails that arrived: the raw bytes for ever, and what the chain of steps made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.inbox.words import Certainty, Door, InboxState, IncomingKind, SenderKind
from tracker.models.case import Case
from tracker.models.db import Base, Instant, where_known, word
from tracker.models.mail import Mail
from tracker.models.staff import Staff
from tracker.models.staff_mail import StaffMail

_STANDING = sa.text("undone_at IS NULL")


class IncomingMail(Base):
    """One mail, whatever doors it came by. Its bytes are in `IncomingRaw`."""

    __tablename__ = "incoming_mail"
    __table_args__ = (
        sa.CheckConstraint("state <> 'filed' OR case_id IS NOT NULL", name="filed_has_case"),
        sa.CheckConstraint("state <> 'broken' OR failed_step <> ''", name="broken_says_where"),
        sa.Index("ix_incoming_mail_claim", "state", "next_try_at"),
        sa.Index("ix_incoming_mail_kind", "state", "kind", "id"),
        sa.Index("ix_incoming_mail_seen", "state", "kind", "seen_at", "id"),
        where_known("incoming_mail", "staff_mail_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What makes two arrivals the same mail: see `tracker.inbox.store`.
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    size: Mapped[int] = mapped_column(sa.Integer)
    received_at: Mapped[datetime] = mapped_column(Instant, index=True)
    state: Mapped[InboxState] = mapped_column(word(InboxState), default=InboxState.WAITING)

    claimed_by: Mapped[str] = mapped_column(sa.String(60), default="")
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    next_try_at: Mapped[datetime] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(sa.Integer, default=0)
    # How often the database failed while it was read.
    hindered: Mapped[int] = mapped_column(sa.Integer, default=0, server_default="0")
    failed_step: Mapped[str] = mapped_column(sa.String(40), default="")
    failed_with: Mapped[str] = mapped_column(sa.Text, default="")

    kind: Mapped[IncomingKind | None] = mapped_column(word(IncomingKind))
    from_name: Mapped[str] = mapped_column(sa.String(200), default="")
    # In small letters, as addresses are compared.
    from_address: Mapped[str] = mapped_column(sa.String(254), default="", index=True)
    subject: Mapped[str] = mapped_column(sa.String(400), default="")
    message_id: Mapped[str] = mapped_column(sa.String(400), default="")
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    own_text: Mapped[str] = mapped_column(sa.Text, default="")
    # False: the quote could not be told from the own words, so `own_text` is all of it.
    stripped: Mapped[bool] = mapped_column(sa.Boolean, default=True)
    attachments: Mapped[int] = mapped_column(sa.Integer, default=0)
    # What the site's own server said of the sender: {"spf": "pass", …}; None where it said nothing.
    authenticity: Mapped[dict[str, str] | None] = mapped_column(sa.JSON)
    # Why it is a bounce, a delay, an automatic reply: for people to read.
    findings: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    report: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)

    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    # The mail of ours that it answers or reports on.
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mail.id"), index=True)
    # The mail to a colleague that it answers or reports on: then it is no graduate's.
    staff_mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff_mail.id"))
    certainty: Mapped[Certainty | None] = mapped_column(word(Certainty))
    # The candidates, best first: {"case_id", "score", "reasons"}.
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    answer: Mapped[int | None]
    answer_how: Mapped[str] = mapped_column(sa.String(200), default="")
    # When somebody of the staff first looked at it; None: nobody has.
    seen_at: Mapped[datetime | None] = mapped_column(Instant)

    case: Mapped[Case | None] = relationship()
    mail: Mapped[Mail | None] = relationship(foreign_keys=[mail_id])
    staff_mail: Mapped[StaffMail | None] = relationship()
    raw: Mapped[IncomingRaw] = relationship(back_populates="incoming", lazy="select")
    arrivals: Mapped[list[IncomingArrival]] = relationship(
        back_populates="incoming", order_by="IncomingArrival.id"
    )


class IncomingRaw(Base):
    """Every byte as it first arrived. Append-only."""

    __tablename__ = "incoming_raw"

    id: Mapped[int] = mapped_column(sa.ForeignKey("incoming_mail.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)

    incoming: Mapped[IncomingMail] = relationship(back_populates="raw")


class ImapMailbox(Base):
    """One folder that is polled: how far it was read, and who reads it now."""

    __tablename__ = "imap_mailbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(300), unique=True)
    uid_validity: Mapped[int | None] = mapped_column(sa.BigInteger)
    last_uid: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    claimed_by: Mapped[str] = mapped_column(sa.String(60), default="")
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str] = mapped_column(sa.Text, default="")


class IncomingArrival(Base):
    """One time that a mail came in: the door, the envelope, and the head as that door gave it."""

    __tablename__ = "incoming_arrival"
    __table_args__ = (sa.UniqueConstraint("mailbox_id", "uid_validity", "uid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    incoming_id: Mapped[int] = mapped_column(sa.ForeignKey("incoming_mail.id"), index=True)
    door: Mapped[Door] = mapped_column(word(Door))
    at: Mapped[datetime] = mapped_column(Instant)
    # None where the door knows no envelope; "" is the null sender.
    sender: Mapped[str | None] = mapped_column(sa.Text)
    recipients: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    head: Mapped[bytes] = mapped_column(sa.LargeBinary)
    mailbox_id: Mapped[int | None] = mapped_column(sa.ForeignKey("imap_mailbox.id"))
    uid_validity: Mapped[int | None] = mapped_column(sa.BigInteger)
    uid: Mapped[int | None] = mapped_column(sa.BigInteger)

    incoming: Mapped[IncomingMail] = relationship(back_populates="arrivals")


class IncomingFiling(Base):
    """A mail filed to a case, by the chain or by hand; undone by a further entry, never erased."""

    __tablename__ = "incoming_filing"
    __table_args__ = (
        sa.CheckConstraint("undone_at IS NULL OR undo_reason <> ''", name="undone_says_why"),
        # A mail has one case, whatever goes wrong.
        sa.Index(
            "uq_incoming_filing_standing",
            "incoming_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incoming_id: Mapped[int] = mapped_column(sa.ForeignKey("incoming_mail.id"), index=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact_entry.id"))
    # None: the chain itself, on a certain match.
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    undo_reason: Mapped[str] = mapped_column(sa.Text, default="")
    undo_entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact_entry.id"))

    incoming: Mapped[IncomingMail] = relationship()
    case: Mapped[Case] = relationship()
    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id])


class KnownSender(Base):
    """An address remembered for next time: the person's own, or of who passes his words on.

    It is known as a sender only; whether mails are sent to it is for `MailAddress` to say. In small
    letters. Who passes on is a hint whose case a mail may be, and never the person himself.
    """

    __tablename__ = "known_sender"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "address"),
        where_known("known_sender", "filing_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    address: Mapped[str] = mapped_column(sa.String(254), index=True)
    kind: Mapped[SenderKind] = mapped_column(
        word(SenderKind), default=SenderKind.OWN, server_default="own"
    )
    filing_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incoming_filing.id"))
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
