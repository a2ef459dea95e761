"""The buttons on a mail that came in; each calls one verb, says what came of it, and goes back."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from machines.refusals import Refused
from tracker.actions import incoming as verbs
from tracker.forms.fields import clean
from tracker.inbox.words import SenderKind
from tracker.models import IncomingFiling
from tracker.permissions import NoSuchIncoming, case_for, incoming_for
from tracker.views.addresses import read_key
from tracker.views.at_desk import actor, desk
from tracker.views.incoming.blueprint import blueprint
from tracker.views.incoming.listing import Tab

LONGEST_REASON = 500
KEPT = {
    SenderKind.OWN: "，发件地址已记为本人的邮箱",
    SenderKind.PASSES_ON: "，已记住由此地址代写或转达",
}


@blueprint.post("/<int:incoming_id>/file")
def file(incoming_id: int) -> ResponseReturnValue:
    """File a held mail to a case, and remember its sender where that button was pressed."""
    here, me = desk(), actor()
    incoming_for(here, me, incoming_id)
    case_id, mail_id = (read_key(request.form.get(name, "")) for name in ("case_id", "mail_id"))
    if case_id is None:
        abort(400)
    case = case_for(here, me, case_id)
    name, tag = case.person.name, case.tag
    chosen = request.form.get("remember", "")
    remember = SenderKind(chosen) if chosen in list(SenderKind) else None

    def act() -> str:
        verbs.file_incoming(here, incoming_id, case_id, me, remember=remember, mail_id=mail_id)
        kept = KEPT[remember] if remember else ""
        return f"已归入 {name} {tag}{kept}。归错了可以在来信页面撤销。"

    return _do(incoming_id, act)


@blueprint.post("/<int:incoming_id>/filings/<int:filing_id>/undo")
def undo(incoming_id: int, filing_id: int) -> ResponseReturnValue:
    """Take a filing back, for a reason that the ledger keeps."""
    here, me = desk(), actor()
    incoming_for(here, me, incoming_id)
    filing = here.session.get(IncomingFiling, filing_id)
    if filing is None or filing.incoming_id != incoming_id:
        abort(404)

    def act() -> str:
        undone = verbs.undo_filing(here, filing_id, _reason(), me)
        labels = "、".join(dict.fromkeys(move.label for move in undone.moves))
        stands = f"由它办理的“{labels}”仍然有效，已列为待办，请核对。" if labels else ""
        sent = "、".join(dict.fromkeys(mail.to_address for mail in undone.sent_on))
        went = f"因它另发至 {sent} 的邮件收不回来。" if sent else ""
        back = "邮箱已恢复原状。" if undone.restored else ""
        return f"已撤销归入，台账另记一条更正。{stands}{went}{back}"

    return _do(incoming_id, act)


@blueprint.post("/<int:incoming_id>/aside")
def set_aside(incoming_id: int) -> ResponseReturnValue:
    """Put a mail aside that belongs to no case."""

    def act() -> str:
        verbs.set_aside(desk(), incoming_id, _reason(), actor())
        return "已搁置。原件保留，可以随时恢复。"

    return _do(incoming_id, act)


@blueprint.post("/<int:incoming_id>/take-up")
def take_up_again(incoming_id: int) -> ResponseReturnValue:
    """Put a mail that was set aside back among those to sort."""

    def act() -> str:
        verbs.take_up_again(desk(), incoming_id, actor())
        return "已恢复到待分拣。"

    return _do(incoming_id, act)


@blueprint.post("/<int:incoming_id>/again")
def run_again(incoming_id: int) -> ResponseReturnValue:
    """Let the chain read a mail once more."""

    def act() -> str:
        verbs.run_again(desk(), incoming_id, actor())
        return "已交后台重新处理，稍后刷新可见结果。" if from_list else ""

    from_list = request.form.get("back") == "list"
    return _do(incoming_id, act, again=None if from_list else "1")


@blueprint.post("/<int:incoming_id>/sender")
def confirm_sender(incoming_id: int) -> ResponseReturnValue:
    """Confirm the sender's address as the person's own, on request as one to write to."""
    write_to = request.form.get("write_to") == "yes"

    def act() -> str:
        verbs.confirm_sender(desk(), incoming_id, actor(), write_to=write_to)
        return "发件地址已确认为本人的" + ("，今后也向它发信。" if write_to else "。")

    return _do(incoming_id, act)


def _do(incoming_id: int, act: Callable[[], str], again: str | None = None) -> ResponseReturnValue:
    """Run a verb on a mail the actor may see; what it refuses is told, and nothing has changed.

    A verb without words is told of by the page itself, which `again` asks to.
    """
    incoming_for(desk(), actor(), incoming_id)
    try:
        if words := act():
            flash(words, "success")
    except Refused as refused:
        again = None
        flash("没有办理：" + "；".join(r.missing for r in refused.refusals), "warning")
    return redirect(_back(incoming_id, again), 303)


def _back(incoming_id: int, again: str | None) -> str:
    """Where the button stood: the list, at the same place, or the page of the mail."""
    if request.form.get("back") != "list":
        try:
            incoming_for(desk(), actor(), incoming_id)
        except NoSuchIncoming:
            return url_for("incoming.index")
        return url_for("incoming.show", incoming_id=incoming_id, again=again)
    tab, after = request.form.get("tab", ""), request.form.get("after", "")
    known = tab if tab in list(Tab) else None
    return url_for("incoming.index", tab=known, after=after[:10] or None)


def _reason() -> str:
    return clean(request.form.get("ready") or request.form.get("reason"))[:LONGEST_REASON]
