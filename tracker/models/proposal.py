"""What a graduate says his data should be: a proposal a field, until the branch has looked at it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import ProposalState
from tracker.models.case import Case
from tracker.models.contact import ContactEntry
from tracker.models.db import Base, Instant, word
from tracker.models.staff import Staff


class DataProposal(Base):
    """One stated difference (S4.1-1). It changes nothing on the person by itself.

    `on_file` and `proposed` are plain text, days as ISO strings; `proposed` is None where the
    graduate can only say in `words` what is wrong. Numbers of people in it are shown masked.
    """

    __tablename__ = "data_proposal"
    __table_args__ = (
        sa.CheckConstraint("proposed IS NOT NULL OR words <> ''", name="says_something"),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_is_dated"),
        sa.Index("ix_data_proposal_case_id_state", "case_id", "state"),
        sa.Index("ix_data_proposal_state_case_id", "state", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    field: Mapped[str] = mapped_column(sa.String(40))
    on_file: Mapped[str] = mapped_column(sa.Text, default="")
    proposed: Mapped[str | None] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text, default="")
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("contact_entry.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[ProposalState] = mapped_column(word(ProposalState))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    case: Mapped[Case] = relationship()
    entry: Mapped[ContactEntry] = relationship()
    settled_by: Mapped[Staff | None] = relationship()
