"""Case by case: an adoption is done, or taken back; each case in a transaction of its own (S0-1).

A row and its case change together, so that running again after a crash does nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound, OperationalError

from tracker.actions.adopting import give_policy
from tracker.actions.adoptions import count_rows
from tracker.actions.moves import lock_case
from tracker.actions.policies import refuse_others
from tracker.desk import Actor, Desk
from tracker.jobs.progress import Progress
from tracker.models import AdoptedCase, Case, CaseAdoption, MoveRecord, PolicyAdoption
from tracker.models.db import writing

log = logging.getLogger(__name__)

GONE = "个案已撤销，不在办"
CLOSED = "个案已办结，期限不再计算"
BROKEN = "系统出错，这份个案没有变动。请在个案页面单独办理；仍然出错请联系系统管理员"

Step = Callable[[Desk, AdoptedCase, Case, Actor], str]


def run_adoption(desk: Desk, adoption_id: int, actor: Actor, progress: Progress) -> str:
    """Move every case that waits; gives the message that is kept."""
    _go_through(desk, adoption_id, CaseAdoption.WAITING, actor, progress)
    return _account(desk, adoption_id, "改用", CaseAdoption.MOVED, CaseAdoption.LEFT)


def run_back(desk: Desk, adoption_id: int, actor: Actor, progress: Progress) -> str:
    """Move every case back that was moved; gives the message that is kept."""
    _go_through(desk, adoption_id, CaseAdoption.MOVED, actor, progress)
    return _account(desk, adoption_id, "退回原版", CaseAdoption.BACK, CaseAdoption.KEPT)


def _account(desk: Desk, adoption_id: int, verb: str, *ends: CaseAdoption) -> str:
    done, left = (count_rows(desk, adoption_id, state) for state in ends)
    return f"已将 {done} 份个案{verb}" + (f"；{left} 份没有{verb}，原因见下表" if left else "")


def _go_through(
    desk: Desk, adoption_id: int, waiting: CaseAdoption, actor: Actor, progress: Progress
) -> None:
    refuse_others(actor)
    query = sa.select(AdoptedCase.id).filter_by(adoption_id=adoption_id, state=waiting)
    ids = desk.session.scalars(query.order_by(AdoptedCase.id)).all()
    for done, row_id in enumerate(ids):
        progress.tell(PHASES[waiting], done, len(ids))
        try:
            _one(desk, row_id, waiting, actor)
        except OperationalError:
            # The database was away or busy: nothing is wrong with the case.
            raise
        except Exception:
            log.exception("adoption %s: row %s failed", adoption_id, row_id)
            _leave(desk, row_id, waiting)


def _one(desk: Desk, row_id: int, waiting: CaseAdoption, actor: Actor) -> None:
    with writing(desk.session):
        row = _locked(desk, row_id)
        if row.state is not waiting:
            return
        try:
            case = lock_case(desk.session, row.case_id)
        except NoResultFound:
            row.state, row.words = _ENDS[waiting], GONE
            return
        step, done = _STEPS[waiting]
        row.words = CLOSED if case.closed_at is not None else step(desk, row, case, actor)
        row.state = _ENDS[waiting] if row.words else done
        if done is CaseAdoption.MOVED and not row.words:
            row.case_version = case.version


def _leave(desk: Desk, row_id: int, waiting: CaseAdoption) -> None:
    with writing(desk.session):
        row = _locked(desk, row_id)
        if row.state is waiting:
            row.state, row.words = _ENDS[waiting], BROKEN


def _locked(desk: Desk, row_id: int) -> AdoptedCase:
    query = sa.select(AdoptedCase).filter_by(id=row_id)
    return desk.session.scalars(query.with_for_update(of=AdoptedCase)).one()


def _adopt(desk: Desk, row: AdoptedCase, case: Case, actor: Actor) -> str:
    """Move the case; gives why not, "" where it was."""
    adoption = _adoption(desk, row)
    if adoption.undone_at is not None:
        return "这次改用已撤回"
    if case.policy_version_id != row.from_version_id:
        return f"其间已改用第 {case.policy_version.version} 版"
    give_policy(desk, case, adoption.to_version, actor, adoption_id=adoption.id)
    return ""


def _return(desk: Desk, row: AdoptedCase, case: Case, actor: Actor) -> str:
    """Move the case back; gives why not, "" where it was."""
    adoption = _adoption(desk, row)
    if case.policy_version_id != adoption.to_version_id:
        return f"其间已改用第 {case.policy_version.version} 版"
    moved = _moved_on(desk, row)
    if moved is not None:
        return f"其间已按新版办理“{moved.label}”（{moved.day}）"
    give_policy(desk, case, row.from_version, actor, adoption_id=adoption.id)
    return ""


def _adoption(desk: Desk, row: AdoptedCase) -> PolicyAdoption:
    return desk.session.get_one(PolicyAdoption, row.adoption_id)


def _moved_on(desk: Desk, row: AdoptedCase) -> MoveRecord | None:
    """The first move made under the version: what rests on it cannot be given another."""
    query = sa.select(MoveRecord).filter_by(case_id=row.case_id)
    query = query.where(MoveRecord.case_version > row.case_version, MoveRecord.track != "case")
    return desk.session.scalar(query.order_by(MoveRecord.id).limit(1))


PHASES = {CaseAdoption.WAITING: "逐案改用", CaseAdoption.MOVED: "逐案退回原版"}
_ENDS = {CaseAdoption.WAITING: CaseAdoption.LEFT, CaseAdoption.MOVED: CaseAdoption.KEPT}
_STEPS: dict[CaseAdoption, tuple[Step, CaseAdoption]] = {
    CaseAdoption.WAITING: (_adopt, CaseAdoption.MOVED),
    CaseAdoption.MOVED: (_return, CaseAdoption.BACK),
}
