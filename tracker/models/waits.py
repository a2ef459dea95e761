"""What is due for a case, and what was said of it: plans, waits under way, reminders given.

`tracker.waits` alone writes them. A plan is claimed by lease; a reminder exists once whatever
crashes, for its case, wait and moment are unique.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.case import Case
from tracker.models.cohort import PolicyVersion
from tracker.models.db import Base, Instant

_PLANNED = sa.text("next_at IS NOT NULL")
_FAILED = sa.text("failures > 0")


class CasePlan(Base):
    """When a case is to be looked at next: the earliest moment of its waits, None for never.

    A case whose planning fails is put off (`failures`, `error`) and listed until it succeeds.
    """

    __tablename__ = "case_plan"
    __table_args__ = (
        sa.Index(
            "ix_case_plan_next",
            "next_at",
            "due_on",
            sqlite_where=_PLANNED,
            postgresql_where=_PLANNED,
        ),
        sa.Index("ix_case_plan_failed", "case_id", sqlite_where=_FAILED, postgresql_where=_FAILED),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    # The earliest deadline behind `next_at`: what is overdue is looked at first.
    due_on: Mapped[date | None]
    claimed_by: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    # Claims that never came to an end: of a case that kills its worker others must not suffer.
    tries: Mapped[int] = mapped_column(sa.Integer, default=0, server_default="0")
    failures: Mapped[int] = mapped_column(sa.Integer, default=0, server_default="0")
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    case: Mapped[Case] = relationship()


class PlannedWait(Base):
    """A wait that a case stands in now. Everything due up to `handled_until` was said, or folded."""

    __tablename__ = "planned_wait"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "name"),
        sa.Index("ix_planned_wait_name_due", "name", "due_on"),
        # What is overdue or due soon, in that order, whatever it waits for.
        sa.Index("ix_planned_wait_due", "due_on", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    track: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(40))
    due_on: Mapped[date]
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    handled_until: Mapped[datetime] = mapped_column(Instant)
    # Whether a task of it may be open: where none is, nothing has to be looked for.
    asked: Mapped[bool] = mapped_column(sa.Boolean, default=False, server_default=sa.false())

    case: Mapped[Case] = relationship()


class ReminderRecord(Base):
    """One reminder that was given, dated at the moment it was due. Append-only.

    `said` lists what went to whom: `{"to", "mail" | "task", "words", "outcome", "rules"}`; `folded`
    the earlier moments that were missed and are said with it; `reckoning` the steps of its day.
    """

    __tablename__ = "reminder_record"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "wait", "at"),
        sa.Index("ix_reminder_record_made_at", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    track: Mapped[str] = mapped_column(sa.String(40))
    wait: Mapped[str] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Instant)
    said: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    folded: Mapped[list[str]] = mapped_column(sa.JSON)
    reckoning: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    policy_version_id: Mapped[int] = mapped_column(sa.ForeignKey("policy_version.id"))

    case: Mapped[Case] = relationship()
    policy_version: Mapped[PolicyVersion] = relationship()
