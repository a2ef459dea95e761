"""What a form starts with: what the case already knows, so that nobody types it twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from machines.letters import default_valid_until
from machines.orders import Order
from machines.orders.overseas import OverseasApplication, OverseasPreparation, OverseasTalk
from machines.orders.transfer import (
    Acceptance,
    DataCorrection,
    Destination,
    DestinationProposal,
    Letter,
)
from machines.orders.unsuccessful import ConductReview, Retain, RetentionApproval
from machines.words import OPEN_APPLICATIONS, AbroadPaper, ApplicationKind
from tracker import models
from tracker.clock import day_of
from tracker.desk import Actor, Desk
from tracker.models import Case
from tracker.on_file import COLUMNS, on_file, shown

Values = dict[str, Any]


def first_values(desk: Desk, case: Case, order: type[Order], actor: Actor) -> Values:
    """The first values of an order's form; empty where the case says nothing."""
    found: Values = {}
    for kind, read in READERS:
        if issubclass(order, kind):
            found |= read(desk, case, actor)
    return found


def _letter(desk: Desk, case: Case, _actor: Actor) -> Values:
    """D-1: valid for ninety days, but not beyond the cut-off."""
    return {"valid_until": default_valid_until(day_of(desk.now), case.policy_version.policy)}


def _destination(desk: Desk, case: Case, _actor: Actor) -> Values:
    """The newest word on the destination: the branch's own entry or the graduate's proposal."""
    row = desk.session.scalar(
        sa.select(models.Destination)
        .filter_by(case_id=case.id)
        .order_by(models.Destination.id.desc())
        .limit(1)
    )
    if row is None:
        return {"employment": case.employment}
    found: Values = {
        "employment": row.employment,
        "kind": row.kind,
        "unit": row.unit,
        "unit_has_no_org": row.unit_has_no_org,
        "org_name": row.org_name,
        "province": row.province,
        "address": row.address,
    }
    if row.organisation is not None:
        found |= {
            "title": row.title,
            "in_database": row.in_database,
            "level": row.level,
        }
    return found


def _stay(desk: Desk, case: Case, _actor: Actor) -> Values:
    row = desk.session.get(models.Stay, case.id)
    if row is None:
        return {}
    return {
        "purpose": row.purpose,
        "directly_after": row.directly_after,
        "country": row.country,
        "school": row.school,
        "starts_on": row.starts_on,
        "returns_on": row.returns_on,
        "home_contact": row.home_contact,
        "papers": [AbroadPaper(p) for p in row.papers],
    }


def _branch_and_contact(_desk: Desk, case: Case, _actor: Actor) -> Values:
    return {"branch": case.branch_id, "contact_person": case.contact_person_id}


def _period(desk: Desk, case: Case, _actor: Actor) -> Values:
    """The period the graduate asked for is what the committee is asked to grant."""
    query = (
        sa.select(models.Application.requested_until)
        .where(
            models.Application.case_id == case.id,
            models.Application.kind == ApplicationKind.RETENTION,
            models.Application.state.in_(sorted(OPEN_APPLICATIONS)),
        )
        .order_by(models.Application.id.desc())
        .limit(1)
    )
    return {"until": desk.session.scalar(query)}


def _as_observer(_desk: Desk, _case: Case, actor: Actor) -> Values:
    return {"observer": actor.name}


def _as_talker(_desk: Desk, _case: Case, actor: Actor) -> Values:
    return {"talked_by": actor.name}


def _as_reviewer(_desk: Desk, _case: Case, actor: Actor) -> Values:
    return {"reviewer": actor.name}


def present_values(case: Case, order: type[Order]) -> dict[str, str]:
    """What the roster says now of each field that a correction may change; masked where it must be."""
    if not issubclass(order, DataCorrection):
        return {}
    names = (*COLUMNS, "email")
    return {n: f"现为：{shown(n, on_file(case.person, n)) or '空'}" for n in names}


READERS: tuple[tuple[type[Order], Callable[[Desk, Case, Actor], Values]], ...] = (
    (Letter, _letter),
    (Destination, _destination),
    (DestinationProposal, _destination),
    (OverseasApplication, _stay),
    (OverseasPreparation, _branch_and_contact),
    (Retain, _branch_and_contact),
    (RetentionApproval, _period),
    (Acceptance, _as_observer),
    (OverseasTalk, _as_talker),
    (ConductReview, _as_reviewer),
)
