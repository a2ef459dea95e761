"""The move history: who moved what, when, by which rules, with what handed in. Append-only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.case import Case
from tracker.models.db import Base, Instant
from tracker.models.staff import Staff


class MoveRecord(Base):
    """One move of one track. The database refuses to change or delete it."""

    __tablename__ = "move_record"
    __table_args__ = (sa.Index("ix_move_record_case_at", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    track: Mapped[str] = mapped_column(sa.String(40))
    action: Mapped[str] = mapped_column(sa.String(40))
    label: Mapped[str] = mapped_column(sa.String(80))
    from_state: Mapped[str] = mapped_column(sa.String(40))
    to_state: Mapped[str] = mapped_column(sa.String(40))
    role: Mapped[str] = mapped_column(sa.String(40))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    follows_id: Mapped[int | None] = mapped_column(sa.ForeignKey("move_record.id"))
    policy_version_id: Mapped[int] = mapped_column(sa.ForeignKey("policy_version.id"))
    kind_before: Mapped[str] = mapped_column(sa.String(40))
    kind_after: Mapped[str] = mapped_column(sa.String(40))
    order: Mapped[dict[str, Any]] = mapped_column("handed_in", sa.JSON)
    rules: Mapped[list[str]] = mapped_column(sa.JSON)
    case_version: Mapped[int] = mapped_column(sa.Integer)
    day: Mapped[date]
    at: Mapped[datetime] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    staff: Mapped[Staff | None] = relationship()
