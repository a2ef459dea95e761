"""Computing what a draft would do to every open case; writes the effect, never a case (S0-1)."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import selectinload

from machines.calendar import Calendar
from machines.policy import Policy
from tracker.actions.moves import WITH_THE_CASE
from tracker.actions.policies import refuse_others
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.facts import read_facts
from tracker.jobs.progress import Progress
from tracker.models import Case, DraftState, PlannedWait, PolicyDraft, PolicyEffect
from tracker.models.db import in_batches, writing
from tracker.policies.effect import CaseEffect, effect_on
from tracker.policies.lists import open_cases
from tracker.policies.sums import Sums
from tracker.waits.passing_over import said_until
from tracker.waits.workdays import calendar_of
from tracker.writers.many import add_many

log = logging.getLogger(__name__)

BROKEN = "这份个案的期限暂时算不出来，请打开个案核对；保存新版不受影响"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is computed: the draft's values as they were when it was begun."""

    draft_id: int
    edition: int
    cohort_id: int
    policy: Policy


def run_effect(desk: Desk, draft_id: int, actor: Actor, progress: Progress) -> str:
    """Compute until the effect is that of the draft as it stands; gives the message that is kept."""
    refuse_others(actor)
    while True:
        draft = desk.session.get_one(PolicyDraft, draft_id)
        if draft.state is not DraftState.OPEN:
            return f"草稿{draft.state.label}，没有再算"
        wanted = Wanted(draft.id, draft.edition, draft.cohort_id, draft.policy)
        sums, rows = _compute(desk, wanted, progress)
        progress.tell("保存结果", sums.cases, sums.cases)
        if _keep(desk, wanted, sums, rows):
            return f"已算出对 {sums.cases} 份在办个案的影响"


def _compute(desk: Desk, wanted: Wanted, progress: Progress) -> tuple[Sums, list[dict[str, Any]]]:
    """Read only, a batch at a time, so that nobody waits for it."""
    ids = desk.session.scalars(sa.select(Case.id).where(open_cases(wanted.cohort_id))).all()
    sums, rows = Sums(), []
    calendar = calendar_of(desk.session)
    for batch in in_batches(sorted(ids)):
        for row in _rows_of(desk, wanted, calendar, batch, sums):
            progress.tell("逐案计算", sums.cases, len(ids))
            rows.append(row)
        desk.session.rollback()
    return sums, rows


def _rows_of(
    desk: Desk, wanted: Wanted, calendar: Calendar, batch: Sequence[int], sums: Sums
) -> Iterator[dict[str, Any]]:
    query = sa.select(Case).where(Case.id.in_(batch)).order_by(Case.id)
    options = (*WITH_THE_CASE, selectinload(Case.tracks))
    planned = _planned(desk, batch)
    for case in desk.session.scalars(query.options(*options)):
        effect = _effect(desk, case, wanted.policy, calendar, planned)
        if effect is None:
            sums.fail()
        else:
            sums.add(effect, day_of(desk.now))
        yield _row(desk, wanted, case, effect)


def _planned(desk: Desk, batch: Sequence[int]) -> dict[tuple[int, str], PlannedWait]:
    rows = desk.session.scalars(sa.select(PlannedWait).where(PlannedWait.case_id.in_(batch)))
    return {(row.case_id, row.name): row for row in rows}


def _effect(
    desk: Desk,
    case: Case,
    policy: Policy,
    calendar: Calendar,
    planned: dict[tuple[int, str], PlannedWait],
) -> CaseEffect | None:
    """None for a case that cannot be reckoned: it is listed and stops no other."""
    try:
        return effect_on(
            read_facts(desk.session, case),
            policy,
            calendar,
            lambda name: said_until(planned.get((case.id, name)), desk.now),
        )
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("the effect on case %s could not be reckoned", case.id)
        return None


def _row(desk: Desk, wanted: Wanted, case: Case, effect: CaseEffect | None) -> dict[str, Any]:
    found = effect or CaseEffect()
    return {
        "draft_id": wanted.draft_id,
        "case_id": case.id,
        "case_version": case.version,
        "from_version": case.policy_version.version,
        "shifted": len(found.shifts),
        "past": found.past(day_of(desk.now)),
        "added": found.count("added"),
        "dropped": found.count("dropped"),
        "moved": found.count("moved"),
        "fault": "" if effect else BROKEN,
        "changes": found.to_data(),
    }


def _keep(desk: Desk, wanted: Wanted, sums: Sums, rows: list[dict[str, Any]]) -> bool:
    """Put the effect in the place of the one before; False where the draft says something else now."""
    with writing(desk.session):
        query = sa.select(PolicyDraft).filter_by(id=wanted.draft_id)
        draft = desk.session.scalars(query.with_for_update(of=PolicyDraft)).one()
        if draft.edition != wanted.edition:
            return False
        desk.session.execute(sa.delete(PolicyEffect).filter_by(draft_id=draft.id))
        add_many(desk.session, PolicyEffect, rows)
        draft.effect, draft.effect_edition = sums.to_data(), wanted.edition
        draft.computed_at = desk.now
    return True
