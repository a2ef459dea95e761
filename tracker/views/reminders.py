"""我的提醒: where and how often the system writes to me, a look at it, my calendar's address."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refusal, Refused
from tracker.actions.addresses import domain_doubt
from tracker.actions.reminding import arrange_reminders, open_feed, revoke_feed, send_trial
from tracker.calendar_feed.address import feed_url
from tracker.calendar_feed.content import AHEAD_DAYS, PAST_DAYS
from tracker.digests.compose import compose_digest
from tracker.digests.found import Looking
from tracker.digests.sections import look, sections_for
from tracker.digests.slots import TOLD_OF_RECEIPTS
from tracker.forms.reminders import RemindersForm
from tracker.models import DigestRhythm, StaffMail
from tracker.views.at_desk import actor, desk, staff

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")

LAST = 20


@blueprint.route("/", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """The page; sent, it keeps address and rhythm."""
    me = staff()
    form = RemindersForm(mail_address=me.mail_address, rhythm=me.digest_rhythm.value)
    rest: list[Refusal] = []
    if form.validate_on_submit():
        try:
            saved = arrange_reminders(
                desk(), me.id, form.mail_address.data or "", DigestRhythm(form.rhythm.data), actor()
            )
        except Refused as refused:
            rest = form.show(refused.refusals)
        else:
            _say_saved(saved.mail_address)
            return redirect(url_for("reminders.show"), 303)
    return _page(form, rest), 422 if form.errors or rest else 200


@blueprint.get("/preview")
def preview() -> ResponseReturnValue:
    """What the digest would say now, without sending anything."""
    told = look(Looking(desk(), actor()))
    mail = compose_digest(desk(), staff(), told)
    return render_template("reminders/preview.html", mail=mail, nothing=not told)


@blueprint.post("/trial")
def trial() -> ResponseReturnValue:
    """Send it now, to look at."""
    return _done(
        lambda: send_trial(desk(), staff().id, actor()),
        "试发的邮件已放入发件箱，一两分钟内送到。没有收到时，请看看垃圾箱，并核对邮箱。",
    )


@blueprint.post("/calendar")
def renew() -> ResponseReturnValue:
    """Give the calendar an address, or a new one."""
    return _done(
        lambda: open_feed(desk(), staff().id, actor()), "日历地址已生成；以前的地址从现在起无效。"
    )


@blueprint.post("/calendar/revoke")
def revoke() -> ResponseReturnValue:
    """Take the calendar's address back."""
    return _done(lambda: revoke_feed(desk(), staff().id, actor()), "日历地址已撤销，打不开了。")


def _done(do: Callable[[], object], words: str) -> ResponseReturnValue:
    try:
        do()
    except Refused as refused:
        flash("；".join(r.missing for r in refused.refusals), "warning")
    else:
        flash(words, "success")
    return redirect(url_for("reminders.show"), 303)


def _say_saved(address: str) -> None:
    if not address:
        flash("已保存。没有邮箱，不再发提醒。", "success")
        return
    flash("已保存。可以试发一封，看看能不能收到。", "success")
    if doubt := domain_doubt(address):
        flash(doubt, "warning")


def _page(form: RemindersForm, rest: list[Refusal]) -> str:
    me = staff()
    query = sa.select(StaffMail).filter_by(staff_id=me.id).order_by(StaffMail.id.desc())
    return render_template(
        "reminders/show.html",
        form=form,
        refusals=rest,
        me=me,
        sections=list(sections_for(me.as_role)),
        told_of_receipts=any(me.as_role in roles for roles in TOLD_OF_RECEIPTS),
        feed=feed_url(desk().settings, me),
        span=(PAST_DAYS, AHEAD_DAYS),
        mails=desk().session.scalars(query.limit(LAST)).all(),
    )
