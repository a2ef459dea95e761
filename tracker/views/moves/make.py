"""One move: its form, what it would send, and the doing. Nothing typed is ever lost on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from machines import get_machine
from machines.orders import Order
from machines.refusals import Refusal, Refused
from machines.table import Move
from tracker.actions import Preview, Stale, moves_open_to, preview_action, take_action
from tracker.actions.stale import refuse_stale
from tracker.clock import day_of
from tracker.facts import read_facts
from tracker.forms.order_form import OrderForm, form_for
from tracker.masking import mask_ways_in
from tracker.models import Case
from tracker.permissions import NoSuchCase, case_for, may
from tracker.views.at_desk import actor, desk
from tracker.views.cases.states import state_label, track_label
from tracker.views.headers import MAIL_POLICY
from tracker.views.kept_files import keep_files, recall_files
from tracker.views.moves.blueprint import blueprint
from tracker.views.moves.first_values import first_values, present_values
from tracker.views.moves.lists import lists_for
from tracker.views.moves.shown import mark, sends_mail


@dataclass(slots=True)
class Page:
    """What the page of one move shows."""

    case: Case
    track: str
    move: Move
    form: OrderForm
    version: int
    refusals: list[Refusal] = field(default_factory=list)
    closed: bool = False
    preview: Preview | None = None
    shown: str = ""
    stale: Stale | None = None

    def show(self, code: int = 200) -> ResponseReturnValue:
        """Render the page; after a refusal with 422, so that nobody takes it for done."""
        machine = get_machine(self.case.kind)
        standing = self.case.track(self.track)
        return render_template(
            "moves/make.html",
            page=self,
            case=self.case,
            track_label=track_label([self.track]),
            state_label=state_label(self.case.kind, self.track, standing.state),
            mails=sends_mail(machine, self.move),
            without_link=mask_ways_in,
        ), code


@blueprint.route("/<track>/<action>", methods=["GET", "POST"])
def make(case_id: int, track: str, action: str) -> ResponseReturnValue:
    """The page of a move: GET shows, POST previews or does."""
    case = case_for(desk(), actor(), case_id)
    move = _find(case, track, action)
    step = request.form.get("step", "preview")
    if request.method == "GET" or step == "restore":
        page = _page(case, track, move, case.version)
        recall_files(desk(), page.form.uploads(), case_id)
        page.refusals = _why_not(case, track, move)
        page.closed = bool(page.refusals)
        return page.show()
    typed = request.form.get("version", "")
    page = _page(case, track, move, int(typed) if typed.isdecimal() and len(typed) < 10 else 0)
    refused = _not_taken(page)
    if refused is not None:
        return refused
    keep_files(desk(), page.form.uploads(), actor(), case_id)
    return _submitted(page, step)


def _not_taken(page: Page) -> ResponseReturnValue | None:
    """The answer to an old page, another role's or another state's, before any file is kept."""
    recall_files(desk(), page.form.uploads(), page.case.id)
    try:
        refuse_stale(desk().session, page.case, page.version)
    except Stale as stale:
        page.stale, page.version = stale, stale.version
        return page.show(409)
    page.refusals = _not_here(page.case, page.track, page.move)
    page.closed = bool(page.refusals)
    return page.show(422) if page.closed else None


def _find(case: Case, track: str, action: str) -> Move:
    """The row of the table; rows that nobody may choose are no pages."""
    try:
        move = get_machine(case.kind).track(track).move(action)
        case.track(track)
    except KeyError:
        abort(404)
    if not move.by:
        abort(404)
    return move


def _page(case: Case, track: str, move: Move, version: int) -> Page:
    here, me = desk(), actor()
    form = form_for(
        move.asks,
        choices=lists_for(here, case, move.asks),
        initial=first_values(here, case, move.asks, me),
        today=day_of(here.now),
    )
    for name, words in present_values(case, move.asks).items():
        form[name].description = words
    return Page(case, track, move, form, version)


def _why_not(case: Case, track: str, move: Move) -> list[Refusal]:
    """Every reason known before anything is typed."""
    here = desk()
    elsewhere = _not_here(case, track, move)
    if elsewhere:
        return elsewhere
    views = moves_open_to(here, case, actor(), read_facts(here.session, case))
    return [r for v in views if v.track == track and v.move == move for r in v.refusals]


def _not_here(case: Case, track: str, move: Move) -> list[Refusal]:
    """Why neither the case's state nor the actor's role lets the move begin."""
    state = get_machine(case.kind).track(track).state(case.track(track).state)
    if state.name not in move.from_:
        words = f"“{move.label}”不能在“{state.label}”时办理"
        return [Refusal(words, move.rules[0], state.owner or move.by[0], "个案页面")]
    if not may(actor(), move):
        who = "、".join(role.label for role in move.by)
        words = f"“{move.label}”由{who}办理，{actor().role.label}不能办理"
        return [Refusal(words, move.rules[0], move.by[0], "个案页面")]
    return []


def _submitted(page: Page, step: str) -> ResponseReturnValue:
    if not page.form.validate():
        return page.show(422)
    order = page.form.order()
    try:
        if step == "do" and _was_shown(page, order):
            return _do(page, order)
        return _preview(page, order, step)
    except Refused as refused:
        page.refusals = page.form.show(refused.refusals)
    except Stale as stale:
        page.stale, page.version = stale, stale.version
        return page.show(409)
    return page.show(422)


def _was_shown(page: Page, order: Order) -> bool:
    """A move that sends nothing needs no preview; any other is done only as it was shown."""
    if not sends_mail(get_machine(page.case.kind), page.move):
        return True
    return request.form.get("shown", "") == _mark(page, order)


def _mark(page: Page, order: Order) -> str:
    return mark(page.track, page.move.action, order, page.version, day_of(desk().now))


def _do(page: Page, order: Order) -> ResponseReturnValue:
    case_id = page.case.id
    record = take_action(
        desk(), case_id, page.track, page.move.action, order, actor(), version=page.version
    )
    done = f"已办理：{track_label([record.track])} · {record.label}"
    try:
        case_for(desk(), actor(), case_id)
    except NoSuchCase:
        # The move itself took the case out of the actor's sight.
        branch = page.case.branch
        flash(f"{done}。个案现归{branch.college.name} · {branch.name}管理", "success")
        return redirect(url_for("cases.index"), 303)
    flash(done, "success")
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _preview(page: Page, order: Order, step: str) -> ResponseReturnValue:
    here = desk()
    refuse_stale(here.session, page.case, page.version)
    page.preview = preview_action(here, page.case.id, page.track, page.move.action, order, actor())
    if step.startswith("html-"):
        return _mail_html(page.preview, step.removeprefix("html-"))
    page.shown = _mark(page, order)
    return page.show()


def _mail_html(preview: Preview, number: str) -> ResponseReturnValue:
    if not number.isdecimal() or len(number) > 3 or int(number) >= len(preview.mails):
        abort(404)
    html = mask_ways_in(preview.mails[int(number)].html)
    return html, {"Content-Security-Policy": MAIL_POLICY}
