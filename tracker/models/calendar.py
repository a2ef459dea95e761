"""What the department says of the calendar: days, years, and every change with who made it (S0-1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.db import Base, Instant
from tracker.models.staff import Staff


class CalendarChange(Base):
    """One change: what stood before and what after, so that it can be taken back. Append-only.

    `before` and `after` are `{"days": {"2027-10-01": {"works", "name", "source"} or None}, "years":
    {"2027": {"source"} or None}}`, with the same keys in both; None is no row. `nonce` is of this
    change alone, in whatever database: by it a process knows whether it has read the calendar.
    """

    __tablename__ = "calendar_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(sa.String(32), unique=True)
    before: Mapped[dict[str, dict[str, Any]]] = mapped_column(sa.JSON)
    after: Mapped[dict[str, dict[str, Any]]] = mapped_column(sa.JSON)
    source: Mapped[str] = mapped_column(sa.String(200))
    # How many open cases were put down to be planned anew.
    cases: Mapped[int] = mapped_column(sa.Integer)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    undoes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("calendar_change.id"), unique=True)

    made_by: Mapped[Staff | None] = relationship()


class CalendarDay(Base):
    """A day on which the department decides whether offices are open, whatever the package says."""

    __tablename__ = "calendar_day"
    __table_args__ = (sa.CheckConstraint("works OR name <> ''", name="free_day_is_named"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(sa.String(40))
    source: Mapped[str] = mapped_column(sa.String(200))
    change_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_change.id"))

    change: Mapped[CalendarChange] = relationship()


class CalendarYear(Base):
    """A year of which the department says that all its days off and make-up days are entered."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(sa.String(200))
    change_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_change.id"))

    change: Mapped[CalendarChange] = relationship()
