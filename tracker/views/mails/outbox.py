"""The outbox in the actor's scope: what is held up first, with its cure (S4.4-5)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.elements import ColumnElement

from machines import get_machine
from machines.mails import MAILS
from machines.refusals import Refused
from machines.words import Word
from tracker.actions.mails import resend_mail
from tracker.lists.held_mails import held_up
from tracker.models import Case, Mail, MailState
from tracker.outbox.resend import RESENDABLE
from tracker.permissions import case_for, may_enter, visible_cases
from tracker.views.at_desk import actor, desk
from tracker.views.mail_returns import returns_of
from tracker.views.mail_words import leaving
from tracker.views.mails.blueprint import blueprint

PAGE = 50
CAP = 1000
URGENCY = (MailState.UNKNOWN, MailState.FAILED, MailState.NO_ADDRESS)


class Tab(Word):
    """The lists of the outbox."""

    HELD_UP = "held_up", "需要处理"
    WAITING = "waiting", "待发送"
    SENT = "sent", "已发出"
    ALL = "all", "全部"


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """One page of the outbox."""
    chosen = request.args.get("tab", "")
    tab = Tab(chosen) if chosen in list(Tab) else Tab.HELD_UP
    after = request.args.get("after", "")
    mails = _page(tab, after)
    shown = mails[:PAGE]
    return render_template(
        "mails/index.html",
        tab=tab,
        tabs=list(Tab),
        counts={one: _count(one) for one in (Tab.HELD_UP, Tab.WAITING)},
        mails=shown,
        after=_key(shown[-1]) if len(mails) > PAGE else "",
        returned=returns_of(desk(), shown),
        labels={name: kind.label for name, kind in MAILS.items()},
        resendable=RESENDABLE,
        may_correct=_may_correct,
        correcting_track=_correcting_track,
        may_resend=may_enter("mails.resend", actor().role),
        divert=desk().settings.mail_divert,
    )


@blueprint.post("/<int:mail_id>/resend")
def resend(mail_id: int) -> ResponseReturnValue:
    """Send a held-up mail once more."""
    mail = desk().session.get(Mail, mail_id)
    if mail is None:
        abort(404)
    case_for(desk(), actor(), mail.case_id)
    try:
        new = resend_mail(desk(), mail_id, actor())
    except Refused as refused:
        flash(str(refused), "warning")
    else:
        when = leaving(new, desk().now)
        flash(
            f"已重新放入发件箱：{new.to_name} <{new.to_address}>{when and f'，{when}'}", "success"
        )
    return redirect(url_for("mails.index", tab=request.args.get("tab") or None), 303)


def _page(tab: Tab, after: str) -> Sequence[Mail]:
    """The page after the key; one row more than is shown says whether there is a next."""
    first, _, last_id = after.partition("-")
    query = sa.select(Mail).join(Case).where(visible_cases(actor()), *_conditions(tab))
    if first.isdecimal() and last_id.isdecimal() and len(after) < 20:
        query = query.where(
            sa.or_(
                _urgency() > int(first),
                sa.and_(_urgency() == int(first), Mail.id < int(last_id)),
            )
        )
    query = query.order_by(_urgency(), Mail.id.desc()).limit(PAGE + 1)
    case = joinedload(Mail.case)
    with_it = (case.joinedload(Case.person), case.joinedload(Case.policy_version))
    return desk().session.scalars(query.options(*with_it)).all()


def _count(tab: Tab) -> str:
    some = (
        sa.select(sa.literal(1))
        .select_from(Mail)
        .join(Case)
        .where(visible_cases(actor()), *_conditions(tab))
        .limit(CAP + 1)
        .subquery()
    )
    found = desk().session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
    return str(found) if found <= CAP else f"{CAP}+"


def _urgency() -> ColumnElement[int]:
    """Unknown before failed before without address; all others by their age alone."""
    return sa.case(
        {state: place for place, state in enumerate(URGENCY)}, value=Mail.state, else_=len(URGENCY)
    )


def _key(mail: Mail) -> str:
    place = URGENCY.index(mail.state) if mail.state in URGENCY else len(URGENCY)
    return f"{place}-{mail.id}"


def _conditions(tab: Tab) -> list[ColumnElement[bool]]:
    match tab:
        case Tab.HELD_UP:
            return [Mail.id.in_(held_up())]
        case Tab.WAITING:
            return [Mail.state.in_((MailState.PENDING, MailState.SENDING))]
        case Tab.SENT:
            return [Mail.state == MailState.SENT]
        case _:
            return []


def _may_correct(case: Case) -> bool:
    """Whether the actor may add an address on the form 更正信息 of this case."""
    machine = get_machine(case.kind)
    track = _correcting_track(case)
    move = machine.track(track).move("correct_data")
    return actor().role in move.by and case.track(track).state in move.from_


def _correcting_track(case: Case) -> str:
    """Where a person's data are corrected: an activist has no relation to transfer (S2.3-2)."""
    return "transfer" if get_machine(case.kind).has("transfer") else "materials"
