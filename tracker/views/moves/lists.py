"""The lists a form offers from the database: activities, branches, contact persons, papers."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from machines.orders import Order, Ref, asked_fields
from machines.orders.transfer import InternalTransfer
from machines.roles import CARERS, Role
from tracker.desk import Desk
from tracker.forms.order_form import Choices
from tracker.models import Branch, Case, EducationActivity, MaterialItem, Staff
from tracker.natural_order import branch_order

Pairs = list[tuple[str, str]]


def lists_for(desk: Desk, case: Case, order: type[Order]) -> Choices:
    """The lists that the order's fields name, and no others."""
    asked = {a.ref for a in asked_fields(order) if a.ref is not None}
    # 校内转接 may lead to any college of the school; everything else stays in the college (S4.3-5).
    anywhere = issubclass(order, InternalTransfer)
    readers = {
        Ref.ACTIVITY: lambda: _activities(desk, case),
        Ref.BRANCH: lambda: _branches(desk, case, anywhere=anywhere),
        Ref.CONTACT_PERSON: lambda: _contact_persons(desk, case),
        Ref.ITEM: lambda: _papers(desk, case),
    }
    return {ref: readers[ref]() for ref in asked}


def _activities(desk: Desk, case: Case) -> Pairs:
    query = (
        sa.select(EducationActivity)
        .filter_by(college_id=case.college_id)
        .order_by(EducationActivity.held_on.desc(), EducationActivity.id.desc())
    )
    return [
        (str(a.id), f"{a.held_on} {a.vehicle.label}：{a.theme}（{a.place}）")
        for a in desk.session.scalars(query)
    ]


def _branches(desk: Desk, case: Case, *, anywhere: bool) -> Pairs:
    query = sa.select(Branch).options(joinedload(Branch.college))
    if not anywhere:
        query = query.filter_by(college_id=case.college_id)
    found = sorted(desk.session.scalars(query), key=branch_order)
    return [(str(b.id), f"{b.college.name} · {b.name}" if anywhere else b.name) for b in found]


def _contact_persons(desk: Desk, case: Case) -> Pairs:
    roles = [role.value for role in CARERS]
    query = (
        sa.select(Staff)
        .where(Staff.college_id == case.college_id, Staff.active.is_(True), Staff.role.in_(roles))
        .order_by(Staff.role, Staff.name)
    )
    return [(str(s.id), f"{s.name}（{Role(s.role).label}）") for s in desk.session.scalars(query)]


def _papers(desk: Desk, case: Case) -> Pairs:
    """The papers of the file, each with how much it is needed and what the last check found."""
    query = sa.select(MaterialItem).filter_by(case_id=case.id)
    found = {item.code: f" · 已检查：{item.status.label}" for item in desk.session.scalars(query)}
    return [
        (paper.code, f"{paper.label}（{need.label}）{found.get(paper.code, '')}")
        for paper, need in case.papers
    ]
