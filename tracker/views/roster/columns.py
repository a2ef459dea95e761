"""The columns of one sheet: what each was taken for and why, corrected and remembered."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions.roster_choices import StalePage, choose_columns
from tracker.actions.roster_jobs import ask_try
from tracker.models import RosterImport
from tracker.models.roster import Stage
from tracker.permissions import KEEPERS
from tracker.roster.account import USED_FIELDS
from tracker.roster.aliases import Field
from tracker.roster.choices import NOT_READ
from tracker.roster.purpose import Purpose
from tracker.views.at_desk import actor, desk
from tracker.views.roster.blueprint import blueprint, the_import
from tracker.views.roster.choosing import look_again, seen


@blueprint.get("/<int:import_id>/sheets/<int:at>")
def show_columns(import_id: int, at: int) -> ResponseReturnValue:
    """Every column with its heading, some cells, and what it is taken for."""
    found = the_import(import_id)
    return _page(found, at, _sheet(found, at))


@blueprint.post("/<int:import_id>/sheets/<int:at>")
def decide_columns(import_id: int, at: int) -> ResponseReturnValue:
    """Keep what the columns are and ask for another dry run."""
    found = the_import(import_id)
    sheet = _sheet(found, at)
    columns: dict[int, str] = {}
    remembered: dict[str, str] = {}
    for row in sheet["headings"]:
        name = request.form.get(f"column-{row['index']}", row["field"])
        # What nobody touched stays with the headings: choosing it would fix a guess for good.
        if name != row["field"] or row["by"] == "chosen":
            columns[row["index"]] = name
            if request.form.get("remember"):
                remembered[row["heading"]] = name
    purpose = request.form.get("purpose", "")
    try:
        choose_columns(
            desk(), found.id, sheet["key"], purpose, columns, remembered, actor(), seen=seen()
        )
    except StalePage as stale:
        return look_again(import_id, stale)
    except Refused as refused:
        return _page(the_import(import_id), at, sheet, refused), 422
    ask_try(desk(), import_id, actor())
    return redirect(url_for("roster.show", import_id=import_id), 303)


def _sheet(found: RosterImport, at: int) -> dict[str, Any]:
    sheets: list[dict[str, Any]] = found.account.get("sheets", [])
    if not 0 <= at < len(sheets) or found.stage in (Stage.DONE, Stage.UNDONE):
        abort(404)
    return sheets[at]


def _page(
    found: RosterImport, at: int, sheet: dict[str, Any], refused: Refused | None = None
) -> str:
    return render_template(
        "roster/columns.html",
        roster=found,
        at=at,
        sheet=sheet,
        fields=[(field.value, field.label, field in USED_FIELDS) for field in Field],
        Purpose=Purpose,
        purposes=list(Purpose),
        current=sheet["purpose"] if sheet["used"] or sheet["fault"] else NOT_READ,
        not_read=NOT_READ,
        may_remember=actor().role in KEEPERS,
        refused=refused,
    )
