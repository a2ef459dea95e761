"""A graduate's answers by link: no log-in, no script, phone first. GET shows and changes nothing."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from machines.mails import Answer, get_mail
from machines.refusals import Refusal, Refused
from tracker.actions.answers import answer_prompt
from tracker.actions.own_addresses import answered_but_open
from tracker.links import LinkFault, LinkRefused, link_token
from tracker.logs import keep_details_out
from tracker.models import AnswerLink
from tracker.views.answers.addresses import show_addresses, take_addresses
from tracker.views.answers.mark import page_mark, page_mark_holds
from tracker.views.answers.next_steps import outcome_of
from tracker.views.answers.own_data import empty_labels, stated_rows
from tracker.views.answers.prompt import (
    Prompt,
    address_as,
    masked_name,
    open_prompt,
    shown_rows,
)
from tracker.views.answers.sending import Asking, asking, next_page, valid_with_files
from tracker.views.at_desk import desk

log = logging.getLogger(__name__)
keep_details_out(log)
blueprint = Blueprint("answers", __name__, url_prefix="/a")

STATUS = {
    LinkFault.FORGED: 404,
    LinkFault.REVOKED: 410,
    LinkFault.SUPERSEDED: 410,
    LinkFault.EXPIRED: 410,
    LinkFault.USED: 200,
}


@blueprint.record
def without_cookie(state: BlueprintSetupState) -> None:
    """The session's CSRF check needs a cookie; these forms carry a mark of their link instead."""
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """The address is a key: no search engine, no referrer, no cache may hold it."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """What is asked and the answers offered, or one answer's form (`?answer=3`)."""
    try:
        prompt = open_prompt(desk(), token)
    except LinkRefused as refused:
        return _refused(refused)
    answer = _find_answer(prompt, request.args.get("answer", ""))
    if answer is None:
        return _question(prompt)
    return _form(prompt, asking(desk(), prompt, answer))


@blueprint.post("/<token>")
def send(token: str) -> ResponseReturnValue:
    """Take an answer: recorded in any case, then the move or a task for the secretary."""
    try:
        prompt = open_prompt(desk(), token)
    except LinkRefused as refused:
        return _refused(refused, 409 if refused.reason is LinkFault.USED else None)
    answer = _find_answer(prompt, request.form.get("answer", ""))
    if answer is None:
        return _question(prompt, "请选择一项回答。"), 422
    asked = asking(desk(), prompt, answer)
    if not page_mark_holds(desk().settings, prompt.link, request.form.get("csrf_token", "")):
        return _form(prompt, asked, notice="页面不完整，还没有提交。请检查后再提交一次。"), 400
    if not valid_with_files(desk(), prompt, asked):
        return _form(prompt, asked), 422
    return _record(prompt, asked)


@blueprint.get("/<token>/addresses")
def addresses(token: str) -> ResponseReturnValue:
    """His own addresses, and how to change them."""
    try:
        return show_addresses(token)
    except LinkRefused as refused:
        return _refused(refused)


@blueprint.post("/<token>/addresses")
def change_addresses(token: str) -> ResponseReturnValue:
    """A new address, another first one, one given up."""
    try:
        return take_addresses(token)
    except LinkRefused as refused:
        return _refused(refused, 409 if refused.reason is LinkFault.USED else None)


def _record(prompt: Prompt, asked: Asking) -> ResponseReturnValue:
    try:
        answer_prompt(
            desk(),
            prompt.token,
            asked.answer.number,
            asked.order(),
            asked.words(),
            asked.upload_id(),
        )
    except LinkRefused as refused:
        return _refused(refused, 409)
    except Refused as refused:
        show_beside = getattr(asked.form, "show", list)
        return _form(prompt, asked, rest=show_beside(refused.refusals)), 422
    return redirect(url_for("answers.show", token=prompt.token), 303)


def _find_answer(prompt: Prompt, number: str) -> Answer | None:
    return next((a for a in prompt.kind.answers if str(a.number) == number), None)


def _question(prompt: Prompt, notice: str = "") -> str:
    return render_template(
        "answers/question.html",
        **_common(prompt),
        notice=notice,
        empty=empty_labels(prompt.case) if prompt.kind.name == "confirm_data" else [],
        answers=[(answer, next_page(prompt, answer)) for answer in prompt.kind.answers],
    )


def _form(
    prompt: Prompt, asked: Asking, notice: str = "", rest: list[Refusal] | None = None
) -> str:
    return render_template(
        "answers/form.html",
        **_common(prompt),
        asked=asked,
        form=asked.form,
        notice=notice,
        refusals=rest or [],
    )


def _common(prompt: Prompt) -> dict[str, object]:
    return {
        "token": prompt.token,
        "kind": prompt.kind,
        "college": prompt.case.college,
        "name": _name(prompt),
        "address_as": address_as(prompt.case),
        "rows": shown_rows(desk(), prompt),
        "policy": prompt.case.policy_version.policy,
        "mark": page_mark(desk().settings, prompt.link),
    }


def _name(prompt: Prompt) -> str:
    """Masked, but where the page shows his name among the data that he is to check."""
    name = prompt.case.person.name
    return name if prompt.kind.name == "confirm_data" else masked_name(name)


@blueprint.errorhandler(413)
def too_large(_error: Exception) -> ResponseReturnValue:
    """A file beyond the limit: the browser's own "back" still has the words."""
    limit = desk().settings.max_upload_mb
    return _broken(
        f"照片或文件太大，最多 {limit} MB。请返回上一页，换一个小的，或先不附文件。"
    ), 413


@blueprint.errorhandler(Exception)
def unexpected(error: Exception) -> ResponseReturnValue:
    """Whatever went wrong: nothing was recorded, and the page says whom to call."""
    if isinstance(error, HTTPException):
        return _broken(""), error.code or 500
    log.error("an answer could not be taken", exc_info=error)
    desk().session.rollback()
    return _broken(""), 500


def _broken(words: str) -> str:
    return render_template(
        "answers/refused.html", reason="broken", words=words, college=None, link=None
    )


def _addresses_of(link: AnswerLink | None) -> str:
    """Where an answered link still leads, "" for nowhere."""
    if link is None or not answered_but_open(desk(), link):
        return ""
    token = link_token(desk().settings, link.id, link.nonce)
    return url_for("answers.addresses", token=token)


def _refused(refused: LinkRefused, status: int | None = None) -> ResponseReturnValue:
    link, reason = refused.link, refused.reason
    # A link taken back may be in the wrong hands, a forged one is in unknown ones.
    known = link is not None and reason not in (LinkFault.FORGED, LinkFault.REVOKED)
    page = render_template(
        "answers/refused.html",
        reason=reason.value,
        college=link.case.college if link is not None else None,
        link=link if known else None,
        outcome=outcome_of(desk(), link) if link is not None and reason is LinkFault.USED else None,
        stated=stated_rows(desk(), link) if link is not None and reason is LinkFault.USED else [],
        again=request.method == "POST",
        addresses=_addresses_of(link),
        asked_more=link is not None and not get_mail(link.kind).of_address,
        words="",
    )
    return page, status or STATUS[reason]
