"""What the graduate wrote in the reply that he was sent the form for: it fills the form beforehand."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from machines.mails import ANSWER_FORM, Answer
from machines.orders import Order, asked_fields
from tracker.desk import Desk
from tracker.inbox.answering import words_beyond
from tracker.inbox.findings import OwnWords
from tracker.links import link_url
from tracker.masking import mask_private
from tracker.models import ContactEntry, IncomingMail, Mail
from tracker.views.answers.prompt import Prompt

LONGEST = 2000


def written_words(desk: Desk, prompt: Prompt, answer: Answer) -> str:
    """His own words beside the number of that answer, numbers masked (X-PIPL); "" for none.

    They are read from the mail that the ledger holds, never from the address of the page. Where
    his words could not be told from the quote there are none.
    """
    row = _answered_by(desk, prompt, answer)
    if row is None or not row.stripped or row.answer != answer.number:
        return ""
    own = OwnWords(row.own_text, stripped=True, how="")
    return mask_private(words_beyond(prompt.kind, answer.number, own))[:LONGEST]


def fitting_field(asks: type[Order]) -> str:
    """The name of the field where they belong: the first that asks for text at length, or ""."""
    return next((a.name for a in asked_fields(asks) if a.long and a.type is str and a.required), "")


def _answered_by(desk: Desk, prompt: Prompt, answer: Answer) -> IncomingMail | None:
    """The newest mail that was sent the link to this form, while the ledger stands by it."""
    correction = aliased(ContactEntry)
    address = f"{link_url(desk.settings, prompt.link)}?answer={answer.number}"
    return desk.session.scalar(
        sa.select(IncomingMail)
        .join(Mail, Mail.incoming_id == IncomingMail.id)
        .join(ContactEntry, ContactEntry.incoming_id == IncomingMail.id)
        .where(
            Mail.case_id == prompt.case.id,
            Mail.kind == ANSWER_FORM,
            Mail.text.contains(address, autoescape=True),
            ContactEntry.case_id == prompt.case.id,
            ~sa.exists().where(correction.corrects_id == ContactEntry.id),
        )
        .order_by(Mail.id.desc())
        .limit(1)
    )
