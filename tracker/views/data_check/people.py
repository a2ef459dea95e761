"""Whose data are wrong: the list of a branch, a college or all, and the same as .xlsx."""

from __future__ import annotations

import io

import sqlalchemy as sa
from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from machines.checklist import CHECKS
from machines.roles import BRANCH
from tracker.clock import day_of
from tracker.data_check.asked import asked_of
from tracker.data_check.members import PARTS, checked_members, known_part, list_members
from tracker.data_check.sheets import people_xlsx
from tracker.models import Branch
from tracker.views.at_desk import actor, desk
from tracker.views.data_check.blueprint import blueprint
from tracker.views.data_check.place import Place, read_after, read_place

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/people")
def people() -> ResponseReturnValue:
    """One page of the members of a part: by default those with something wrong."""
    here, me, place = desk(), actor(), read_place()
    part = known_part(request.args.get("part", ""))
    shown, after = list_members(here, me, place.scope, part, read_after())
    asked = asked_of(here, [(one.case_id, one.state) for one in shown], _again_after(place))
    return render_template(
        "data_check/people.html",
        place=place,
        part=part,
        parts={**PARTS, **CHECKS},
        people=shown,
        after=after,
        asked=asked,
        places=_places([one.branch_id for one in shown]),
        may_correct=me.role in BRANCH,
    )


@blueprint.get("/people.xlsx")
def people_sheet() -> ResponseReturnValue:
    """The whole part as a sheet; ID numbers and phones masked as on the screen."""
    here, me, place = desk(), actor(), read_place()
    part = known_part(request.args.get("part", ""))
    found = [one for one in checked_members(here, me, place.scope) if one.belongs_to(part)]
    data = people_xlsx(found, _places([one.branch_id for one in found]))
    where = place.branch or place.college
    name = f"信息核对_{where.name if where else '全部'}_{day_of(here.now)}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


def _again_after(place: Place) -> int:
    return place.cohort.policy.policy.data_ask_again_days if place.cohort else 0


def _places(branch_ids: list[int]) -> dict[int, tuple[str, str]]:
    """College and branch by the branch's key."""
    query = (
        sa.select(Branch).where(Branch.id.in_(set(branch_ids))).options(joinedload(Branch.college))
    )
    return {b.id: (b.college.name, b.name) for b in desk().session.scalars(query)}
