"""Introduction letters and their paper receipts (S4.3-4, S4.4, S4.5-0b)."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import LetterStatus, Original, ReceiptMethod, TransferType
from tracker.models.case import Case
from tracker.models.db import Base, Instant, word


class Letter(Base):
    """One numbered letter. At most one live letter a person; a void one says why or names its heir."""

    __tablename__ = "letter"
    __table_args__ = (
        sa.Index(
            "uq_letter_live_person",
            "person_id",
            unique=True,
            sqlite_where=sa.text("status = 'live'"),
            postgresql_where=sa.text("status = 'live'"),
        ),
        sa.CheckConstraint(
            "status <> 'void' OR (voided_on IS NOT NULL"
            " AND (successor_id IS NOT NULL OR void_reason <> ''))",
            name="void_says_why",
        ),
        sa.CheckConstraint("valid_until > issued_on", name="validity"),
        sa.CheckConstraint("status <> 'done' OR accepted_on IS NOT NULL", name="done_was_accepted"),
        sa.Index("ix_letter_case_id_id", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    system_no: Mapped[str] = mapped_column(sa.String(60))
    transfer_type: Mapped[TransferType] = mapped_column(word(TransferType))
    title: Mapped[str] = mapped_column(sa.String(160))
    org_name: Mapped[str] = mapped_column(sa.String(160))
    in_database: Mapped[bool] = mapped_column(sa.Boolean)
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    status: Mapped[LetterStatus] = mapped_column(word(LetterStatus), default=LetterStatus.LIVE)
    original: Mapped[Original] = mapped_column(word(Original), default=Original.WITH_GRADUATE)
    handed_over_on: Mapped[date | None]
    handed_how: Mapped[str] = mapped_column(sa.String(120), default="")
    collected_on: Mapped[date | None]
    voided_on: Mapped[date | None]
    void_reason: Mapped[str] = mapped_column(sa.Text, default="")
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letter.id"))
    review_text: Mapped[str] = mapped_column(sa.Text, default="")
    school_letter_no: Mapped[str] = mapped_column(sa.String(60), default="")
    accepted_on: Mapped[date | None]
    observer: Mapped[str] = mapped_column(sa.String(60), default="")
    how_seen: Mapped[str] = mapped_column(sa.String(160), default="")
    made_at: Mapped[datetime] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    successor: Mapped[Letter | None] = relationship(remote_side="Letter.id")
    receipts: Mapped[list[Receipt]] = relationship(back_populates="letter", order_by="Receipt.id")


class Receipt(Base):
    """A paper receipt: a reference, except for a 非建库单位 (S4.4-3, S4.4-7)."""

    __tablename__ = "receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letter.id"), index=True)
    received_on: Mapped[date]
    method: Mapped[ReceiptMethod] = mapped_column(word(ReceiptMethod))
    seal_seen: Mapped[bool] = mapped_column(sa.Boolean)
    storage: Mapped[str] = mapped_column(sa.String(120))
    entered_on: Mapped[date | None]
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uploaded_file.id"))
    registered_at: Mapped[datetime] = mapped_column(Instant)

    letter: Mapped[Letter] = relationship(back_populates="receipts")
