"""A cohort and the versions of its policy (S0-1: dates are data)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.policy import Policy
from tracker.models.db import Base, Instant


class Cohort(Base):
    """One graduation season, e.g. 2024届."""

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    year: Mapped[int] = mapped_column(sa.Integer, unique=True)
    opened_at: Mapped[datetime] = mapped_column(Instant)

    policies: Mapped[list[PolicyVersion]] = relationship(
        back_populates="cohort", order_by="PolicyVersion.version"
    )

    @property
    def policy(self) -> PolicyVersion:
        """The newest version, which new cases are pinned to."""
        return self.policies[-1]


class PolicyVersion(Base):
    """One version of a cohort's policy; never changed, only followed by the next."""

    __tablename__ = "policy_version"
    __table_args__ = (sa.UniqueConstraint("cohort_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    version: Mapped[int] = mapped_column(sa.Integer)
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    reason: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    cohort: Mapped[Cohort] = relationship(back_populates="policies")

    @property
    def policy(self) -> Policy:
        """The values as the machines read them; read from their JSON once, for they never change."""
        kept = self.__dict__.get("_read")
        if kept is None or kept[0] is not self.data:
            kept = self.__dict__["_read"] = (self.data, Policy.from_data(self.data))
        policy: Policy = kept[1]
        return policy
