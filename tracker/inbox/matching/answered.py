"""Which mail of ours a letter answers, where neither token nor link says it."""

from __future__ import annotations

import sqlalchemy as sa

from tracker.desk import Desk
from tracker.inbox.matching.tags import bare_subject
from tracker.inbox.parsed import ParsedMail
from tracker.models import AnswerLink, Mail

_NEWEST = 50


def answered_mail(desk: Desk, case_id: int, mail: ParsedMail) -> int | None:
    """The newest mail to that sender with that subject, else the only prompt still open, else None.

    None is told to people as it is: an answer to nobody knows which question moves nothing.
    """
    rows = desk.session.execute(
        sa.select(Mail.id, Mail.subject, Mail.to_address)
        .where(Mail.case_id == case_id)
        .order_by(Mail.id.desc())
        .limit(_NEWEST)
    ).all()
    subject, sender = bare_subject(mail.subject), mail.from_address.lower()
    for row in rows:
        if row.to_address.lower() == sender and bare_subject(row.subject) == subject:
            return int(row.id)
    return _only_open_prompt(desk, case_id)


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
