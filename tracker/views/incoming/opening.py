"""The words and bytes as they came, numbers unmasked: who opens them says why (X-PIPL)."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from tracker.desk import Actor, Desk
from tracker.forms.fields import clean
from tracker.models import IncomingMail
from tracker.permissions import incoming_for
from tracker.views.at_desk import actor, desk
from tracker.views.cases.privacy import NoReason, keep_opening
from tracker.views.incoming.blueprint import blueprint
from tracker.views.incoming.candidates import read_known
from tracker.views.incoming.show import show_incoming

TEXT, RAW = "text", "raw"


@blueprint.post("/<int:incoming_id>/reveal")
def reveal(incoming_id: int) -> ResponseReturnValue:
    """The whole text unmasked, or every byte as an .eml file; the reason is kept."""
    here, me = desk(), actor()
    mail = incoming_for(here, me, incoming_id)
    what = request.form.get("what", "")
    if what not in (TEXT, RAW):
        return show_incoming(mail), 400
    reason = clean(request.form.get("reason"))
    try:
        _keep(here, me, mail, what, reason)
    except NoReason:
        return show_incoming(mail, unexplained=True), 422
    return _eml(mail) if what == RAW else show_incoming(mail, plain=True)


def _keep(here: Desk, me: Actor, mail: IncomingMail, what: str, reason: str) -> None:
    """Keep who opens the mail, and for everybody it may tell of that this was somebody."""
    listed = [mail.case_id] if mail.case_id else [one["case_id"] for one in mail.candidates]
    known = read_known(here, me, listed, newest=0)
    people = sorted({case.person_id for case in known.cases.values()})
    keep_opening(here, me, mail.id, people, what, reason)


def _eml(mail: IncomingMail) -> Response:
    response = Response(mail.raw.data, mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="incoming-{mail.id}.eml"'
    return response


def keep_file_opened(here: Desk, me: Actor, mail: IncomingMail, name: str) -> None:
    """Keep that an attachment was opened: it may be a copy of an ID card (X-PIPL)."""
    _keep(here, me, mail, "file", f"打开附件“{name[:100]}”")
