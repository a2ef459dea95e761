"""What graduates propose, beside what is on file: accepted or rejected, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refusal, Refused
from machines.roles import BRANCH
from tracker.actions.proposals import Settling, settle_proposals
from tracker.data_check.proposals import (
    ProposalLine,
    cases_with_proposals,
    open_proposals,
    open_proposals_of,
)
from tracker.forms.fields import clean
from tracker.models import Case
from tracker.permissions import case_for
from tracker.views.at_desk import actor, desk
from tracker.views.data_check.blueprint import blueprint
from tracker.views.data_check.place import read_after, read_place

VERDICTS = ("accept", "reject")
# Beyond what a reason may have, so that the verb can say that it is too long.
LONGEST = 1000


@dataclass(slots=True)
class Typed:
    """What somebody chose for one proposal, so that a refusal costs no typing."""

    verdict: str = ""
    reason: str = ""
    again: bool = False
    checked: bool = False
    errors: list[str] = field(default_factory=list)


@blueprint.get("/proposals")
def proposals() -> ResponseReturnValue:
    """The cases with open proposals, twenty a page."""
    here, me, place = desk(), actor(), read_place()
    cases, after = cases_with_proposals(here, me, place.scope, read_after())
    lines = open_proposals_of(here, me, [case.id for case in cases])
    return render_template(
        "data_check/proposals.html",
        place=place,
        cases=[(case, lines[case.id]) for case in cases],
        after=after,
        typed={},
        may_settle=me.role in BRANCH,
    )


@blueprint.post("/cases/<int:case_id>/proposals")
def settle(case_id: int) -> ResponseReturnValue:
    """Settle those of one case for which something was chosen; one reason may serve them all."""
    case = case_for(desk(), actor(), case_id)
    typed, common = _typed(), clean(request.form.get("reason-all"))[:LONGEST]
    chosen = [
        Settling(
            number,
            one.verdict == "accept",
            one.reason or common,
            request.form.get(f"seen-{number}", "")[:40],
            one.again,
            one.checked,
        )
        for number, one in typed.items()
        if one.verdict
    ]
    try:
        record = settle_proposals(desk(), case_id, chosen, actor())
    except Refused as refused:
        return _again(case, typed, common, refused.refusals), 422
    flash("已更正并记录。" if record else "已处理，信息没有改动。", "success")
    if request.form.get("back") == "list":
        return redirect(url_for("data_check.proposals"), 303)
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _typed() -> dict[int, Typed]:
    """What the form says of each proposal, by its key."""
    found: dict[int, Typed] = {}
    for name in request.form:
        part, _, number = name.partition("-")
        if part == "seen" and number.isascii() and number.isdecimal() and len(number) < 10:
            verdict = request.form.get(f"verdict-{number}", "")
            found[int(number)] = Typed(
                verdict if verdict in VERDICTS else "",
                clean(request.form.get(f"reason-{number}"))[:LONGEST],
                f"again-{number}" in request.form,
                f"contact-{number}" in request.form,
            )
    return found


def _again(case: Case, typed: dict[int, Typed], common: str, refusals: Sequence[Refusal]) -> str:
    lines = open_proposals(desk(), actor(), case.id)
    # What is wrong with the common reason is wrong once, not once for each that it serves.
    shared = (
        {f"reason-{n}" for n, one in typed.items() if not one.reason} if len(lines) > 1 else set()
    )
    at_common = [r.missing for r in refusals if r.field in shared]
    rest = [r for r in refusals if r.field not in shared and not _placed(r, lines, typed)]
    return render_template(
        "data_check/settle.html",
        case=case,
        lines=lines,
        typed=typed,
        refusals=rest,
        common={"reason": common, "error": next(iter(at_common), "")},
    )


def _placed(refusal: Refusal, lines: list[ProposalLine], typed: dict[int, Typed]) -> bool:
    """Put a refusal beside the proposal it names, by key or by the field it is about."""
    name = refusal.field or ""
    number = name.rpartition("-")[2]
    for line in lines:
        chosen = typed.get(line.id)
        if chosen and chosen.verdict and (number == str(line.id) or name == line.proposal.field):
            chosen.errors.append(refusal.missing)
            return True
    return False
