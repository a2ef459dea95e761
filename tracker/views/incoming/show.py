"""The page of one mail that came in: what we asked beside what was answered."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.actions.incoming import see_incoming
from tracker.forms.fields import clean
from tracker.models import IncomingMail
from tracker.permissions import incoming_for
from tracker.views.at_desk import actor, desk
from tracker.views.cases.filters import Filters, Tab
from tracker.views.cases.listing import list_cases
from tracker.views.incoming.blueprint import blueprint
from tracker.views.incoming.page import read_incoming
from tracker.views.mail_words import likelihood, mail_label, signs, step_label

# Cases that a search offers at once: who finds more writes more of the name.
MOST_FOUND = 10


@blueprint.get("/<int:incoming_id>")
def show(incoming_id: int) -> ResponseReturnValue:
    """One mail; `?q=` looks for a case to file it to."""
    mail = incoming_for(desk(), actor(), incoming_id)
    see_incoming(desk(), mail)
    return show_incoming(mail)


def show_incoming(mail: IncomingMail, *, plain: bool = False, unexplained: bool = False) -> str:
    """The page: with numbers in plain once a reason was kept, or the request for it refused."""
    text = clean(request.args.get("q", ""))[:60]
    found, more = _search(text)
    return render_template(
        "incoming/show.html",
        page=read_incoming(desk(), actor(), mail, found),
        mail=mail,
        plain=plain,
        unexplained=unexplained,
        q=text,
        more=more,
        likelihood=likelihood,
        mail_label=mail_label,
        step_label=step_label,
        back={"back": "mail"},
        again=request.args.get("again") == "1",
        signs=signs(),
    )


def _search(text: str) -> tuple[list[int], bool]:
    """The cases of the actor's that a search finds, and whether there are more."""
    if not text:
        return [], False
    listing = list_cases(desk(), actor(), Filters(tab=Tab.ALL, q=text), "")
    found = [row.case.id for row in listing.rows]
    return found[:MOST_FOUND], len(found) > MOST_FOUND or bool(listing.after)
