"""Long work as rows: asked for by a person, run by a worker, its outcome kept."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import Word
from tracker.models.db import Base, Instant, word
from tracker.models.staff import Staff

PHASE_LENGTH = 40


class JobState(Word):
    """The small machine of a job."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "没有完成"
    CANCELLED = "cancelled", "已取消"


_UNDER_WAY = sa.text("state IN ('waiting', 'running')")


class Job(Base):
    """One piece of long work on one subject. While it is under way nobody asks for it twice."""

    __tablename__ = "job"
    __table_args__ = (
        sa.CheckConstraint(
            "(state IN ('waiting', 'running')) = (finished_at IS NULL)", name="finished_is_dated"
        ),
        sa.CheckConstraint(
            "state <> 'running' OR (leased_until IS NOT NULL AND worker <> '')", name="is_leased"
        ),
        sa.Index(
            "uq_job_under_way",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
        sa.Index("ix_job_claim", "state", "leased_until"),
        sa.Index("ix_job_kind_subject_id", "kind", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int] = mapped_column(sa.Integer)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    # The role it was asked for in: a job is not done with another role's rights.
    role: Mapped[str] = mapped_column(sa.String(40))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[JobState] = mapped_column(word(JobState))
    phase: Mapped[str] = mapped_column(sa.String(PHASE_LENGTH), default="")
    done: Mapped[int] = mapped_column(sa.Integer, default=0)
    total: Mapped[int] = mapped_column(sa.Integer, default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    worker: Mapped[str] = mapped_column(sa.String(60), default="")
    attempts: Mapped[int] = mapped_column(sa.Integer, default=0)
    cancel_asked: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    message: Mapped[str] = mapped_column(sa.Text, default="")
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)

    staff: Mapped[Staff] = relationship()

    @property
    def under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.finished_at is None
