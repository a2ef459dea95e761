"""The lists of a draft's effect and of an adoption: by part, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.elements import ColumnElement

from tracker.models import (
    AdoptedCase,
    Case,
    CaseAdoption,
    PolicyAdoption,
    PolicyDraft,
    PolicyEffect,
)

ROWS_A_PAGE = 50
_WHO = (
    joinedload(PolicyEffect.case).joinedload(Case.person),
    joinedload(PolicyEffect.case).joinedload(Case.cohort),
    joinedload(PolicyEffect.case).joinedload(Case.college),
    joinedload(PolicyEffect.case).joinedload(Case.branch),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an effect: its name in the address, its label, which rows."""

    name: str
    label: str
    where: ColumnElement[bool]


_E = PolicyEffect
PARTS = (
    Part("changed", "有变化的", sa.or_(_E.shifted > 0, _E.added > 0, _E.dropped > 0, _E.moved > 0)),
    Part("shifted", "期限变动的", _E.shifted > 0),
    Part("past", "期限落在过去的", _E.past > 0),
    Part("added", "增加提醒的", _E.added > 0),
    Part("dropped", "减少提醒的", _E.dropped > 0),
    Part("moved", "提醒改期的", _E.moved > 0),
    Part("fault", "算不出来的", _E.fault != ""),
    Part("all", "全部在办个案", sa.true()),
)


def open_cases(cohort_id: int) -> ColumnElement[bool]:
    """The cases of a cohort that deadlines are reckoned for."""
    return sa.and_(
        Case.cohort_id == cohort_id, Case.closed_at.is_(None), Case.withdrawn_at.is_(None)
    )


def find_part(name: str) -> Part:
    """The part of that name, the first for a name that none has."""
    return next((part for part in PARTS if part.name == name), PARTS[0])


def count_effects(session: Session, draft: PolicyDraft, part: Part) -> int:
    """How many cases a part holds."""
    query = sa.select(sa.func.count(_E.id)).where(_E.draft_id == draft.id, part.where)
    return session.scalar(query) or 0


def effects_in(
    session: Session, draft: PolicyDraft, part: Part, start: int = 0, limit: int | None = None
) -> Sequence[PolicyEffect]:
    """The rows of a part with whom they are about, those overdue by it first."""
    query = sa.select(_E).where(_E.draft_id == draft.id, part.where).options(*_WHO)
    ordered = query.order_by(_E.past.desc(), _E.id)
    return session.scalars(ordered.offset(start).limit(limit)).all()


def changed_since(session: Session, draft: PolicyDraft) -> int:
    """How many cases moved, came or went since the effect was computed."""
    same = sa.and_(_E.draft_id == draft.id, _E.case_id == Case.id, _E.case_version == Case.version)
    other = sa.select(sa.func.count(Case.id)).where(
        open_cases(draft.cohort_id), ~sa.exists().where(same)
    )
    gone = (
        sa.select(sa.func.count(_E.id))
        .join(Case, Case.id == _E.case_id)
        .where(_E.draft_id == draft.id, ~open_cases(draft.cohort_id))
    )
    return (session.scalar(other) or 0) + (session.scalar(gone) or 0)


def counts_of(session: Session, adoption: PolicyAdoption) -> dict[CaseAdoption, int]:
    """How many cases of an adoption stand how; every state has its number."""
    query = sa.select(AdoptedCase.state, sa.func.count()).filter_by(adoption_id=adoption.id)
    found = dict(session.execute(query.group_by(AdoptedCase.state)).tuples().all())
    return {state: found.get(state, 0) for state in CaseAdoption}


def adopted_in(
    session: Session,
    adoption: PolicyAdoption,
    state: CaseAdoption | None,
    start: int = 0,
    limit: int | None = None,
) -> Sequence[AdoptedCase]:
    """The cases of an adoption in a state, or all, with whom they are about."""
    query = sa.select(AdoptedCase).filter_by(adoption_id=adoption.id)
    if state is not None:
        query = query.filter_by(state=state)
    who = joinedload(AdoptedCase.case)
    query = query.options(
        who.joinedload(Case.person),
        who.joinedload(Case.cohort),
        who.joinedload(Case.college),
        who.joinedload(Case.branch),
        joinedload(AdoptedCase.from_version),
    )
    return session.scalars(query.order_by(AdoptedCase.id).offset(start).limit(limit)).all()
