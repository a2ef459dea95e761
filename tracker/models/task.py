"""What an answer puts to a person: shown in "what waits for me" until settled."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.case import Case
from tracker.models.contact import ContactEntry
from tracker.models.db import Base, Instant, where_known


class Task(Base):
    """Something for the branch secretary or organizer to look at."""

    __tablename__ = "task"
    __table_args__ = (
        sa.CheckConstraint("settled_at IS NULL OR outcome <> ''", name="settled_says_how"),
        sa.Index("ix_task_open", "settled_at", "case_id"),
        where_known("task", "entry_id"),
        where_known("task", "reminder_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(40))
    text: Mapped[str] = mapped_column(sa.Text)
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact_entry.id"))
    # What it is about, by which others of its sort are found and settled; "" where nothing asks.
    kind: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    reminder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reminder_record.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    outcome: Mapped[str] = mapped_column(sa.Text, default="")

    case: Mapped[Case] = relationship()
    entry: Mapped[ContactEntry | None] = relationship()
