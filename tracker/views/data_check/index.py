"""The desk: a line a branch; for the department first a line a college."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from machines.checklist import CHECKS
from machines.roles import BRANCH, Role
from tracker.data_check.corrections import count_corrections, narrowed, waiting
from tracker.data_check.counting import tallies
from tracker.views.at_desk import actor, desk
from tracker.views.data_check.blueprint import blueprint
from tracker.views.data_check.place import read_place


@blueprint.get("")
def index() -> ResponseReturnValue:
    """How many members, how many with something wrong, which checks fail how often (S4.1)."""
    here, me, place = desk(), actor(), read_place()
    by_college = me.role is Role.DEPARTMENT and place.college is None
    scope = place.scope
    typed = count_corrections(here, [*waiting(me), *narrowed(scope.college, scope.branch)])
    return render_template(
        "data_check/index.html",
        place=place,
        by_college=by_college,
        tallies=tallies(here, me, scope, by_college=by_college),
        checks=CHECKS,
        waiting=sum(number for _, number in typed),
        may_ask=me.role in BRANCH,
    )
