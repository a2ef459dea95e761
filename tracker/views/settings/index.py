"""What there is to set, for whoever may set it."""

from __future__ import annotations

import sqlalchemy as sa
from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from machines.roles import Role
from tracker.clock import day_of
from tracker.models import Cohort, College
from tracker.views.at_desk import actor, desk
from tracker.views.settings.blueprint import blueprint
from tracker.views.settings.colleges import own_colleges
from tracker.views.settings.memory import headings_of
from tracker.waits.workdays import calendar_of


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Cohorts for the department; colleges and accounts for whoever looks after them."""
    department = actor().role is Role.DEPARTMENT
    cohorts = sa.select(Cohort).order_by(Cohort.year.desc()).options(selectinload(Cohort.policies))
    return render_template(
        "settings/index.html",
        department=department,
        headings=headings_of(None) if department else [],
        unknown_year=_unknown_year(),
        cohorts=desk().session.scalars(cohorts).all() if department else [],
        colleges=desk()
        .session.scalars(own_colleges().options(selectinload(College.branches)))
        .all(),
    )


def _unknown_year() -> int:
    """The next year that reminders fall into and no arrangement covers, 0 where all is known.

    The State Council announces a year in the autumn before.
    """
    years, this = calendar_of(desk().session).years, day_of(desk().now).year
    return next((year for year in (this, this + 1) if year not in years), 0)
