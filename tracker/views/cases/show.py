"""The case page, and what is masked on it."""

from __future__ import annotations

from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.actions.tasks import may_settle
from tracker.deadlines.reading import read_deadlines, reminders_of
from tracker.forms.fields import clean
from tracker.models import Case
from tracker.on_file import LABELS, shown
from tracker.permissions import ACCESS, case_for
from tracker.views.at_desk import actor, desk
from tracker.views.cases.address_lines import Typed, read_addresses, read_senders
from tracker.views.cases.blueprint import blueprint
from tracker.views.cases.came_in import answers_of, mails_of_entries, read_came_in, why_his
from tracker.views.cases.deadlines import deadline_of_fact, deadline_of_track, opened_wait, plan_of
from tracker.views.cases.handed_in import applied_for
from tracker.views.cases.next_moves import next_moves
from tracker.views.cases.page import may_correct, read_page
from tracker.views.cases.privacy import Masked, NoReason, masked_lines, reveal
from tracker.views.cases.tasks import settled_tasks, task_lines
from tracker.views.cases.timeline import read_timeline
from tracker.views.mail_words import excerpt, mail_label, report_lines


@blueprint.get("/<int:case_id>")
def show(case_id: int) -> ResponseReturnValue:
    """One case; `deadline` in the address opens the derivation of a wait, `next` of the next."""
    opened = request.args.get("deadline", "")
    return show_page(case_for(desk(), actor(), case_id), opened=opened)


@blueprint.post("/<int:case_id>/reveal")
def unmask(case_id: int) -> ResponseReturnValue:
    """Show one masked value once, to somebody who says why; the answer is not kept anywhere."""
    here, me = desk(), actor()
    case = case_for(here, me, case_id)
    wanted = request.form.get("what", "")
    what = Masked(wanted) if wanted in list(Masked) else None
    if what is None:
        return show_page(case), 400
    try:
        reveal(here, me, case.person_id, what, clean(request.form.get("reason")))
    except NoReason:
        return show_page(case, unexplained=what), 422
    return show_page(case, revealed=what)


def show_page(
    case: Case,
    *,
    revealed: Masked | None = None,
    unexplained: Masked | None = None,
    typed: Typed | None = None,
    opened: str = "",
) -> str:
    """The page of a case, with one value revealed, or one request for it or an address refused.

    `opened` names the wait whose derivation is open.
    """
    here = desk()
    page = read_page(here, actor(), case)
    entry_mails = mails_of_entries(here, actor(), case)
    given = reminders_of(here, case)
    found = read_deadlines(here, case, page.facts, given)
    deadlines = found or []
    return render_template(
        "cases/show.html",
        next_moves=next_moves(here, page, entry_mails),
        may_settle_task=partial(may_settle, actor().role),
        applied_for=applied_for,
        field_labels=LABELS,
        shown=shown,
        may_settle=actor().role in ACCESS["data_check.settle"],
        may_correct_data=may_correct(case, actor()),
        page=page,
        case=case,
        may_revoke_links=actor().role in ACCESS["cases.revoke_links"],
        masked=masked_lines(case.person, revealed),
        unexplained=unexplained,
        addresses=read_addresses(here, case),
        senders=read_senders(here, case),
        typed=typed,
        timeline=read_timeline(here, case, given),
        deadlines=deadlines,
        plan=plan_of(here, case),
        unreckoned=found is None,
        opened_wait=opened_wait(deadlines, opened),
        deadline_of_track=partial(deadline_of_track, deadlines),
        deadline_of_fact=partial(deadline_of_fact, deadlines),
        task_lines=task_lines(here, actor(), page.tasks, deadlines),
        settled_tasks=settled_tasks(here, case),
        came_in=read_came_in(here, actor(), case),
        entry_mails=entry_mails,
        why_his=why_his,
        answers_of=answers_of,
        mail_label=mail_label,
        excerpt=excerpt,
        report_lines=report_lines,
    )
