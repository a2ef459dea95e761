"""Sends back the link to the form that an answer by mail needs: the prompt's own, once a day.

Never more than a few a day for one case, whatever comes in: two machines cannot keep each other
busy with mails that each look new to the other (RFC 3834 2).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from machines.mails import ANSWER_FORM, Answer, get_mail
from tracker.clock import SHANGHAI, day_of
from tracker.desk import Desk
from tracker.links import link_url
from tracker.models.case import Case
from tracker.models.mail import AnswerLink, Mail
from tracker.outbox.answering import ChosenAnswer
from tracker.outbox.compose import compose, context_for
from tracker.outbox.thread import answer_incoming
from tracker.outbox.write import new_mail

# A form takes longer than a number: whoever answered in time may fill it in for so many days.
AT_LEAST = timedelta(days=7)
MOST_A_DAY = 3


def write_form_link(
    desk: Desk, case: Case, link: AnswerLink, answer: Answer, incoming_id: int, address: str
) -> Mail | None:
    """Add the mail that leads to the form of `answer`, in answer to that incoming mail.

    It joins the caller's transaction, in which the case is locked. The link stays the prompt's:
    opening it shows the form of that answer and changes nothing. None where the same link has
    been sent back today already, or as many to this case as are sent in a day. The link holds for
    at least seven days from now.
    """
    if not _may_send(desk, link):
        return None
    link.expires_at = max(link.expires_at, desk.now + AT_LEAST)
    kind = get_mail(ANSWER_FORM)
    chosen = ChosenAnswer(get_mail(link.kind).label, answer.number, answer.label)
    composed = compose(kind, context_for(desk, case, kind, chosen, link))
    mail = new_mail(desk, case, kind.name, None, address, composed)
    answer_incoming(desk.session, mail, incoming_id)
    desk.session.add(mail)
    desk.session.flush()
    return mail


def _may_send(desk: Desk, link: AnswerLink) -> bool:
    midnight = datetime.combine(day_of(desk.now), time(), SHANGHAI)
    of_today = sa.select(sa.func.count(Mail.id)).where(
        Mail.case_id == link.case_id, Mail.kind == ANSWER_FORM, Mail.made_at >= midnight
    )
    same = Mail.text.contains(link_url(desk.settings, link), autoescape=True)
    if desk.session.scalar(of_today.where(same)):
        return False
    return (desk.session.scalar(of_today) or 0) < MOST_A_DAY
