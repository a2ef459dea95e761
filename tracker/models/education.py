"""Education activities, attendance, and what a person was told (S1)."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import Vehicle
from tracker.models.college import College
from tracker.models.db import Base, Instant, word


class EducationActivity(Base):
    """One activity: date, place, theme, lecturer (S1-3)."""

    __tablename__ = "education_activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    college_id: Mapped[int] = mapped_column(sa.ForeignKey("college.id"), index=True)
    vehicle: Mapped[Vehicle] = mapped_column(word(Vehicle))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(120))
    theme: Mapped[str] = mapped_column(sa.String(200))
    lecturer: Mapped[str] = mapped_column(sa.String(80), default="")
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))

    college: Mapped[College] = relationship()


class Attendance(Base):
    """A case at an activity, or a make-up with its reason (S1-1)."""

    __tablename__ = "attendance"
    __table_args__ = (
        sa.CheckConstraint(
            "activity_id IS NOT NULL OR make_up_reason <> ''", name="make_up_says_why"
        ),
        sa.UniqueConstraint("case_id", "activity_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("education_activity.id"))
    attended_on: Mapped[date]
    make_up_reason: Mapped[str] = mapped_column(sa.Text, default="")
    make_up_content: Mapped[str] = mapped_column(sa.Text, default="")

    activity: Mapped[EducationActivity | None] = relationship()


class Briefing(Base):
    """What one person was told, and signed, before leaving (S1-4, S1-5, S3.2-8)."""

    __tablename__ = "briefing"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    pledged_on: Mapped[date | None]
    pledge_upload_id: Mapped[int | None] = mapped_column(sa.ForeignKey("uploaded_file.id"))
    told_of_rules_on: Mapped[date | None]
    told_how: Mapped[str] = mapped_column(sa.String(120), default="")
    text_version: Mapped[str] = mapped_column(sa.String(40), default="")
    notes_received_on: Mapped[date | None]
