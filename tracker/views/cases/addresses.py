"""What staff do to the mail addresses of a case's person, from the card on its page."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions import incoming
from tracker.actions.addresses import (
    NewAddress,
    add_address,
    put_first,
    put_out_of_use,
    try_again,
)
from tracker.forms.fields import clean
from tracker.permissions import case_for
from tracker.views.at_desk import actor, desk
from tracker.views.cases.address_lines import Typed
from tracker.views.cases.blueprint import blueprint
from tracker.views.cases.show import show_page

VERBS = {
    "first": (put_first, "已改为首选。"),
    "out": (put_out_of_use, "已停用，以后的邮件不再发到这里。"),
    "again": (try_again, "已恢复使用，状态从“未确认”重新开始。{next}"),
}
TICKS = ("domain_checked", "contact_checked")


@blueprint.post("/<int:case_id>/addresses")
def enter_address(case_id: int) -> ResponseReturnValue:
    """Enter a further address."""
    here, me = desk(), actor()
    case = case_for(here, me, case_id)
    ticked = frozenset(name for name in TICKS if request.form.get(name))
    address = request.form.get("address", "").strip()[:300]
    reason = clean(request.form.get("reason"))
    new = NewAddress(
        address,
        reason,
        first=bool(request.form.get("first")),
        domain_checked="domain_checked" in ticked,
        contact_checked="contact_checked" in ticked,
    )
    try:
        row = add_address(here, case.id, new, me)
    except Refused as refused:
        faults = {r.field or "": r.missing for r in refused.refusals}
        case = case_for(here, me, case_id)
        return show_page(case, typed=Typed(address, reason, new.first, ticked, faults)), 422
    flash(f"已登记邮箱 {row.address}。{_next_mail(case_id)}", "success")
    return _back(case_id)


@blueprint.post("/<int:case_id>/addresses/<int:address_id>")
def change_address(case_id: int, address_id: int) -> ResponseReturnValue:
    """Put first, out of use, or try again."""
    here, me = desk(), actor()
    case_for(here, me, case_id)
    verb, words = VERBS.get(request.form.get("do", ""), (None, ""))
    if verb is None:
        flash("请选择要办的事。", "warning")
        return _back(case_id)
    try:
        verb(here, case_id, address_id, me, clean(request.form.get("reason")))
    except Refused as refused:
        flash("；".join(r.missing for r in refused.refusals), "warning")
    else:
        flash(words.format(next=_next_mail(case_id)), "success")
    return _back(case_id)


def _next_mail(case_id: int) -> str:
    """Where the next mail goes, told after a change that may leave somebody wondering."""
    known = case_for(desk(), actor(), case_id).person.mail_addresses
    return f"下一封邮件会先发到 {known[0]}。" if known else ""


@blueprint.post("/<int:case_id>/senders/<int:sender_id>/forget")
def forget_sender(case_id: int, sender_id: int) -> ResponseReturnValue:
    """Remember an address no longer that mails came from."""
    here, me = desk(), actor()
    case_for(here, me, case_id)
    try:
        known = incoming.forget_sender(here, case_id, sender_id, me)
    except Refused as refused:
        flash("；".join(r.missing for r in refused.refusals), "warning")
    else:
        flash(f"不再记住 {known.address}。已归入的来信不变。", "success")
    return _back(case_id)


def _back(case_id: int) -> ResponseReturnValue:
    return redirect(url_for("cases.show", case_id=case_id, _anchor="addresses"), 303)
