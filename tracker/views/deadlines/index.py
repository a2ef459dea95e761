"""What is due, by day and wait, for whoever asks: overdue first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import sqlalchemy as sa
from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from machines.roles import Role
from tracker.clock import day_of
from tracker.deadlines.agenda import CAP, PAGE, Due, Key, count_due, find_due
from tracker.desk import Actor, Desk
from tracker.models import Branch, Case, College
from tracker.natural_order import branch_order
from tracker.permissions import KEEPERS, visible_branches, visible_cases
from tracker.views.at_desk import actor, desk
from tracker.views.cases.reminders import WAITS
from tracker.views.deadlines.blueprint import blueprint
from tracker.views.deadlines.failed import count_failed
from tracker.views.deadlines.filters import DueFilters, Span, Whose, read_key, write_key


@dataclass(frozen=True, slots=True)
class WaitCount:
    """How many cases wait for one thing: `late` of them overdue; both capped, in words."""

    name: str
    label: str
    late: str
    every: str


@dataclass(frozen=True, slots=True)
class DayOfWait:
    """The cases that one wait is due for on one day."""

    day: date
    days: int
    name: str
    label: str
    cases: list[Case]


@blueprint.get("")
def index() -> ResponseReturnValue:
    """One page of what is due."""
    here, me = desk(), actor()
    today = day_of(here.now)
    filters = DueFilters.read(request.args)
    colleges, branches = _places(here, me, filters)
    asked = filters.asked(me, today)
    wanted = replace(asked, names=(filters.wait,)) if filters.wait else asked
    found = find_due(here.session, wanted, read_key(request.args.get("after", "")))
    return render_template(
        "deadlines/index.html",
        filters=filters,
        counts=_counted(here, me, filters, today),
        rows=_rows(here, me, found[:PAGE], today),
        after=write_key(Key(found[PAGE - 1].day, found[PAGE - 1].number))
        if len(found) > PAGE
        else "",
        spans=list(Span),
        whose=list(Whose),
        waits={name: WAITS[name].label for name in filters.names(me)},
        colleges=colleges,
        branches=branches,
        failed=count_failed(here, me) if me.role in KEEPERS else 0,
    )


def _counted(here: Desk, me: Actor, filters: DueFilters, today: date) -> list[WaitCount]:
    """Each wait that anybody waits for, in the order of the tables."""
    found = count_due(here.session, filters.asked(me, today), today)
    return [
        WaitCount(name, WAITS[name].label, _capped(one.overdue), _capped(one.all))
        for name in filters.names(me)
        if (one := found.get(name)) is not None
    ]


def _capped(number: int) -> str:
    return str(number) if number <= CAP else f"{CAP}+"


def _rows(here: Desk, me: Actor, found: Sequence[Due], today: date) -> list[DayOfWait]:
    """By day and wait; once more asked whether the actor may see the cases."""
    query = (
        sa.select(Case)
        .where(Case.id.in_([one.case_id for one in found]), visible_cases(me))
        .options(joinedload(Case.person), joinedload(Case.branch), joinedload(Case.cohort))
    )
    cases = {case.id: case for case in here.session.scalars(query)} if found else {}
    order = {name: place for place, name in enumerate(WAITS)}
    seen = [one for one in found if one.case_id in cases]
    seen.sort(key=lambda one: (one.day, order.get(one.name, len(order)), one.number))
    return [
        DayOfWait(
            day,
            (day - today).days,
            name,
            WAITS[name].label if name in WAITS else name,
            [cases[one.case_id] for one in group],
        )
        for (day, name), group in groupby(seen, key=lambda one: (one.day, one.name))
    ]


def _places(
    here: Desk, me: Actor, filters: DueFilters
) -> tuple[Sequence[College], Sequence[Branch]]:
    """What to choose from: the department chooses a college before it chooses a branch."""
    colleges: Sequence[College] = ()
    query = visible_branches(me)
    if me.role is Role.DEPARTMENT:
        colleges = here.session.scalars(sa.select(College).order_by(College.name)).all()
        if not filters.college:
            return colleges, ()
        query = query.where(Branch.college_id == int(filters.college))
    return colleges, sorted(here.session.scalars(query), key=branch_order)
