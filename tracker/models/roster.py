"""Roster imports: the file as it came, the verdicts of the dry run, what was done (S4.1-1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.models.cohort import Cohort
from tracker.models.db import Base, Instant
from tracker.models.staff import Staff
from tracker.models.upload import UploadedFile


class RosterImport(Base):
    """One import: first a dry run, then done only if a new run gives the same verdicts."""

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("cohort.id"))
    upload_id: Mapped[int] = mapped_column(sa.ForeignKey("uploaded_file.id"))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    verdicts: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    digest: Mapped[str] = mapped_column(sa.String(64))
    tried_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)

    cohort: Mapped[Cohort] = relationship()
    upload: Mapped[UploadedFile] = relationship()
    staff: Mapped[Staff | None] = relationship()
