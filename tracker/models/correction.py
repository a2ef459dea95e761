"""Corrections of people's data with their source, and the lists by which they are typed over."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import CorrectionSource
from tracker.models.case import Case
from tracker.models.db import Base, Instant, word
from tracker.models.person import Person
from tracker.models.staff import Staff


class Correction(Base):
    """One field of one person that was changed: from what, to what, on whose word (S4.1-1).

    Values are plain text, days as ISO strings, "" for nothing. `to_enter` says whether the change
    has to be typed into the national system; `entered_at` says that it was.
    """

    __tablename__ = "correction"
    __table_args__ = (
        sa.CheckConstraint(
            "(entered_at IS NULL) = (entered_by_id IS NULL)", name="entered_by_somebody"
        ),
        sa.Index("ix_correction_waiting", "to_enter", "entered_at", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    field: Mapped[str] = mapped_column(sa.String(40))
    old: Mapped[str] = mapped_column(sa.Text, default="")
    new: Mapped[str] = mapped_column(sa.Text, default="")
    source: Mapped[CorrectionSource] = mapped_column(word(CorrectionSource))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    move_id: Mapped[int | None] = mapped_column(sa.ForeignKey("move_record.id"), index=True)
    roster_import_id: Mapped[int | None] = mapped_column(sa.ForeignKey("roster_import.id"))
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("data_proposal.id"))
    to_enter: Mapped[bool] = mapped_column(sa.Boolean, default=True)
    entered_at: Mapped[datetime | None] = mapped_column(Instant)
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    person: Mapped[Person] = relationship()
    case: Mapped[Case] = relationship()
    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id])
    entered_by: Mapped[Staff | None] = relationship(foreign_keys=[entered_by_id])

    @property
    def told(self) -> str:
        """Source and words as one text, nothing said twice."""
        if not self.words or self.words.startswith(self.source.label):
            return self.words or self.source.label
        return f"{self.source.label}：{self.words}"


class CorrectionSheet(Base):
    """A list of corrections that somebody took along to type them into the national system.

    It shows ID numbers in full, so it names its reason (X-PIPL) and is handed out to its maker.
    """

    __tablename__ = "correction_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    corrections: Mapped[list[int]] = mapped_column(sa.JSON)

    staff: Mapped[Staff] = relationship()
