"""Which mail of ours a letter answers, where neither token nor link says it."""

from __future__ import annotations

import sqlalchemy as sa

from tracker.desk import Desk
from tracker.inbox.matching.tags import bare_subject, is_answer
from tracker.inbox.parsed import ParsedMail
from tracker.models import AnswerLink, Mail

_NEWEST = 50


def answered_mail(desk: Desk, case_id: int, mail: ParsedMail) -> int | None:
    """The mail with that subject, or for an answer to none of them the only prompt still open.

    None is told to people as it is: an answer to nobody knows which question moves nothing. A letter
    with a subject of its own answers nothing we asked.
    """
    found = mail_of_subject(desk, case_id, mail)
    if found is None and (is_answer(mail.subject) or not bare_subject(mail.subject)):
        return _only_open_prompt(desk, case_id)
    return found


def mail_of_subject(desk: Desk, case_id: int, mail: ParsedMail) -> int | None:
    """The newest mail to the sender with that subject, else the only prompt with it, else None."""
    rows = desk.session.execute(
        sa.select(Mail.id, Mail.subject, Mail.to_address, Mail.kind, Mail.move_id)
        .where(Mail.case_id == case_id)
        .order_by(Mail.id.desc())
        .limit(_NEWEST)
    ).all()
    subject, sender = bare_subject(mail.subject), mail.from_address.lower()
    same = [row for row in rows if subject and bare_subject(row.subject) == subject]
    to_him = [row for row in same if row.to_address.lower() == sender]
    prompts = {(row.kind, row.move_id) for row in same}
    fit = to_him or (same if len(prompts) == 1 else [])
    return int(fit[0].id) if fit else None


def _only_open_prompt(desk: Desk, case_id: int) -> int | None:
    open_links = desk.session.scalars(
        sa.select(AnswerLink).where(
            AnswerLink.case_id == case_id,
            AnswerLink.revoked_at.is_(None),
            AnswerLink.used_at.is_(None),
            AnswerLink.superseded_by_id.is_(None),
            AnswerLink.expires_at > desk.now,
        )
    ).all()
    if len(open_links) != 1:
        return None
    link = open_links[0]
    return desk.session.scalar(
        sa.select(Mail.id)
        .where(Mail.case_id == case_id, Mail.kind == link.kind, Mail.made_at >= link.made_at)
        .order_by(Mail.id.desc())
        .limit(1)
    )
