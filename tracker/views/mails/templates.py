"""Every mail of the catalogue, composed with the real data of one of the actor's cases."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

import sqlalchemy as sa
from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from machines.mails import ANSWER_FORM, MAILS, MailKind, get_mail
from machines.orders import NOTHING, Order
from machines.orders.addresses import AddressNews
from machines.orders.materials import Archive, ConfidentialPost
from machines.orders.shared import Reason
from tracker.clock import day_of
from tracker.desk import Desk
from tracker.forms.fields import clean
from tracker.masking import mask_ways_in
from tracker.models import AnswerLink, Case, Person
from tracker.outbox.answering import ChosenAnswer
from tracker.outbox.compose import Composed, MissingBlock, compose, context_for
from tracker.outbox.forbidden import ForbiddenInMail
from tracker.outbox.write import why_not
from tracker.permissions import case_for, visible_cases
from tracker.views.at_desk import actor, desk
from tracker.views.framed import framed
from tracker.views.mails.blueprint import blueprint

TRIED = 40
OFFERED = 20
REASON = "【办理时填写的原因】"


@blueprint.get("/templates")
def templates() -> ResponseReturnValue:
    """The catalogue."""
    return render_template("mails/templates.html", kinds=MAILS.values())


@blueprint.get("/templates/<kind>")
def template(kind: str) -> ResponseReturnValue:
    """One mail with the data of one case: the one named, else the first that has all it needs."""
    mail = _kind(kind)
    case, composed, problem = _composed(mail)
    return render_template(
        "mails/template.html",
        kind=mail,
        case=case,
        composed=composed,
        text=mask_ways_in(composed.text) if composed else "",
        problem=problem,
        q=clean(request.args.get("q", "")),
        offered=_offered(),
    )


@blueprint.get("/templates/<kind>/html")
def template_html(kind: str) -> Response:
    """The HTML part, for the frame."""
    _, composed, _ = _composed(_kind(kind))
    if composed is None:
        abort(404)
    return framed(mask_ways_in(composed.html))


def _kind(name: str) -> MailKind:
    try:
        return get_mail(name)
    except KeyError:
        abort(404)


def _composed(kind: MailKind) -> tuple[Case | None, Composed | None, str]:
    """The case, its mail, and what the case lacks for it."""
    number = request.args.get("case", "")
    if number.isdecimal() and len(number) < 10:
        case = case_for(desk(), actor(), int(number))
        return case, *_try(kind, case)
    problem = "您管理的个案中，还没有一份具备这封邮件要写的内容。"
    recent = sa.select(Case).where(visible_cases(actor())).order_by(Case.id.desc()).limit(TRIED)
    for case in desk().session.scalars(recent):
        composed, _ = _try(kind, case)
        if composed is not None:
            return case, composed, ""
    return None, None, problem


def _try(kind: MailKind, case: Case) -> tuple[Composed | None, str]:
    try:
        context = context_for(desk(), case, kind, _order(desk(), kind), _link(desk(), case, kind))
        return compose(kind, context), ""
    except (MissingBlock, ForbiddenInMail) as unwritable:
        return None, why_not(kind, unwritable)[0]


def _order(here: Desk, kind: MailKind) -> Order:
    """What the move would hand in, where the mail quotes it."""
    today = day_of(here.now)
    samples: MappingProxyType[str, Order] = MappingProxyType(
        {
            "materials_filed": Archive(
                archived_on=today, location="【档案所在地】", handed_to="【经办人】"
            ),
            "sealed_materials_sent": ConfidentialPost(
                sent_on=today, courier_no="【机要编号】", receiver="【收件党组织】"
            ),
            ANSWER_FORM: ChosenAnswer("【所回复的邮件】", 3, "【所选的回答】"),
            "address_confirm": AddressNews(address="xinyouxiang@example.com"),
            "address_changed": AddressNews(address="xinyouxiang@example.com"),
            **{
                name: Reason(reason=REASON)
                for name in MAILS
                if name.endswith(("_returned", "_refused"))
            },
        }
    )
    return samples.get(kind.name, NOTHING)


def _link(here: Desk, case: Case, kind: MailKind) -> AnswerLink | None:
    """A link that no row stands behind, so that the preview opens nothing."""
    if not kind.has_link:
        return None
    until = here.now + timedelta(days=here.settings.link_days)
    return AnswerLink(id=0, case_id=case.id, kind=kind.name, nonce="", expires_at=until)


def _offered() -> list[Case]:
    """Cases to choose from: those a search finds, else the newest."""
    query = sa.select(Case).join(Person).where(visible_cases(actor()))
    typed = clean(request.args.get("q", ""))[:60]
    if typed:
        like = Person.name.contains(typed, autoescape=True)
        query = query.where(sa.or_(like, Person.student_no == typed))
    return list(desk().session.scalars(query.order_by(Case.id.desc()).limit(OFFERED)))
