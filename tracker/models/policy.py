"""A policy on its way: drafts with the effect they would have, and cases moved to a version (S0-1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.policy import Policy
from machines.words import Word
from tracker.models.case import Case
from tracker.models.cohort import Cohort, PolicyVersion
from tracker.models.db import Base, Instant, word
from tracker.models.staff import Staff

_OPEN = sa.text("state = 'open'")


class DraftState(Word):
    """What became of a draft."""

    OPEN = "open", "草稿"
    SAVED = "saved", "已保存为新版"
    DROPPED = "dropped", "已放弃"


class CaseAdoption(Word):
    """How a case stands in the adoption of a version."""

    WAITING = "waiting", "待办理"
    MOVED = "moved", "已改用"
    LEFT = "left", "没有改用"
    BACK = "back", "已退回原版"
    KEPT = "kept", "没有退回"


class PolicyDraft(Base):
    """A new policy before it holds: one open draft a person and cohort.

    `since_version` is the version it was written against; `edition` counts what is in it, and
    `effect` (`tracker.policies.sums`) tells of `effect_edition`, 0 while none was computed.
    """

    __tablename__ = "policy_draft"
    __table_args__ = (
        sa.Index(
            "uq_policy_draft_open",
            "cohort_id",
            "made_by_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.CheckConstraint("(state = 'saved') = (version_id IS NOT NULL)", name="saved_as"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    reason: Mapped[str] = mapped_column(sa.Text)
    since_version: Mapped[int] = mapped_column(sa.Integer)
    edition: Mapped[int] = mapped_column(sa.Integer, default=1)
    state: Mapped[DraftState] = mapped_column(word(DraftState), default=DraftState.OPEN)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("policy_version.id"))
    effect: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    effect_edition: Mapped[int] = mapped_column(sa.Integer, default=0)
    computed_at: Mapped[datetime | None] = mapped_column(Instant)

    cohort: Mapped[Cohort] = relationship()
    made_by: Mapped[Staff] = relationship()
    version: Mapped[PolicyVersion | None] = relationship()

    @property
    def policy(self) -> Policy:
        """The values as the machines read them."""
        return Policy.from_data(self.data)

    @property
    def computed(self) -> bool:
        """Whether the effect tells of what the draft says now."""
        return self.effect_edition == self.edition


class PolicyEffect(Base):
    """What a draft would do to one case; written anew by each computing, never to a case.

    `changes` are the values of a `tracker.policies.effect.CaseEffect`; the counts are of it, so
    that lists filter by them. `fault` says why it could not be reckoned.
    """

    __tablename__ = "policy_effect"
    __table_args__ = (
        sa.UniqueConstraint("draft_id", "case_id"),
        sa.Index("ix_policy_effect_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(sa.ForeignKey("policy_draft.id"))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    case_version: Mapped[int] = mapped_column(sa.Integer)
    from_version: Mapped[int] = mapped_column(sa.Integer)
    shifted: Mapped[int] = mapped_column(sa.Integer)
    past: Mapped[int] = mapped_column(sa.Integer)
    added: Mapped[int] = mapped_column(sa.Integer)
    dropped: Mapped[int] = mapped_column(sa.Integer)
    moved: Mapped[int] = mapped_column(sa.Integer)
    fault: Mapped[str] = mapped_column(sa.Text, default="")
    changes: Mapped[dict[str, Any]] = mapped_column(sa.JSON)

    case: Mapped[Case] = relationship()


class PolicyAdoption(Base):
    """One recorded step: the open cases of a cohort move to a version; it can be taken back."""

    __tablename__ = "policy_adoption"
    __table_args__ = (
        sa.Index("ix_policy_adoption_cohort_id", "cohort_id", "id"),
        sa.CheckConstraint("undone_at IS NULL OR undo_reason <> ''", name="undone_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    to_version_id: Mapped[int] = mapped_column(sa.ForeignKey("policy_version.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    undo_reason: Mapped[str] = mapped_column(sa.Text, default="")

    cohort: Mapped[Cohort] = relationship()
    to_version: Mapped[PolicyVersion] = relationship()
    made_by: Mapped[Staff] = relationship(foreign_keys=[made_by_id])
    undone_by: Mapped[Staff | None] = relationship(foreign_keys=[undone_by_id])


class AdoptedCase(Base):
    """One case of an adoption: the version it had, what became of it, and why if it was left.

    `case_version` is the version the adoption left the case in.
    """

    __tablename__ = "policy_adoption_case"
    __table_args__ = (
        sa.UniqueConstraint("adoption_id", "case_id"),
        sa.Index("ix_policy_adoption_case_state", "adoption_id", "state", "id"),
        sa.Index("ix_policy_adoption_case_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    adoption_id: Mapped[int] = mapped_column(sa.ForeignKey("policy_adoption.id"))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    from_version_id: Mapped[int] = mapped_column(sa.ForeignKey("policy_version.id"))
    state: Mapped[CaseAdoption] = mapped_column(word(CaseAdoption), default=CaseAdoption.WAITING)
    case_version: Mapped[int | None] = mapped_column(sa.Integer)
    words: Mapped[str] = mapped_column(sa.Text, default="")

    adoption: Mapped[PolicyAdoption] = relationship()
    case: Mapped[Case] = relationship()
    from_version: Mapped[PolicyVersion] = relationship()
