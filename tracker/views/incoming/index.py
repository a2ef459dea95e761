"""The list of mails that came in: those to sort first."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.views.at_desk import actor, desk
from tracker.views.incoming.blueprint import blueprint
from tracker.views.incoming.listing import Tab, count_incoming, count_waiting, list_incoming
from tracker.views.mail_words import likelihood, mail_label, step_label


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """One page of one list."""
    here, me = desk(), actor()
    chosen = request.args.get("tab", "")
    tab = Tab(chosen) if chosen in list(Tab) else Tab.HELD
    after = request.args.get("after", "")
    return render_template(
        "incoming/index.html",
        tab=tab,
        tabs=Tab,
        counts=count_incoming(here, me),
        waiting=count_waiting(here, me) if tab is Tab.HELD else 0,
        listing=list_incoming(here, me, tab, after),
        likelihood=likelihood,
        mail_label=mail_label,
        step_label=step_label,
        back={"back": "list", "tab": tab.value, "after": after},
    )
