"""Corrections recorded with their source: what was changed on a person, on whose word (S4.1-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from machines.words import MEMBERS, CorrectionSource
from tracker.models import Case, Correction
from tracker.on_file import NOT_IN_THE_SYSTEM, as_text


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of a person with its value before and after; None for nothing."""

    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Told:
    """On whose word: the kind of source, its words, who recorded it and when.

    `move_id` names the move that changed the data, `roster_import_id` the import; one of the two.
    """

    source: CorrectionSource
    words: str
    staff_id: int | None
    at: datetime
    move_id: int | None = None
    roster_import_id: int | None = None


def record_corrections(
    session: Session, case: Case, changes: Iterable[Changed], told: Told, *, to_enter: bool = True
) -> list[Correction]:
    """Add a row for each field that really changed; neither flushes nor commits.

    Only what concerns members is typed into the national system (S4.1-1); `to_enter` False: the
    values came out of it.
    """
    typed = to_enter and case.status in MEMBERS
    rows = [
        Correction(
            person_id=case.person_id,
            case=case,
            field=change.field,
            old=as_text(change.old),
            new=as_text(change.new),
            source=told.source,
            words=told.words,
            staff_id=told.staff_id,
            at=told.at,
            move_id=told.move_id,
            roster_import_id=told.roster_import_id,
            to_enter=typed and change.field not in NOT_IN_THE_SYSTEM,
        )
        for change in changes
        if as_text(change.old) != as_text(change.new)
    ]
    session.add_all(rows)
    return rows
