"""The list of mails that came in: those to sort first."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.inbox.words import IncomingKind
from tracker.views.at_desk import actor, desk
from tracker.views.incoming.blueprint import blueprint
from tracker.views.incoming.listing import (
    READ,
    Tab,
    count_incoming,
    count_waiting,
    list_incoming,
    tabs_for,
)
from tracker.views.incoming.narrowing import WHOLE, Narrowed
from tracker.views.mail_words import likelihood, mail_label, signs, step_label


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """One page of one list."""
    here, me = desk(), actor()
    tabs, chosen = tabs_for(me), request.args.get("tab", "")
    first = Tab.HELD if Tab.HELD in tabs else Tab.NEW
    tab = Tab(chosen) if chosen in tabs else first
    after, oldest = request.args.get("after", ""), request.args.get("oldest") == "1"
    narrowed = Narrowed.read(request.args) if tab in READ else WHOLE
    return render_template(
        "incoming/index.html",
        tab=tab,
        tabs=tabs,
        kinds=IncomingKind,
        narrowed=narrowed,
        oldest=oldest,
        counts=count_incoming(here, me),
        waiting=count_waiting(here, me) if tab is Tab.HELD else 0,
        listing=list_incoming(here, me, tab, after, narrowed, oldest=oldest),
        now=here.now,
        likelihood=likelihood,
        signs=signs(),
        mail_label=mail_label,
        step_label=step_label,
        back={"back": "list", "tab": tab.value, "after": after},
    )
