"""What the user decides on the page of a dry run: whose word counts, which branches there are."""

from __future__ import annotations

from collections.abc import Iterator

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions.roster_choices import StalePage, choose_branches, choose_values
from tracker.actions.roster_jobs import ask_try
from tracker.roster.aliases import Field
from tracker.roster.choices import BranchChoice
from tracker.views.at_desk import actor, desk
from tracker.views.roster.blueprint import blueprint, the_import
from tracker.views.roster.importing import show_page

# A page shows a hundred people; a form longer than this was not made by it.
_MOST = 5000


@blueprint.post("/<int:import_id>/values")
def decide_values(import_id: int) -> ResponseReturnValue:
    """Keep the answers and ask for another dry run."""
    found = the_import(import_id)
    fields: dict[Field, str] = {}
    values: dict[str, dict[Field, str]] = {}
    for name, pick in list(request.form.items())[:_MOST]:
        if name.startswith("field/") and (of := _field(name.removeprefix("field/"))):
            fields[of] = pick[:40]
        elif name.startswith("value/"):
            _, person, word = (*name.split("/", 2), "")[:3]
            if of := _field(word):
                values.setdefault(person, {})[of] = pick[:40]
    try:
        choose_values(desk(), found.id, fields, values, actor(), seen=seen())
    except StalePage as stale:
        return look_again(import_id, stale)
    except Refused as refused:
        return show_page(the_import(import_id), refused), 422
    ask_try(desk(), import_id, actor())
    return redirect(url_for("roster.show", import_id=import_id, rows=request.args.get("rows")), 303)


@blueprint.post("/<int:import_id>/branches")
def decide_branches(import_id: int) -> ResponseReturnValue:
    """Keep what unknown branches are, or that they shall be made, and ask for another dry run."""
    found = the_import(import_id)
    try:
        choose_branches(desk(), found.id, dict(_decisions()), actor(), seen=seen())
    except StalePage as stale:
        return look_again(import_id, stale)
    except Refused as refused:
        return show_page(the_import(import_id), refused), 422
    ask_try(desk(), import_id, actor())
    return redirect(url_for("roster.show", import_id=import_id), 303)


def seen() -> str:
    """The digest of the dry run that the form's page showed; a form without it is stale."""
    return request.form.get("seen", "")


def look_again(import_id: int, stale: StalePage) -> ResponseReturnValue:
    """The page as it is by now."""
    flash(str(stale), "warning")
    return redirect(url_for("roster.show", import_id=import_id), 303)


def _decisions() -> Iterator[tuple[str, BranchChoice | None]]:
    """`new:<college>` makes the branch, `is:<branch>` names one, `back` takes a decision back.

    Each stands beside the key of the name it is about; nothing chosen decides nothing.
    """
    for at in range(_MOST):
        key = request.form.get(f"key-{at}")
        if key is None:
            return
        what, _, number = request.form.get(f"branch-{at}", "").partition(":")
        if what == "back":
            yield key, None
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            continue
        if what == "new":
            yield key, BranchChoice(college_id=int(number))
        elif what == "is":
            yield key, BranchChoice(branch_id=int(number))


def _field(name: str) -> Field | None:
    return Field(name) if name in set(Field) else None
