"""What a line of the contact ledger is called: who began it, and what came of it.

The ledger grades every line, also those that no person is behind: a bounce is no contact of the
other side's, and the correction of a wrong filing is no contact at all (D-15).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from machines.words import Direction, Grade
from tracker.desk import Desk
from tracker.models import ContactEntry, IncomingFiling

CORRECTION = "更正：来信不属本案"
NOT_REACHED = "未达"


@dataclass(frozen=True, slots=True)
class EntryWords:
    """`side`: who began it, or what it is; `result`: what came of it, "" where `side` says all."""

    side: str
    result: str

    def __str__(self) -> str:
        return "：".join(filter(None, (self.side, self.result)))


def words_of(entry: ContactEntry, corrections: frozenset[int]) -> EntryWords:
    """The words of one entry; `corrections` are those of filings that were taken back."""
    if entry.id in corrections:
        return EntryWords(CORRECTION, "")
    if entry.incoming_id is not None and entry.direction is Direction.IN:
        if entry.grade is Grade.AUTOMATIC:
            return EntryWords(entry.grade.label, "")
        if entry.grade is Grade.FAILED:
            return EntryWords("退信", NOT_REACHED)
    return EntryWords(entry.direction.label, entry.grade.label)


def corrections_of(desk: Desk, case_ids: Iterable[int]) -> frozenset[int]:
    """The entries of these cases that say nothing but that a mail was not theirs."""
    query = sa.select(IncomingFiling.undo_entry_id).where(
        IncomingFiling.case_id.in_(list(case_ids)), IncomingFiling.undo_entry_id.is_not(None)
    )
    return frozenset(key for key in desk.session.scalars(query) if key is not None)
