"""The caught mails, each as it was sent, so that its link can be answered. Development only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from machines.mails import MAILS
from tracker.catcher import CaughtMail, NoSuchMail, WholeMail, list_caught, read_caught
from tracker.catcher.answering import STYLES, Sent, compose_answer
from tracker.catcher.handing_in import NobodyListens, NotTaken, hand_in
from tracker.forms.caught import AnswerForm
from tracker.models import Case, Mail, MailAddress, Person
from tracker.models.person import fold_address
from tracker.permissions import may_enter, visible_cases
from tracker.views.at_desk import actor, desk, settings
from tracker.views.framed import framed

blueprint = Blueprint("caught", __name__, url_prefix="/caught")

MOST = 200
_LINK = Markup('<a href="{}">{}</a>')


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
    return _page(mail, _form_of(mail))


@blueprint.post("/<mail_id>/answer")
def answer(mail_id: str) -> ResponseReturnValue:
    """Send what comes back for it, as another mail server would hand it in."""
    mail = _mail(mail_id)
    form = _form_of(mail)
    if not form.validate():
        return _page(mail, form), 422
    sent = _composed(mail, form)
    try:
        hand_in(settings(), sent)
    except NobodyListens as nobody:
        words = (
            f"没有寄出：{nobody} 没有程序在接收邮件。请用 make run 启动，或运行 tracker listen。"
        )
        return _page(mail, form, words), 503
    except NotTaken as refused:
        return _page(mail, form, f"接收程序拒收：{refused}"), 422
    flash(_delivered(mail, form), "success")
    # Without a place of its own the page would open where the form was sent from.
    return redirect(url_for("caught.show", mail_id=mail_id, _anchor="main"), 303)


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


def _page(mail: WholeMail, form: AnswerForm, refused: str = "") -> str:
    views = [("text", "文本"), *([("html", "HTML")] if mail.html else []), ("source", "原始邮件")]
    chosen = request.args.get("as", "text")
    return render_template(
        "caught/show.html",
        mail=mail,
        views=views,
        chosen=chosen if chosen in dict(views) else "text",
        names=_names([mail.caught]),
        source=mail.source.decode("utf-8", "backslashreplace"),
        form=form,
        refused=refused,
    )


def _form_of(mail: WholeMail) -> AnswerForm:
    """The form, with the numbers this mail offers; a mail of no case offers none."""
    form = AnswerForm()
    row = _row_of(mail)
    form.offer(MAILS[row.kind].answers if row and row.kind in MAILS else ())
    return form


def _row_of(mail: WholeMail) -> Mail | None:
    return desk().session.scalar(sa.select(Mail).filter_by(message_id=mail.caught.message_id))


def _composed(mail: WholeMail, form: AnswerForm) -> Sent:
    return compose_answer(
        mail.source,
        form.style.data,
        form.whole_text(),
        envelope_from=mail.caught.sender,
        envelope_to=next(iter(mail.caught.recipients), ""),
        now=desk().now,
        attachment=form.attachment(),
        sender=form.sender.data or "",
    )


def _delivered(mail: WholeMail, form: AnswerForm) -> Markup:
    """What was sent, and where it will be seen: on the case or among the mails that came in."""
    me, row, places = actor(), _row_of(mail), []
    mine = sa.select(Case.id).where(visible_cases(me))
    if row and desk().session.scalar(mine.where(Case.id == row.case_id)):
        there = url_for("cases.show", case_id=row.case_id, _anchor="timeline")
        places.append(_LINK.format(there, "个案页"))
    if may_enter("incoming.index", me.role):
        places.append(_LINK.format(url_for("incoming.index"), "来信"))
    where = Markup("或").join(places) or "个案页"
    return Markup("已投递：{}，几秒后见{}。").format(STYLES[form.style.data].label, where)


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
        .where(MailAddress.folded.in_(map(fold_address, addresses)))
    )
    return dict(desk().session.execute(query).tuples().all())
