"""The list of cases: what a user works through in a day."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import render_template, request
from flask.typing import ResponseReturnValue

from machines.roles import Role
from machines.words import Kind
from tracker.models import College
from tracker.permissions import visible_branches
from tracker.views.at_desk import actor, desk
from tracker.views.cases.blueprint import blueprint
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
    return render_template(
        "cases/index.html",
        filters=filters,
        listing=list_cases(here, me, filters, request.args.get("after", "")),
        counts=count_tabs(here, me),
        tabs=Tab,
        kinds=Kind,
        states=STATES,
        branches=here.session.scalars(visible_branches(me)).all(),
        colleges=colleges,
    )
