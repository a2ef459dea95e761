"""For every move an order a careful person would hand in on that day, made from the order's own fields."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import sqlalchemy as sa

from machines.dates import add_months, days, month_end
from machines.orders import Asked, Order, Ref, Upload, asked_fields
from machines.table import Move
from machines.words import (
    AbroadPaper,
    DestinationKind,
    Employment,
    Ground,
    ItemStatus,
    Original,
    Word,
)
from tests.lives.world import World
from tracker.clock import day_of
from tracker.models import (
    Branch,
    ContactEntry,
    EducationActivity,
    Letter,
    Probation,
    Staff,
    UploadedFile,
)

CHOSEN: dict[type[Word], Word] = {
    Original: Original.RETURNED,
    ItemStatus: ItemStatus.COMPLIANT,
    Employment: Employment.EMPLOYED,
    DestinationKind: DestinationKind.UNIT,
    Ground: Ground.LOST_CONTACT,
}


def careful_order(world: World, move: Move, **instead: Any) -> Order:
    """A complete order of `move.asks`; `instead` replaces single fields."""
    values = {field.name: _value(world, field) for field in asked_fields(move.asks)}
    values.update(_special(world, move))
    values.update({name: value for name, value in instead.items() if name in values})
    return dataclasses.replace(move.asks(), **values) if values else move.asks()


def _special(world: World, move: Move) -> dict[str, Any]:
    today = day_of(world.desk.now)
    fields = {field.name for field in asked_fields(move.asks)}
    special: dict[str, Any] = {
        "valid_until": today + days(60),
        "until": add_months(today, 12),
        "paid_until": month_end(today),
        "limit_on": add_months(today, 24),
        "number": _next_number(world),
        "eligible": 21,
        "present": 20,
        "votes_for": 18,
        "months": 6,
        "meeting_on": _meeting_day(world),
        "told_on": _meeting_day(world) - days(1),
        "directly_after": True,
        "unit_has_no_org": False,
        "in_database": True,
        "province": "浙江省",
        "entries": _entries(world),
        "job_post": None,
        "degree": None,
        "degree_awarded": None,
        "mobile": None,
        "email": None,
        "id_number": None,
        "sex": None,
        "ethnicity": None,
        "birth_date": None,
        "joined_on": None,
        "dues_paid_until": None,
    }
    return {name: value for name, value in special.items() if name in fields}


def _meeting_day(world: World) -> date:
    """The branch meets on the day probation ends, or today when that is still to come (X-C7)."""
    today = day_of(world.desk.now)
    row = world.desk.session.get(Probation, world.case_id)
    return min(today, row.ends_on) if row and row.ends_on else today


def _value(world: World, field: Asked) -> Any:
    today = day_of(world.desk.now)
    if field.ref is not None:
        return _referred(world, field)
    if field.type is date:
        return today
    if field.type is bool:
        return True
    if field.type is int:
        return 1
    if field.type is Upload:
        return Upload(world.desk.session.scalars(sa.select(UploadedFile.id)).first() or 0)
    if issubclass(field.type, Word):
        if field.many:
            return tuple(AbroadPaper) if field.type is AbroadPaper else tuple(field.type)
        return CHOSEN.get(field.type) or next(iter(field.type))
    return f"{field.label}：已核实"


def _referred(world: World, field: Asked) -> Any:
    session, case = world.desk.session, world.case
    match field.ref:
        case Ref.ACTIVITY:
            return session.scalars(sa.select(EducationActivity.id)).first()
        case Ref.BRANCH:
            return session.scalars(sa.select(Branch.id)).first()
        case Ref.CONTACT_PERSON:
            return session.scalars(sa.select(Staff.id).filter_by(role="contact_person")).first()
        case Ref.ITEM:
            return tuple(paper.code for paper, _ in case.papers)
    raise AssertionError(f"no value for {field.ref}")


def _next_number(world: World) -> str:
    count = world.desk.session.scalar(sa.select(sa.func.count(Letter.id)))
    return f"2024{count or 0:04d}"


def _entries(world: World) -> str:
    rows = world.desk.session.scalars(
        sa.select(ContactEntry.id).filter_by(case_id=world.case_id)
    ).all()
    return ",".join(str(one) for one in rows[-5:])
