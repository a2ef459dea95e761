"""What lists are read from: shelves of cases that bear the same marks, and terms to search by.

Both only repeat what other rows say, so that a list need not look at all of them. `tracker.lists`
alone writes them.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.models.db import Base

LONGEST_TERM = 64
# Byte order, so that PostgreSQL reads a range of terms from the index whatever its locale is.
TERM = sa.String(LONGEST_TERM).with_variant(sa.String(LONGEST_TERM, collation="C"), "postgresql")


class ShelfMark(Base):
    """One mark of a shelf. A shelf holds the cases that bear exactly its marks (`Case.shelf`).

    Cases share few combinations of states, so there are hundreds of shelves however many cases;
    a list finds its shelves here and reads each by due day.
    """

    __tablename__ = "shelf_mark"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    mark: Mapped[str] = mapped_column(sa.String(90), primary_key=True)
    shelf: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)


class SearchTerm(Base):
    """A term that finds a case when a search text is its beginning, with the case's college."""

    __tablename__ = "search_term"
    __table_args__ = (
        sa.Index("ix_search_term_term", "term", "case_id"),
        sa.Index("ix_search_term_college", "college_id", "term", "case_id"),
        {"sqlite_with_rowid": False},
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    term: Mapped[str] = mapped_column(TERM, primary_key=True)
    college_id: Mapped[int] = mapped_column(sa.Integer)
