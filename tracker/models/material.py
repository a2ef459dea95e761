"""The papers of a file, as the check found them (S2.1-1). The originals themselves are never edited."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import ItemStatus
from tracker.models.db import Base, word
from tracker.models.staff import Staff


class MaterialItem(Base):
    """One kind of paper in one case."""

    __tablename__ = "material_item"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "code"),
        sa.CheckConstraint("status NOT IN ('defective', 'waived') OR note <> ''", name="says_why"),
        sa.CheckConstraint("status <> 'covered' OR covered_by <> ''", name="cover_is_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(40))
    status: Mapped[ItemStatus] = mapped_column(word(ItemStatus), default=ItemStatus.UNCHECKED)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    covered_by: Mapped[str] = mapped_column(sa.String(60), default="")
    sealed_on: Mapped[date | None]
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    checked_on: Mapped[date | None]

    checked_by: Mapped[Staff | None] = relationship()


class MaterialChecker(Base):
    """Who took part in checking a file, and as what (S2.1-1: 组织员、辅导员应分工合作)."""

    __tablename__ = "material_checker"
    __table_args__ = (sa.UniqueConstraint("case_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    role: Mapped[str] = mapped_column(sa.String(40))
    on: Mapped[date]

    staff: Mapped[Staff] = relationship()
