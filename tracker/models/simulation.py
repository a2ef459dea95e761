"""The time machine's results: what was asked, and every event that would come, kept for a while.

Nothing here happened: the events were made on a copy of the data. They name cases by key, not by
name, so that who may see a case today decides who sees what was foretold of it (X-PIPL).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import Word
from tracker.models.case import Case
from tracker.models.cohort import Cohort, PolicyVersion
from tracker.models.college import College
from tracker.models.db import Base, Instant, where_known, word
from tracker.models.staff import Staff


class Change(Word):
    """How an event of one policy stands to the other policy's; of one policy alone all are same."""

    SAME = "same", "不变"
    ADDED = "added", "增加"
    DROPPED = "dropped", "减少"
    MOVED = "moved", "改期"


class Simulation(Base):
    """What was asked, by whom, and once it is `done_at`, how many events came of it.

    `policy_version_id` names the version that all cases go by, `items` those of its items that were
    changed, as `Policy.to_data` writes them. Without a version it is the policy in force: each case
    goes by its own.
    `compared`: the events say how they differ from the policy in force. `answering` is written as
    `tracker.simulation.question.Answering` reads it. `notes` are lines in Chinese on how to read it.
    """

    __tablename__ = "simulation"
    __table_args__ = (
        sa.CheckConstraint("until_day >= from_day", name="days_in_order"),
        sa.Index("ix_simulation_staff_id", "staff_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    role: Mapped[str] = mapped_column(sa.String(40))
    made_at: Mapped[datetime] = mapped_column(Instant)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    from_day: Mapped[date]
    until_day: Mapped[date]
    answering: Mapped[str] = mapped_column(sa.String(20))
    policy_version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("policy_version.id"))
    items: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    compared: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    count: Mapped[int] = mapped_column(sa.Integer, default=0)
    notes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)

    staff: Mapped[Staff] = relationship()
    cohort: Mapped[Cohort] = relationship()
    policy_version: Mapped[PolicyVersion | None] = relationship()


class SimulationEvent(Base):
    """One thing that would happen, at `at`, on its day in Asia/Shanghai.

    `kind` is a `tracker.simulation.report.Happening`. `case_id` is the case it is about, None for a
    digest; `role` whom it goes to and `recipient` the names of
    those who hold it, "" for the graduate of the case. `rules`
    are IDs with spaces between. `was_at`: when it would come by the policy in force, if moved.
    """

    __tablename__ = "simulation_event"
    __table_args__ = (
        sa.CheckConstraint("(change = 'moved') = (was_at IS NOT NULL)", name="moved_says_whence"),
        sa.Index("ix_simulation_event_at", "simulation_id", "at", "id"),
        where_known("simulation_event", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    simulation_id: Mapped[int] = mapped_column(sa.ForeignKey("simulation.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(sa.String(20))
    change: Mapped[Change] = mapped_column(word(Change))
    was_at: Mapped[datetime | None] = mapped_column(Instant)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"))
    college_id: Mapped[int | None] = mapped_column(sa.ForeignKey("college.id"))
    role: Mapped[str] = mapped_column(sa.String(40))
    recipient: Mapped[str] = mapped_column(sa.Text)
    mail: Mapped[str] = mapped_column(sa.String(40))
    what: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.Text)
    wait: Mapped[str] = mapped_column(sa.String(40))
    rules: Mapped[str] = mapped_column(sa.String(200))

    case: Mapped[Case | None] = relationship()
    college: Mapped[College | None] = relationship()
