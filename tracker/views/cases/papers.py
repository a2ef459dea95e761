"""The printable stub, and the mails of a case as they were sent."""

from __future__ import annotations

import sqlalchemy as sa
from flask import abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from machines.mails import get_mail
from tracker.masking import mask_ways_in
from tracker.models import Case, ContactEntry, Letter, Mail
from tracker.permissions import case_for
from tracker.views.at_desk import actor, desk
from tracker.views.cases.blueprint import blueprint
from tracker.views.cases.came_in import came_back_for
from tracker.views.cases.reminders import wait_label
from tracker.views.headers import MAIL_POLICY
from tracker.views.ledger_words import corrections_of, words_of
from tracker.views.mail_returns import returns_of
from tracker.views.mail_words import excerpt, report_lines

# Whoever opens the link answers as the graduate: staff see that there is one, not which.


@blueprint.get("/<int:case_id>/stub")
def stub(case_id: int) -> ResponseReturnValue:
    """The stub of the letters with the written record of every contact (S4.4-5)."""
    here = desk()
    case = case_for(here, actor(), case_id)
    letters = here.session.scalars(
        sa.select(Letter)
        .filter_by(case_id=case.id)
        .order_by(Letter.id)
        .options(selectinload(Letter.receipts), joinedload(Letter.successor))
    ).all()
    entries = here.session.scalars(
        sa.select(ContactEntry)
        .filter_by(case_id=case.id)
        .order_by(ContactEntry.at, ContactEntry.id)
        .options(joinedload(ContactEntry.staff))
    ).all()
    corrections = corrections_of(here, [case.id])
    return render_template(
        "cases/stub.html",
        case=case,
        letters=letters,
        entries=[(entry, words_of(entry, corrections)) for entry in entries],
    )


@blueprint.get("/<int:case_id>/mails/<int:mail_id>")
def mail(case_id: int, mail_id: int) -> ResponseReturnValue:
    """One mail: to whom, what became of it, its text."""
    case = case_for(desk(), actor(), case_id)
    found = _mail_of(case, mail_id)
    return render_template(
        "cases/mail.html",
        case=case,
        mail=found,
        label=get_mail(found.kind).label,
        reminder=found.reminder,
        wait_label=wait_label,
        came_back=came_back_for(desk(), actor(), found),
        returned=returns_of(desk(), [found]).get(found.id),
        excerpt=excerpt,
        report_lines=report_lines,
        text=mask_ways_in(found.text),
    )


@blueprint.get("/<int:case_id>/mails/<int:mail_id>/html")
def mail_html(case_id: int, mail_id: int) -> ResponseReturnValue:
    """The mail's HTML as the graduate sees it, in a sandbox of its own."""
    case = case_for(desk(), actor(), case_id)
    return mask_ways_in(_mail_of(case, mail_id).html), {"Content-Security-Policy": MAIL_POLICY}


def _mail_of(case: Case, mail_id: int) -> Mail:
    found = desk().session.scalar(sa.select(Mail).filter_by(id=mail_id, case_id=case.id))
    if found is None:
        abort(404)
    return found
