"""The case and its tracks. Only the verbs write them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines import MACHINES
from machines.files import Need, Paper, kept_abroad, papers_for
from machines.words import Employment, Kind, PartyStatus
from tracker.models.cohort import Cohort, PolicyVersion
from tracker.models.college import Branch, College
from tracker.models.db import Base, Instant, word
from tracker.models.person import Person
from tracker.models.staff import Staff


def lawful_states() -> str:
    """The CHECK that a track stands in a state its machines know."""
    states: dict[str, set[str]] = {}
    for machine in MACHINES.values():
        for track in machine.tracks:
            states.setdefault(track.name, set()).update(s.name for s in track.states)
    return " OR ".join(
        f"(name = '{name}' AND state IN ({', '.join(repr(s) for s in sorted(known))}))"
        for name, known in sorted(states.items())
    )


def case_tag(year: int, case_id: int) -> str:
    """The number staff and graduates quote; it says nothing of the person."""
    return f"QZ-{year}-{case_id:04d}"


class Case(Base):
    """One graduate in one cohort."""

    __tablename__ = "case"
    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "person_id"),
        sa.CheckConstraint(
            "(kind = 'activist' AND status NOT IN ('full', 'probationary') AND NOT abroad)"
            " OR (kind = 'overseas_member' AND status IN ('full', 'probationary') AND abroad)"
            " OR (kind = 'full_member' AND status = 'full' AND NOT abroad)"
            " OR (kind = 'probationary_member' AND status = 'probationary' AND NOT abroad)",
            name="kind_follows",
        ),
        # Every list walks one of these by due day: all, a college's, a branch's, a person's cases.
        sa.Index("ix_case_due", "next_due_on", "id"),
        sa.Index("ix_case_college_due", "college_id", "next_due_on", "id"),
        sa.Index("ix_case_branch_due", "branch_id", "next_due_on", "id"),
        sa.Index("ix_case_contact_due", "contact_person_id", "next_due_on", "id"),
        sa.Index("ix_case_shelf_due", "shelf", "next_due_on", "id"),
        sa.Index("ix_case_college_shelf_due", "college_id", "shelf", "next_due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    college_id: Mapped[int] = mapped_column(sa.ForeignKey("college.id"))
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"))
    contact_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    policy_version_id: Mapped[int] = mapped_column(sa.ForeignKey("policy_version.id"))
    kind: Mapped[Kind] = mapped_column(word(Kind))
    status: Mapped[PartyStatus] = mapped_column(word(PartyStatus))
    abroad: Mapped[bool] = mapped_column(sa.Boolean, default=False)
    employment: Mapped[Employment | None] = mapped_column(word(Employment))
    left_on: Mapped[date | None]
    out_of_contact_since: Mapped[date | None]
    data_confirmed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(sa.Integer, default=1)
    next_due_on: Mapped[date | None]
    # Which other cases stand as this one does; `tracker.lists` says it after every change.
    shelf: Mapped[int | None] = mapped_column(sa.BigInteger)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    # Set when the import that opened the case was taken back: it is in no list any more.
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    # The verb counts up once a move; the UPDATE of a case that moved meanwhile finds no row.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012

    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person] = relationship()
    college: Mapped[College] = relationship()
    branch: Mapped[Branch] = relationship()
    contact_person: Mapped[Staff | None] = relationship()
    policy_version: Mapped[PolicyVersion] = relationship()
    tracks: Mapped[list[Track]] = relationship(back_populates="case", order_by="Track.id")

    @property
    def tag(self) -> str:
        """The number staff and graduates quote; it says nothing of the person."""
        return case_tag(self.cohort.year, self.id)

    @property
    def papers(self) -> tuple[tuple[Paper, Need], ...]:
        """The papers of the file as things stand, each with how much it is needed (S2, S3.3-3)."""
        states = {track.name: track.state for track in self.tracks}
        return papers_for(self.status, abroad=kept_abroad(states))

    def track(self, name: str) -> Track:
        """The track of that name. Raises KeyError."""
        for track in self.tracks:
            if track.name == name:
                return track
        raise KeyError(f"case {self.id} has no track {name!r}")


class Track(Base):
    """Where one track of a case stands, since when, until when."""

    __tablename__ = "track"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "name"),
        sa.CheckConstraint(lawful_states(), name="state"),
        sa.Index("ix_track_name_state", "name", "state"),
        sa.Index("ix_track_due", "name", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(40))
    came_from: Mapped[str | None] = mapped_column(sa.String(40))
    since: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date | None]

    case: Mapped[Case] = relationship(back_populates="tracks")
