"""All of a branch who were not asked, or did not answer, are asked: counted first, told one by one."""

from __future__ import annotations

import sqlalchemy as sa
from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.actions.asking import ask_to_confirm
from tracker.data_check.asked import DUE, Asked, Turn, asked_of
from tracker.data_check.members import Checked, checked_members
from tracker.data_check.scope import Scope
from tracker.models import Branch, Case, Cohort, Person
from tracker.permissions import visible_cases
from tracker.views.addresses import read_key, read_number
from tracker.views.at_desk import actor, desk
from tracker.views.data_check.blueprint import blueprint
from tracker.views.data_check.place import branch_for, read_place

MOST = 500
Line = tuple[Checked, Asked]


@blueprint.route("/branches/<int:branch_id>/ask", methods=["GET", "POST"])
def ask(branch_id: int) -> ResponseReturnValue:
    """GET shows who would be asked and who was, when; POST asks those ticked (S4.1-1, S4.1-6)."""
    branch, cohort = branch_for(branch_id), read_place().cohort
    if request.method == "GET":
        return _confirm(branch, cohort)
    chosen = _ticked(branch)
    if not chosen:
        return _confirm(branch, cohort, "请勾选至少一人。"), 422
    names = {case_id: name for case_id, (_, name) in chosen.items()}
    verdicts = ask_to_confirm(desk(), [(i, version) for i, (version, _) in chosen.items()], actor())
    return render_template(
        "data_check/asked.html", branch=branch_for(branch_id), verdicts=verdicts, names=names
    )


def _confirm(branch: Branch, cohort: Cohort | None, notice: str = "") -> str:
    lines = _lines(branch, cohort)
    return render_template(
        "data_check/ask.html",
        branch=branch,
        cohort=cohort,
        lines=[line for line in lines if line[1].turn not in (Turn.PAST, Turn.NO_ADDRESS)],
        others=[line for line in lines if line[1].turn in (Turn.PAST, Turn.NO_ADDRESS)],
        counts={turn: sum(asked.turn is turn for _, asked in lines) for turn in Turn},
        due=DUE,
        days=cohort.policy.policy.data_ask_again_days if cohort else 0,
        notice=notice,
    )


def _lines(branch: Branch, cohort: Cohort | None) -> list[Line]:
    """Every member of the branch with whether it is his turn; those whose turn it is first."""
    if cohort is None:
        return []
    here = desk()
    members = list(checked_members(here, actor(), Scope(cohort.id, branch=branch.id)))
    days = cohort.policy.policy.data_ask_again_days
    asked = asked_of(here, [(one.case_id, one.state) for one in members], days)
    lines = [(one, asked[one.case_id]) for one in members]
    order = list(Turn)
    return sorted(lines, key=lambda line: order.index(line[1].turn))


def _ticked(branch: Branch) -> dict[int, tuple[int, str]]:
    """Version and name by case, for the ticked cases of this branch that are the actor's."""
    versions: dict[int, int] = {}
    for text in request.form.getlist("case")[:MOST]:
        key, _, typed = text.partition(":")
        case_id, version = read_key(key), read_number(typed)
        if case_id is not None and version is not None:
            versions[case_id] = version
    query = (
        sa.select(Case.id, Person.name)
        .join(Person, Person.id == Case.person_id)
        .where(Case.id.in_(versions), Case.branch_id == branch.id, visible_cases(actor()))
    )
    names = dict(desk().session.execute(query).tuples().all())
    return {key: (versions[key], names[key]) for key in versions if key in names}
