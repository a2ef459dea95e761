"""Contact by hand on a case, and its correction by a further entry (S4.4-5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refusal, Refused
from machines.words import Direction
from tracker.actions import ContactOrder, correct_contact, record_contact
from tracker.clock import SHANGHAI
from tracker.forms.contact import POSSIBLE, ContactForm
from tracker.masking import mask_numbers
from tracker.models import Case, ContactEntry
from tracker.permissions import case_for
from tracker.views.at_desk import actor, desk
from tracker.views.kept_files import keep_files

blueprint = Blueprint("contacts", __name__, url_prefix="/cases/<int:case_id>/contacts")


@blueprint.route("/new", methods=["GET", "POST"])
def record(case_id: int) -> ResponseReturnValue:
    """Write down one contact."""
    case = case_for(desk(), actor(), case_id)
    return _handle(case, ContactForm(data={"at": _minute_now()} | _answering(case)), None)


@blueprint.route("/<int:entry_id>/correct", methods=["GET", "POST"])
def correct(case_id: int, entry_id: int) -> ResponseReturnValue:
    """Correct an entry by a further one that names it; the first stays readable."""
    here = desk()
    case = case_for(here, actor(), case_id)
    entry = here.session.get(ContactEntry, entry_id)
    if entry is None or entry.case_id != case.id:
        abort(404)
    form = ContactForm(
        data={
            "at": entry.at.astimezone(SHANGHAI).replace(tzinfo=None),
            "channel": entry.channel.value,
            "direction": entry.direction.value,
            "address": mask_numbers(entry.address),
            "answered_by": entry.answered_by,
            "said": entry.said,
            "promised_on": entry.promised_on,
            "next_step": entry.next_step,
        }
    )
    return _handle(case, form, entry)


def _answering(case: Case) -> dict[str, str]:
    """What is known already of an answer to an entry of the case: to whom, and by what way."""
    entry_id = request.args.get("entry", "")
    known = entry_id.isascii() and entry_id.isdecimal() and len(entry_id) < 10
    entry = desk().session.get(ContactEntry, int(entry_id)) if known else None
    if entry is None or entry.case_id != case.id:
        return {}
    found = {"direction": Direction.OUT.value, "address": mask_numbers(entry.address)}
    return found | ({"channel": entry.channel.value} if entry.channel in POSSIBLE else {})


def _minute_now() -> datetime:
    return desk().now.astimezone(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)


def _handle(case: Case, form: ContactForm, corrects: ContactEntry | None) -> ResponseReturnValue:
    if request.method == "GET":
        return _page(case, form, corrects, [])
    here, me, case_id = desk(), actor(), case.id
    keep_files(here, [form.attachment], me, case_id)
    if request.form.get("step") == "restore":
        return _page(case, form, corrects, [])
    if not form.validate():
        return _page(case, form, corrects, []), 422
    try:
        if corrects is None:
            record_contact(here, case_id, form.order(), me)
        else:
            correct_contact(here, case_id, corrects.id, _unmasked(form, corrects), me)
    except Refused as refused:
        return _page(case, form, corrects, form.show(refused.refusals)), 422
    flash("联系记录已登记。" if corrects is None else "更正已登记，原记录保留。", "success")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="timeline"), 303)


def _unmasked(form: ContactForm, corrects: ContactEntry) -> ContactOrder:
    """The number that was used stands masked in the form; left as it was, it is the same number."""
    order = form.order()
    same = order.address == mask_numbers(corrects.address)
    return replace(order, address=corrects.address) if same else order


def _page(
    case: Case, form: ContactForm, corrects: ContactEntry | None, refusals: list[Refusal]
) -> str:
    return render_template(
        "contacts/record.html", case=case, form=form, corrects=corrects, refusals=refusals
    )
