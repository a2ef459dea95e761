"""Recorded corrections: those still to be typed into the national system, and the lists for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.elements import ColumnElement

from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import Branch, Case, Correction, CorrectionSheet
from tracker.models.db import in_batches
from tracker.natural_order import branch_order
from tracker.on_file import LABELS
from tracker.permissions import visible_cases

PAGE = 50
# A list with full ID numbers is handed out right after its reason was given, and not for ever.
HANDED_OUT_FOR = timedelta(hours=1)
WITH_ALL = (
    joinedload(Correction.person),
    joinedload(Correction.case).joinedload(Case.branch).joinedload(Branch.college),
    joinedload(Correction.staff),
    joinedload(Correction.entered_by),
)


class NoSuchSheet(LookupError):
    """The list does not exist, or not for this actor."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One line to type: a field of a person from its first old value to its last new one."""

    name: str
    student_no: str
    id_number: str
    branch: str
    field: str
    label: str
    old: str
    new: str
    source: str
    on: date


def waiting(actor: Actor) -> list[ColumnElement[bool]]:
    """The corrections still to be typed over that the actor may see; the query joins `Case`."""
    return [
        visible_cases(actor),
        Correction.to_enter.is_(True),
        Correction.entered_at.is_(None),
    ]


def entered(actor: Actor) -> list[ColumnElement[bool]]:
    """Those typed over already."""
    return [visible_cases(actor), Correction.entered_at.is_not(None)]


def narrowed(college: int | None, branch: int | None) -> list[ColumnElement[bool]]:
    """Of one college or branch only."""
    found: list[ColumnElement[bool]] = []
    if college is not None:
        found.append(Case.college_id == college)
    if branch is not None:
        found.append(Case.branch_id == branch)
    return found


def list_corrections(
    desk: Desk, where: Sequence[ColumnElement[bool]], after: int
) -> tuple[Sequence[Correction], int]:
    """One page by key, and the key of the next: 0 where there is none."""
    query = (
        sa.select(Correction)
        .join(Case, Case.id == Correction.case_id)
        .where(*where, Correction.id > after)
        .order_by(Correction.id)
        .limit(PAGE + 1)
        .options(*WITH_ALL)
    )
    found = desk.session.scalars(query).all()
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else 0


def count_corrections(
    desk: Desk, where: Sequence[ColumnElement[bool]]
) -> Sequence[tuple[Branch, int]]:
    """How many there are in each branch."""
    query = (
        sa.select(Case.branch_id, sa.func.count())
        .select_from(Correction)
        .join(Case, Case.id == Correction.case_id)
        .where(*where)
        .group_by(Case.branch_id)
    )
    numbers = dict(desk.session.execute(query).tuples().all())
    branches = desk.session.scalars(
        sa.select(Branch).where(Branch.id.in_(numbers)).options(joinedload(Branch.college))
    )
    return [(branch, numbers[branch.id]) for branch in sorted(branches, key=branch_order)]


def sheet_for(desk: Desk, actor: Actor, sheet_id: int) -> CorrectionSheet:
    """The list, for whoever made it. Raises NoSuchSheet."""
    found = desk.session.scalar(
        sa.select(CorrectionSheet).filter_by(id=sheet_id, staff_id=actor.staff_id)
    )
    if found is None:
        raise NoSuchSheet(sheet_id)
    return found


def may_be_handed_out(sheet: CorrectionSheet, now: datetime) -> bool:
    """Whether the reason given for it is fresh enough."""
    return now <= sheet.made_at + HANDED_OUT_FOR


def corrections_in(desk: Desk, sheet: CorrectionSheet) -> list[Correction]:
    """The corrections of a list, oldest first."""
    found: list[Correction] = []
    for part in in_batches(sheet.corrections):
        query = sa.select(Correction).where(Correction.id.in_(part)).options(*WITH_ALL)
        found += desk.session.scalars(query.order_by(Correction.id))
    return found


def lines_of(corrections: Sequence[Correction]) -> Iterator[Typed]:
    """What is to be typed: one line a field of a person, and none where it came back to the old."""
    fields: dict[tuple[int, str], list[Correction]] = {}
    for one in corrections:
        fields.setdefault((one.person_id, one.field), []).append(one)
    for group in fields.values():
        first, last = group[0], group[-1]
        if first.old != last.new:
            yield Typed(
                last.person.name,
                last.person.student_no or "",
                last.person.id_number or "",
                f"{last.case.branch.college.name} {last.case.branch.name}",
                last.field,
                LABELS[last.field],
                first.old,
                last.new,
                last.told,
                day_of(last.at),
            )
