"""Staff accounts: who may log in, in which role, for which branches or college."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.roles import Role
from machines.words import Word
from tracker.models.college import Branch, College
from tracker.models.db import Base, Instant, word

staff_branch = sa.Table(
    "staff_branch",
    Base.metadata,
    sa.Column("staff_id", sa.ForeignKey("staff.id"), primary_key=True),
    sa.Column("branch_id", sa.ForeignKey("branch.id"), primary_key=True),
)

STAFF_ROLES = tuple(role.value for role in Role if role not in (Role.GRADUATE, Role.CLOCK))


_LOOKED_AT = sa.text("next_digest_at IS NOT NULL")


class DigestRhythm(Word):
    """How often somebody is written what waits for him (S3.1-6, S3.1-7)."""

    NEVER = "never", "不发"
    DAILY = "daily", "每个工作日"
    WEEKLY = "weekly", "每周第一个工作日"


class Staff(Base):
    """An account. Department accounts belong to no college; all others to one.

    `tracker.digests` looks at whoever has a mail address at `next_digest_at`, and has said by then
    all that was to be said up to `digests_until`.
    """

    __tablename__ = "staff"
    __table_args__ = (
        sa.CheckConstraint(f"role IN {STAFF_ROLES}", name="role"),
        sa.CheckConstraint("role = 'department' OR college_id IS NOT NULL", name="college"),
        sa.Index(
            "ix_staff_next_digest",
            "next_digest_at",
            sqlite_where=_LOOKED_AT,
            postgresql_where=_LOOKED_AT,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    role: Mapped[str] = mapped_column(sa.String(40))
    college_id: Mapped[int | None] = mapped_column(sa.ForeignKey("college.id"))
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    session_salt: Mapped[str] = mapped_column(sa.String(40))
    active: Mapped[bool] = mapped_column(sa.Boolean, default=True)
    made_at: Mapped[datetime] = mapped_column(Instant)

    # Where the system writes to this colleague; "" to nowhere.
    mail_address: Mapped[str] = mapped_column(sa.String(254), default="", server_default="")
    # Why nothing goes there any more, "" while it does: the address was refused or came back.
    mail_trouble: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    digest_rhythm: Mapped[DigestRhythm] = mapped_column(
        word(DigestRhythm), default=DigestRhythm.DAILY, server_default="daily"
    )
    next_digest_at: Mapped[datetime | None] = mapped_column(Instant)
    digests_until: Mapped[datetime | None] = mapped_column(Instant)
    digest_claimed_by: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    digest_lease_until: Mapped[datetime | None] = mapped_column(Instant)
    # What the address of his calendar is signed with; "" where he has none.
    feed_nonce: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")

    college: Mapped[College | None] = relationship()
    branches: Mapped[list[Branch]] = relationship(secondary=staff_branch)

    @property
    def as_role(self) -> Role:
        """The role as the tables name it."""
        return Role(self.role)


class LoginAttempt(Base):
    """A failed log-in, kept to slow down guessing across all web processes."""

    __tablename__ = "login_attempt"
    __table_args__ = (sa.Index("ix_login_attempt_login_at", "login", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(sa.String(40))
    address: Mapped[str] = mapped_column(sa.String(60), index=True)
    at: Mapped[datetime] = mapped_column(Instant)


class AccessRecord(Base):
    """Who looked at what was masked, and why (X-PIPL). Append-only."""

    __tablename__ = "access_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    what: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Instant)


class IncomingAccess(Base):
    """Who opened a mail that came in unmasked, and why, whoever it tells of (X-PIPL). Append-only.

    Of a stranger nobody is on file; whom a mail is known to tell of has an `AccessRecord` beside it.
    """

    __tablename__ = "incoming_access"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    incoming_id: Mapped[int] = mapped_column(sa.ForeignKey("incoming_mail.id"), index=True)
    what: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(Instant)
