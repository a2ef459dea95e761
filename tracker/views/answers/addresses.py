"""The graduate's own mail addresses, reached by the link of any mail that asks him something.

No log-in and no script, as all pages behind links; the addresses are masked (X-PIPL).
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions.own_addresses import (
    MOST_NEW,
    give_up_address,
    open_for_addresses,
    prefer_address,
    state_address,
)
from tracker.desk import Desk
from tracker.masking import mask_address
from tracker.models import AnswerLink, MailAddress
from tracker.views.addresses import read_key
from tracker.views.answers.mark import page_mark, page_mark_holds
from tracker.views.answers.prompt import LONGEST_TOKEN, address_as, masked_name
from tracker.views.at_desk import desk

# No address has this key; what is no key at all is told the same.
NOBODYS = 0
DONE = MappingProxyType(
    {
        "add": "已收到。确认邮件会发到新邮箱，几分钟内没有收到，请检查邮箱是否写错，或致电联系人。确认以后才会使用它，联系人也会向您核实。",
        "first": "已改好，以后的邮件先发到这个邮箱。联系人核实以前，7 天内的邮件同时发到原来的首选邮箱。",
        "drop": "已收到。正在使用的邮箱要由联系人核实后停用，核实以前仍会使用；没有确认过的邮箱不会使用。",
    }
)


def show_addresses(token: str) -> str:
    """His addresses. Raises LinkRefused."""
    link = open_for_addresses(desk(), token[:LONGEST_TOKEN])
    return _page(token, link, done=DONE.get(request.args.get("done", ""), ""))


def take_addresses(token: str) -> ResponseReturnValue:
    """Take one change. Raises LinkRefused."""
    here, token = desk(), token[:LONGEST_TOKEN]
    link = open_for_addresses(here, token)
    if not page_mark_holds(here.settings, link, request.form.get("csrf_token", "")):
        notice = "页面不完整，还没有提交。请检查后再提交一次。"
        return _page(token, link, wrong={"": notice}), 400
    what, change = _change(here, token)
    if change is None:
        return _page(token, link, wrong={"": "请选择要办的事。"}), 422
    try:
        change()
    except Refused as refused:
        wrong = {r.field or "": r.missing for r in refused.refusals}
        return _page(token, open_for_addresses(here, token), wrong=wrong), 422
    return redirect(url_for("answers.addresses", token=token, done=what), 303)


def _change(here: Desk, token: str) -> tuple[str, Callable[[], None] | None]:
    form = request.form
    if "first" in form:
        return "first", lambda: prefer_address(here, token, read_key(form["first"]) or NOBODYS)
    if "drop" in form:
        return "drop", lambda: give_up_address(here, token, read_key(form["drop"]) or NOBODYS)
    if "address" in form:
        checked = bool(form.get("domain_checked"))
        return "add", lambda: state_address(
            here, token, form["address"][:300], domain_checked=checked
        )
    return "", None


def _page(
    token: str, link: AnswerLink, *, done: str = "", wrong: dict[str, str] | None = None
) -> str:
    case = link.case
    rows = case.person.addresses
    usable = [row for row in rows if row.usable]
    shown = [row for row in rows if row.active or row.asked_at is not None]
    return render_template(
        "answers/addresses.html",
        token=token,
        answered=link.used_at is not None,
        college=case.college,
        name=masked_name(case.person.name),
        address_as=address_as(case),
        mark=page_mark(desk().settings, link),
        lines=[
            (row, mask_address(row.address), _standing(row, usable))
            for row in sorted(shown, key=lambda one: not one.usable)
        ],
        first=usable[0] if usable else None,
        usable=usable,
        done=done,
        wrong=wrong or {},
        typed=request.form.get("address", ""),
        most=MOST_NEW,
    )


def _standing(row: MailAddress, usable: list[MailAddress]) -> str:
    if row.asked_at is not None:
        return "等您在确认邮件中确认"
    if not row.usable:
        return "邮件曾被退回，现在不用"
    return "邮件先发到这里" if usable[0] is row else "备用"
