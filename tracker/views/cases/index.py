"""The list of cases: what a user works through in a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from flask import render_template, request
from flask.typing import ResponseReturnValue

from machines.roles import Role
from machines.words import Kind
from tracker.desk import Actor, Desk
from tracker.models import Branch, College
from tracker.natural_order import branch_order
from tracker.permissions import visible_branches
from tracker.views.at_desk import actor, desk
from tracker.views.cases.blueprint import blueprint
from tracker.views.cases.cries import cries_for
from tracker.views.cases.filters import Filters, Tab
from tracker.views.cases.listing import count_tabs, list_cases
from tracker.views.cases.states import known_states

STATES = known_states()


@blueprint.get("")
def index() -> ResponseReturnValue:
    """One page of the cases the user may see."""
    here, me = desk(), actor()
    filters = Filters.read(request.args)
    colleges: Sequence[College] = ()
    if me.role is Role.DEPARTMENT:
        colleges = here.session.scalars(sa.select(College).order_by(College.name)).all()
    filters, branches = _branches(here, me, filters)
    return render_template(
        "cases/index.html",
        filters=filters,
        listing=list_cases(here, me, filters, request.args.get("after", "")),
        counts=count_tabs(here, me),
        cries=cries_for(here, me) if filters.tab is Tab.MINE else (),
        tabs=Tab,
        kinds=Kind,
        states=STATES,
        branches=branches,
        colleges=colleges,
    )


def _branches(here: Desk, me: Actor, filters: Filters) -> tuple[Filters, Sequence[Branch]]:
    """The branches to choose from: the department's once a college is chosen, for it has thousands.

    A branch left over from another college narrows no more.
    """
    query = visible_branches(me)
    if me.role is Role.DEPARTMENT:
        if not filters.college and filters.branch:
            college = sa.select(Branch.college_id).where(Branch.id == int(filters.branch))
            filters = replace(filters, college=str(here.session.scalar(college) or ""))
        if not filters.college:
            return replace(filters, branch=""), ()
        query = query.where(Branch.college_id == int(filters.college))
    branches = sorted(here.session.scalars(query), key=branch_order)
    if filters.branch and int(filters.branch) not in {branch.id for branch in branches}:
        filters = replace(filters, branch="")
    return filters, branches
