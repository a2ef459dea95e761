"""The contact ledger: every attempt and answer, graded. Append-only; corrected by a further entry."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import TWO_WAY, Channel, Direction, Grade
from tracker.models.case import Case
from tracker.models.db import Base, Instant, where_known, word
from tracker.models.staff import Staff
from tracker.models.upload import UploadedFile


class ContactEntry(Base):
    """One line of the record on the stub (S4.4-5). The database refuses to change or delete it."""

    __tablename__ = "contact_entry"
    __table_args__ = (
        sa.Index("ix_contact_entry_case_id_id", "case_id", "id"),
        where_known("contact_entry", "mail_id"),
        where_known("contact_entry", "incoming_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    channel: Mapped[Channel] = mapped_column(word(Channel))
    direction: Mapped[Direction] = mapped_column(word(Direction))
    grade: Mapped[Grade] = mapped_column(word(Grade))
    address: Mapped[str] = mapped_column(sa.String(254), default="")
    answered_by: Mapped[str] = mapped_column(sa.String(80), default="")
    said: Mapped[str] = mapped_column(sa.Text, default="")
    promised_on: Mapped[date | None]
    next_step: Mapped[str] = mapped_column(sa.Text, default="")
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mail.id"))
    # The mail that came in, where the entry tells of one.
    incoming_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("incoming_mail.id", use_alter=True)
    )
    letter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letter.id"))
    upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uploaded_file.id"))
    # An entry is corrected once; a further correction names the correction.
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact_entry.id"), unique=True)
    # None where the worker noted a mail: that changes nothing anybody has on a page.
    case_version: Mapped[int | None]

    case: Mapped[Case] = relationship()
    staff: Mapped[Staff | None] = relationship()
    upload: Mapped[UploadedFile | None] = relationship()

    @property
    def two_way(self) -> bool:
        """Whether the graduate himself answered (D-15)."""
        return self.grade in TWO_WAY
