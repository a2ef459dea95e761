"""Roster imports: the files as they came, the verdicts of the dry run, what was written (S4.1-1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from machines.words import Word
from tracker.models.cohort import Cohort
from tracker.models.db import Base, Instant, word
from tracker.models.staff import Staff
from tracker.models.upload import UploadedFile


class Stage(Word):
    """How far an import has come."""

    UNTRIED = "untried", "等待试运行"
    UNREADABLE = "unreadable", "文件不能用"
    TRIED = "tried", "已试运行"
    DONE = "done", "已导入"
    UNDONE = "undone", "已撤销"


class Written(Word):
    """What one line of an import's own record tells."""

    PERSON = "person", "新建人员"
    CASE = "case", "新建个案"
    VALUE = "value", "修改信息"
    ADDRESS = "address", "增加邮箱"
    BRANCH = "branch", "新建支部"


class RosterImport(Base):
    """One import: a dry run, then done only if a new run gives the same verdicts; may be undone.

    `choices` is what the user decided (`tracker.roster.choices`), `account` what was read of the
    files as a whole (`tracker.roster.account`), `fault` why they could not be read, `moved` where the import would
    have done something else than its dry run showed, so that it stopped.
    """

    __tablename__ = "roster_import"
    __table_args__ = (
        sa.CheckConstraint("undone_at IS NULL OR undo_reason <> ''", name="undone_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    choices: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    account: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    fault: Mapped[str] = mapped_column(sa.Text, default="")
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    moved: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(Instant)
    tried_at: Mapped[datetime | None] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    # Whoever confirmed it; the uploader is `staff_id`.
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    undo_reason: Mapped[str] = mapped_column(sa.Text, default="")

    cohort: Mapped[Cohort] = relationship()
    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id])
    done_by: Mapped[Staff | None] = relationship(foreign_keys=[done_by_id])
    undone_by: Mapped[Staff | None] = relationship(foreign_keys=[undone_by_id])
    files: Mapped[list[RosterFile]] = relationship(order_by="RosterFile.position")

    @property
    def stage(self) -> Stage:
        """Where the import stands."""
        if self.undone_at is not None:
            return Stage.UNDONE
        if self.done_at is not None:
            return Stage.DONE
        if self.fault:
            return Stage.UNREADABLE
        return Stage.UNTRIED if self.tried_at is None else Stage.TRIED

    @property
    def file_names(self) -> str:
        """The files' own names in one line."""
        return "、".join(file.upload.name for file in self.files)


class RosterFile(Base):
    """One file of an import; its bytes never change."""

    __tablename__ = "roster_file"
    __table_args__ = (sa.UniqueConstraint("import_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("roster_import.id"))
    position: Mapped[int] = mapped_column(sa.Integer)
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("uploaded_file.id"))

    upload: Mapped[UploadedFile] = relationship()


class RosterVerdict(Base):
    """The verdict on one person of the files, numbers masked; replaced by the next dry run."""

    __tablename__ = "roster_verdict"
    __table_args__ = (
        sa.UniqueConstraint("import_id", "position"),
        sa.Index("ix_roster_verdict_ruling", "import_id", "ruling", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("roster_import.id"))
    position: Mapped[int] = mapped_column(sa.Integer)
    ruling: Mapped[str] = mapped_column(sa.String(20))
    cautioned: Mapped[bool] = mapped_column(sa.Boolean)
    no_mail: Mapped[bool] = mapped_column(sa.Boolean)
    undecided: Mapped[bool] = mapped_column(sa.Boolean)
    record: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)


class RosterWrite(Base):
    """One thing an import wrote, with what stood there before: an import is undone from these.

    `case_version` is the version the import left the case in: a case that moved since has another.
    """

    __tablename__ = "roster_write"
    __table_args__ = (sa.Index("ix_roster_write_import", "import_id", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("roster_import.id"))
    what: Mapped[Written] = mapped_column(word(Written))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branch.id"))
    field: Mapped[str] = mapped_column(sa.String(40), default="")
    old: Mapped[str | None] = mapped_column(sa.Text)
    new: Mapped[str | None] = mapped_column(sa.Text)
    case_version: Mapped[int | None] = mapped_column(sa.Integer)


class RememberedHeading(Base):
    """A heading a college gave a meaning; `field` empty: such a column is not read.

    What the department remembers (no college) holds for every college that says nothing else.
    """

    __tablename__ = "remembered_heading"
    __table_args__ = (sa.Index("ix_remembered_heading", "heading", "college_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    heading: Mapped[str] = mapped_column(sa.String(60))
    college_id: Mapped[int | None] = mapped_column(sa.ForeignKey("college.id"))
    field: Mapped[str] = mapped_column(sa.String(40), default="")
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)


class RememberedBranch(Base):
    """Another name under which sheets know a branch, confirmed by somebody."""

    __tablename__ = "remembered_branch"
    __table_args__ = (sa.UniqueConstraint("name", "branch_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("branch.id"))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
