"""What is put to a person: shown in "what waits for me" until settled."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.case import Case
from tracker.models.contact import ContactEntry
from tracker.models.db import Base, Instant, where_known
from tracker.models.staff import Staff
from tracker.models.waits import ReminderRecord


class TaskKind(StrEnum):
    """What a task is about. Nothing knows a task by its words.

    Some kinds stand with a key behind a colon: see `kind_of`.
    """

    # An answer to a prompt that a person has to look at; a letter of which nobody knows what it
    # answers; words of somebody else; what the graduate told with a move.
    REPLY = "reply"
    LETTER = "letter"
    NOT_HIS_WORD = "not_his_word"
    SAID = "said"
    # Whether the address a mail came from is his own.
    CONFIRM = "confirm_sender"
    # Mails that came back (S4.4-5, D-15).
    ALL_BACK = "all_back"
    UNREACHED = "unreached"
    CONTRADICTED = "contradicted"
    FORM_LOST = "form_lost"
    NEW_ONE_BACK = "new_one_back"
    DOUBTFUL_BOUNCE = "doubtful_bounce"
    # What a link changed of his addresses (S4.1-6).
    NEW_ADDRESS = "new_address"
    OTHER_FIRST = "other_first"
    GIVEN_UP = "given_up"
    ANOTHERS_ADDRESS = "anothers_address"
    # Moves made because of a mail whose filing was taken back.
    MOVES_STAND = "moves_stand"
    # A wait has something to say to a person.
    WAIT = "wait"


def kind_of(kind: TaskKind, key: str | int) -> str:
    """A kind of which there is one for each key: `wait:letter_validity`, `unreached:full`."""
    return f"{kind}:{key}"


def and_confirm(kind: str) -> str:
    """The kind of a task that also asks whether the sender's address is his."""
    return f"{kind}+{TaskKind.CONFIRM}"


def without_confirm(kind: str) -> str:
    """The kind it had before that was asked as well."""
    return kind.removesuffix(f"+{TaskKind.CONFIRM}")


# The kinds that ask it, alone or beside what the mail itself asks.
CONFIRMING = (
    TaskKind.CONFIRM.value,
    *map(and_confirm, (TaskKind.REPLY, TaskKind.LETTER, TaskKind.NOT_HIS_WORD, TaskKind.SAID)),
)


class Task(Base):
    """Something for one role to look at."""

    __tablename__ = "task"
    __table_args__ = (
        sa.CheckConstraint("settled_at IS NULL OR outcome <> ''", name="settled_says_how"),
        sa.Index("ix_task_open", "settled_at", "case_id"),
        where_known("task", "entry_id"),
        where_known("task", "reminder_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(40))
    text: Mapped[str] = mapped_column(sa.Text)
    entry_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact_entry.id"))
    # What it is about (`TaskKind`), by which others of its sort are found and settled.
    kind: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    reminder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reminder_record.id"))
    opened_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    outcome: Mapped[str] = mapped_column(sa.Text, default="")

    case: Mapped[Case] = relationship()
    entry: Mapped[ContactEntry | None] = relationship()
    reminder: Mapped[ReminderRecord | None] = relationship()
    settled_by: Mapped[Staff | None] = relationship()

    @property
    def wait(self) -> str:
        """The name of the wait it speaks for; "" for any other task."""
        head, _, name = self.kind.partition(":")
        return name if head == TaskKind.WAIT else ""
