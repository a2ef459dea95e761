"""The outbox to staff: digests as rows, case-less, written by `tracker.digests`, sent by the worker."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import Word
from tracker.models.db import Base, Instant, word
from tracker.models.mail import MailState
from tracker.models.staff import Staff

# Literal, so that both databases see that the index of what waits serves a query.
_WAITING = sa.text("state IN ('pending', 'sending')")


class StaffMailKind(Word):
    """What a colleague is written for."""

    DIGEST = "digest", "待办提醒"
    RECEIPTS = "receipts", "回执登记通报"
    TRIAL = "trial", "试发"


class StaffMail(Base):
    """One mail to a colleague, with its fixed Message-ID. `slot` is the moment it was due at.

    For one colleague, kind and slot there is one mail, whoever composes and whatever crashes.
    """

    __tablename__ = "staff_mail"
    __table_args__ = (
        sa.UniqueConstraint("staff_id", "kind", "slot"),
        sa.CheckConstraint("state <> 'no_address' AND to_address <> ''", name="has_address"),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_is_dated"),
        sa.Index(
            "ix_staff_mail_turn",
            "next_try_at",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    kind: Mapped[StaffMailKind] = mapped_column(word(StaffMailKind))
    slot: Mapped[datetime] = mapped_column(Instant)
    to_name: Mapped[str] = mapped_column(sa.String(60))
    to_address: Mapped[str] = mapped_column(sa.String(254))
    # The provider it is counted for: see `tracker.outbox.providers`.
    to_domain: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    # As of every mail of ours: in the Message-ID and in the return path.
    token: Mapped[str] = mapped_column(sa.String(32), unique=True)
    state: Mapped[MailState] = mapped_column(word(MailState), default=MailState.PENDING)
    tries: Mapped[int] = mapped_column(sa.Integer, default=0)
    claims: Mapped[int] = mapped_column(sa.Integer, default=0)
    claimed_by: Mapped[str] = mapped_column(sa.String(60), default="")
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    next_try_at: Mapped[datetime] = mapped_column(Instant)
    last_error: Mapped[str] = mapped_column(sa.Text, default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    # When it came back, and in which words.
    returned_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_why: Mapped[str] = mapped_column(sa.Text, default="")

    staff: Mapped[Staff] = relationship()

    @property
    def maybe_doubled(self) -> bool:
        """Claimed twice and sent: it may have left twice, with one Message-ID."""
        return self.claims > self.tries and self.state is MailState.SENT
