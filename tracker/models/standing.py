"""Facts that stand beside a track: probation, stay abroad, retention at home."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from machines.words import AbroadPurpose
from tracker.models.db import Base, word


class Probation(Base):
    """S2.2, X-C7: when probation ends and what was recorded of it."""

    __tablename__ = "probation"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    ends_on: Mapped[date | None]
    extended_on: Mapped[date | None]
    applied_on: Mapped[date | None]
    regularised_on: Mapped[date | None]
    local_exception: Mapped[str] = mapped_column(sa.Text, default="")
    frozen_on: Mapped[date | None]


class Stay(Base):
    """S3.3: the application, preparation and stay abroad."""

    __tablename__ = "stay"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    purpose: Mapped[AbroadPurpose | None] = mapped_column(word(AbroadPurpose))
    directly_after: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    country: Mapped[str] = mapped_column(sa.String(60), default="")
    school: Mapped[str] = mapped_column(sa.String(160), default="")
    starts_on: Mapped[date | None]
    returns_on: Mapped[date | None]
    home_contact: Mapped[str] = mapped_column(sa.String(120), default="")
    papers: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    filed_on: Mapped[date | None]
    prepared_branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branch.id"))
    talk_on: Mapped[date | None]
    departed_on: Mapped[date | None]
    limit_on: Mapped[date | None]
    returned_on: Mapped[date | None]


class Retention(Base):
    """S4.5(2): the relation kept at school."""

    __tablename__ = "retention"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    until: Mapped[date]
    filed_on: Mapped[date | None]
    started_on: Mapped[date | None]
    module_entered_on: Mapped[date | None]
    dues_paid_until: Mapped[date | None]
    reviewed_on: Mapped[date | None]
