"""Sending a held-up mail once more, as its own verb."""

from __future__ import annotations

from tracker.desk import Actor, Desk
from tracker.models import Mail
from tracker.models.db import begin_writing
from tracker.outbox.resend import resend


def resend_mail(desk: Desk, mail_id: int, actor: Actor) -> Mail:
    """Write the mail anew into the outbox and commit. Raises Refused; then nothing was written."""
    begin_writing(desk.session)
    try:
        mail = resend(desk, mail_id, actor)
        desk.session.commit()
    except BaseException:
        desk.session.rollback()
        raise
    return mail
