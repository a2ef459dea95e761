"""Corrections on their way into the national system: a list is taken along, then ticked off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from machines.refusals import Refusal, Refused
from machines.roles import Role
from tracker.data_check.corrections import narrowed, waiting
from tracker.desk import Actor, Desk
from tracker.models import AccessRecord, Case, Correction, CorrectionSheet
from tracker.models.db import begin_writing, in_batches
from tracker.on_file import shown
from tracker.permissions import KEEPERS

SHORTEST_REASON = 4
LONGEST_REASON = 200
MOST = 20_000
WHERE = "信息核对 · 录入系统"


def make_sheet(
    desk: Desk, actor: Actor, reason: str, *, college: int | None = None, branch: int | None = None
) -> CorrectionSheet:
    """Put all waiting corrections of a scope on a list, and commit.

    The list shows in full what is masked elsewhere: for every person on it an unmasking of his ID
    number and of each other masked field is kept with the reason (X-PIPL). Raises Refused:
    another role, no reason, nothing waiting; then nothing was written.
    """
    begin_writing(desk.session)
    try:
        staff_id = _keeper(actor)
        reason = reason.strip()
        if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
            words = f"请写明原因，{SHORTEST_REASON} 至 {LONGEST_REASON} 字：表中有完整的身份证号"
            raise Refused(_no(words, "reason"))
        rows = desk.session.execute(
            sa.select(
                Correction.id,
                Correction.person_id,
                Correction.field,
                Correction.old,
                Correction.new,
            )
            .join(Case, Case.id == Correction.case_id)
            .where(*waiting(actor), *narrowed(college, branch))
            .order_by(Correction.id)
            .limit(MOST)
        ).all()
        if not rows:
            raise Refused(_no("没有等待录入的更正"))
        desk.session.add_all(_unmaskings(desk, rows, staff_id, reason))
        sheet = CorrectionSheet(
            staff_id=staff_id, reason=reason, made_at=desk.now, corrections=[r.id for r in rows]
        )
        desk.session.add(sheet)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return sheet


def _unmaskings(
    desk: Desk, rows: Sequence[sa.Row[Any]], staff_id: int, reason: str
) -> Iterator[AccessRecord]:
    """One for the ID number of everybody on the list, and one for each other masked field."""
    unmasked = {(row.person_id, "id_number") for row in rows}
    unmasked |= {(row.person_id, row.field) for row in rows if _is_masked(row)}
    for person, what in sorted(unmasked):
        yield AccessRecord(
            staff_id=staff_id, person_id=person, what=what, reason=reason, at=desk.now
        )


def _is_masked(row: sa.Row[Any]) -> bool:
    """Whether pages show the old or the new value with stars."""
    return any(shown(row.field, text) != text for text in (row.old, row.new))


def mark_entered(desk: Desk, sheet_id: int, actor: Actor) -> int:
    """Tick off what of a list is not ticked off yet, and commit; how many that were.

    Doing it twice is doing it once. Raises Refused for a list that is not the actor's own.
    """
    begin_writing(desk.session)
    try:
        staff_id = _keeper(actor)
        sheet = desk.session.scalar(
            sa.select(CorrectionSheet).filter_by(id=sheet_id, staff_id=staff_id)
        )
        if sheet is None:
            raise Refused(_no("没有这份清单"))
        marked = 0
        for part in in_batches(sheet.corrections):
            marked += len(
                desk.session.scalars(
                    sa.update(Correction)
                    .where(Correction.id.in_(part), Correction.entered_at.is_(None))
                    .values(entered_at=desk.now, entered_by_id=staff_id)
                    .returning(Correction.id)
                ).all()
            )
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return marked


def _keeper(actor: Actor) -> int:
    """S3.1-7: the organizer keeps his college's data in the system, the department all."""
    if actor.role not in KEEPERS or actor.staff_id is None:
        who = "、".join(role.label for role in Role if role in KEEPERS)
        raise Refused(_no(f"录入清单由{who}办理，{actor.role.label}不能办理"))
    return actor.staff_id


def _no(missing: str, field: str | None = None) -> Refusal:
    return Refusal(missing, "S4.1-1", Role.ORGANIZER, WHERE, field)
