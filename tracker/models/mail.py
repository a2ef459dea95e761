"""The outbox: mails as rows, written with the move, sent later by the worker; and their answer links."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import Word
from tracker.models.case import Case
from tracker.models.db import Base, Instant, where_known, word
from tracker.models.history import MoveRecord
from tracker.models.waits import ReminderRecord

# Literal, so that both databases see that the indexes of what waits serve a query.
_WAITING = sa.text("state IN ('pending', 'sending')")
_REFUSED = sa.text("follow_up_at IS NOT NULL")


class MailState(Word):
    """The small machine of a mail's delivery."""

    PENDING = "pending", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已交邮件服务器"
    FAILED = "failed", "发送失败"
    UNKNOWN = "unknown", "结果不明（发送后连接中断）"
    NO_ADDRESS = "no_address", "没有可用邮箱"


class Mail(Base):
    """One mail to one address, with its fixed Message-ID."""

    __tablename__ = "mail"
    __table_args__ = (
        sa.CheckConstraint("state = 'no_address' OR to_address <> ''", name="has_address"),
        sa.CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_is_dated"),
        sa.Index("ix_mail_claim", "state", "next_try_at"),
        sa.Index("ix_mail_case_id_id", "case_id", "id"),
        sa.Index("ix_mail_token", "token", unique=True),
        where_known("mail", "incoming_id"),
        where_known("mail", "reminder_id"),
        sa.Index(
            "ix_mail_turn",
            "to_domain",
            "id",
            "next_try_at",
            "lease_until",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        sa.Index(
            "ix_mail_before",
            "case_id",
            "to_address",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        sa.Index(
            "ix_mail_follow_up", "follow_up_at", sqlite_where=_REFUSED, postgresql_where=_REFUSED
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    move_id: Mapped[int | None] = mapped_column(sa.ForeignKey("move_record.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    to_name: Mapped[str] = mapped_column(sa.String(60))
    to_address: Mapped[str] = mapped_column(sa.String(254), default="")
    # The provider it is counted for: see `tracker.outbox.providers`.
    to_domain: Mapped[str] = mapped_column(sa.String(254), default="", server_default="")
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    # 32 hexadecimal characters: in the Message-ID, the reply address and the return path.
    token: Mapped[str] = mapped_column(sa.String(32), server_default="")
    # The Message-IDs it refers to, oldest first, with a space between; the last one it answers.
    thread: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    state: Mapped[MailState] = mapped_column(word(MailState))
    tries: Mapped[int] = mapped_column(sa.Integer, default=0)
    claims: Mapped[int] = mapped_column(sa.Integer, default=0)
    claimed_by: Mapped[str] = mapped_column(sa.String(60), default="")
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    next_try_at: Mapped[datetime] = mapped_column(Instant)
    last_error: Mapped[str] = mapped_column(sa.Text, default="")
    raw: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    # Set with the failure of a mail that its recipient's side refused, until what follows is done.
    follow_up_at: Mapped[datetime | None] = mapped_column(Instant)
    # Whether it leaves whenever it can, or in the sending hours of the case's policy.
    any_hour: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    # The reminder that wrote it, where it was due and nobody made a move.
    reminder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reminder_record.id"))
    # The mail that this one answers, where it was written because one came in.
    incoming_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("incoming_mail.id", use_alter=True)
    )

    case: Mapped[Case] = relationship()
    move: Mapped[MoveRecord | None] = relationship()
    reminder: Mapped[ReminderRecord | None] = relationship()

    @property
    def maybe_doubled(self) -> bool:
        """A mail claimed twice may have left twice: shown as such, with one Message-ID."""
        return self.claims > self.tries and self.state is MailState.SENT


class DomainPace(Base):
    """How much one provider is sent now (`tracker.outbox.pace`).

    Its slots are booked until `booked_until`; nothing is sent before `closed_until`.
    """

    __tablename__ = "domain_pace"

    domain: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    booked_until: Mapped[datetime] = mapped_column(Instant)
    closed_until: Mapped[datetime | None] = mapped_column(Instant)


class AnswerLink(Base):
    """A signed link of one prompt: scoped to its mail's answers, expiring, revocable, used once."""

    __tablename__ = "answer_link"
    __table_args__ = (
        sa.Index("ix_answer_link_prompt", "case_id", "kind"),
        where_known("answer_link", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    move_id: Mapped[int | None] = mapped_column(sa.ForeignKey("move_record.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    nonce: Mapped[str] = mapped_column(sa.String(40), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("answer_link.id"))
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[int | None]
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact_entry.id"))

    case: Mapped[Case] = relationship()
