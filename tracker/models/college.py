"""Colleges and their branches; each college names one contact person and one phone (S3.2-5, S3.2-6)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.db import Base


class College(Base):
    """A 二级学院 with its committee's contact person for graduates."""

    __tablename__ = "college"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    contact_name: Mapped[str] = mapped_column(sa.String(40))
    contact_phone: Mapped[str] = mapped_column(sa.String(40))

    branches: Mapped[list[Branch]] = relationship(back_populates="college", order_by="Branch.name")


class Branch(Base):
    """A 党支部 of a college."""

    __tablename__ = "branch"
    __table_args__ = (sa.UniqueConstraint("college_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    college_id: Mapped[int] = mapped_column(sa.ForeignKey("college.id"))
    name: Mapped[str] = mapped_column(sa.String(80))

    college: Mapped[College] = relationship(back_populates="branches")
