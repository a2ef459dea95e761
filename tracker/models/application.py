"""What graduates apply for, and what became of it (S3.3, S4.5(1), S4.5(2), D-19)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import ApplicationKind, ApplicationState
from tracker.models.case import Case
from tracker.models.db import Base, Instant, word


class Application(Base):
    """One application. Each state implies its evidence, and the database checks that it is there."""

    __tablename__ = "application"
    __table_args__ = (
        sa.CheckConstraint(
            "state NOT IN ('approved', 'filed', 'done')"
            " OR (approved_on IS NOT NULL AND signatory <> '')",
            name="approval_is_signed",
        ),
        sa.CheckConstraint("state <> 'filed' OR filed_on IS NOT NULL", name="filing_is_dated"),
        sa.CheckConstraint(
            "state NOT IN ('returned', 'refused', 'withdrawn') OR decision_reason <> ''",
            name="decision_says_why",
        ),
        sa.Index(
            "uq_application_open",
            "case_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("state IN ('submitted', 'returned', 'approved', 'filed')"),
            postgresql_where=sa.text("state IN ('submitted', 'returned', 'approved', 'filed')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    kind: Mapped[ApplicationKind] = mapped_column(word(ApplicationKind))
    state: Mapped[ApplicationState] = mapped_column(word(ApplicationState))
    form: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    requested_until: Mapped[date | None]
    submitted_on: Mapped[date]
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    early_reason: Mapped[str] = mapped_column(sa.Text, default="")
    approved_on: Mapped[date | None]
    approved_until: Mapped[date | None]
    signatory: Mapped[str] = mapped_column(sa.String(80), default="")
    opinion: Mapped[str] = mapped_column(sa.Text, default="")
    exception_reason: Mapped[str] = mapped_column(sa.Text, default="")
    filed_on: Mapped[date | None]
    filing_no: Mapped[str] = mapped_column(sa.String(60), default="")
    decision_reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_on: Mapped[date | None]

    case: Mapped[Case] = relationship()
