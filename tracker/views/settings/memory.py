"""What rosters taught the system, shown to those who keep the settings, and taken back by them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from tracker.actions.colleges import may_manage
from tracker.actions.roster_memory import forget_branch_name, forget_heading
from tracker.models import Branch, RememberedBranch, RememberedHeading
from tracker.roster.aliases import Field
from tracker.views.at_desk import actor, desk
from tracker.views.settings.blueprint import blueprint

_LABELS = {field.value: field.label for field in Field}


@blueprint.post("/branch-names/<int:name_id>/forget")
def forget_name(name_id: int) -> ResponseReturnValue:
    """No longer take a name for a branch."""
    found = desk().session.get(RememberedBranch, name_id)
    branch = desk().session.get(Branch, found.branch_id) if found else None
    if found is None or branch is None or not may_manage(actor(), branch.college_id):
        abort(404)
    college_id, name = branch.college_id, found.name
    forget_branch_name(desk(), name_id, actor())
    flash(f"以后的名册里，“{name}”不再当作这个支部。", "success")
    return redirect(url_for("settings.college", college_id=college_id), 303)


@blueprint.post("/headings/<int:heading_id>/forget")
def forget_column(heading_id: int) -> ResponseReturnValue:
    """No longer take a heading for what somebody said it was."""
    found = desk().session.get(RememberedHeading, heading_id)
    if found is None or not may_manage(actor(), found.college_id):
        abort(404)
    college_id, heading = found.college_id, found.heading
    forget_heading(desk(), heading_id, actor())
    flash(f"以后的名册里，表头“{heading}”重新由系统辨认。", "success")
    if college_id is None:
        return redirect(url_for("settings.index"), 303)
    return redirect(url_for("settings.college", college_id=college_id), 303)


def names_of(college_id: int) -> Sequence[sa.Row[tuple[int, str, str]]]:
    """Id, name and branch of what the college's branches were also called."""
    query = (
        sa.select(RememberedBranch.id, RememberedBranch.name, Branch.name.label("branch"))
        .join(Branch, Branch.id == RememberedBranch.branch_id)
        .where(Branch.college_id == college_id)
    )
    return desk().session.execute(query.order_by(RememberedBranch.name)).all()


def headings_of(college_id: int | None) -> list[dict[str, str | int]]:
    """The headings a college gave a meaning, or with None the department for the whole school."""
    query = sa.select(RememberedHeading).where(
        RememberedHeading.college_id.is_not_distinct_from(college_id)
    )
    return [
        {"id": one.id, "heading": one.heading, "label": _LABELS.get(one.field, "不读")}
        for one in desk().session.scalars(query.order_by(RememberedHeading.heading))
    ]
