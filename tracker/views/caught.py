"""The caught mails, each as it was sent, so that its link can be answered. Development only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa
from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from tracker.catcher import CaughtMail, NoSuchMail, WholeMail, list_caught, read_caught
from tracker.models import MailAddress, Person
from tracker.views.at_desk import desk, settings
from tracker.views.framed import framed

blueprint = Blueprint("caught", __name__, url_prefix="/caught")

MOST = 200


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """All caught mails, the newest first, or those of one recipient."""
    mails = list_caught(settings().catcher_dir)
    to = request.args.get("to", "")
    found = [mail for mail in mails if not to or to in mail.recipients]
    counts = Counter(address for mail in mails for address in mail.recipients)
    return render_template(
        "caught/index.html",
        mails=found[:MOST],
        left_out=max(len(found) - MOST, 0),
        to=to,
        counts=sorted(counts.items()),
        names=_names(found[:MOST]),
    )


@blueprint.get("/<mail_id>")
def show(mail_id: str) -> ResponseReturnValue:
    """One mail: as text, as HTML in a frame, or every byte as sent (`?as=source`)."""
    mail = _mail(mail_id)
    views = [("text", "文本"), *([("html", "HTML")] if mail.html else []), ("source", "原始邮件")]
    chosen = request.args.get("as", "text")
    return render_template(
        "caught/show.html",
        mail=mail,
        views=views,
        chosen=chosen if chosen in dict(views) else "text",
        names=_names([mail.caught]),
        source=mail.source.decode("utf-8", "backslashreplace"),
    )


@blueprint.get("/<mail_id>/html")
def html(mail_id: str) -> ResponseReturnValue:
    """The HTML part alone, for the frame."""
    return framed(_mail(mail_id).html)


@blueprint.get("/<mail_id>/source.eml")
def source(mail_id: str) -> ResponseReturnValue:
    """Every byte as sent, to save."""
    response = Response(_mail(mail_id).source, mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="{mail_id}.eml"'
    return response


def _mail(mail_id: str) -> WholeMail:
    try:
        return read_caught(settings().catcher_dir, mail_id)
    except NoSuchMail:
        abort(404)


def _names(mails: list[CaughtMail]) -> Mapping[str, str]:
    """Address to the graduate's name, where we know one."""
    addresses = {address for mail in mails for address in mail.recipients}
    query = (
        sa.select(MailAddress.address, Person.name)
        .join(Person)
        .where(MailAddress.address.in_(addresses))
    )
    return dict(desk().session.execute(query).tuples().all())
