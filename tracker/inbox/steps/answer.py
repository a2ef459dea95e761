"""Which of the answers asked for is it?"""

from __future__ import annotations

from machines.mails import MAILS
from tracker.desk import Desk
from tracker.inbox.answering import read_answer
from tracker.inbox.findings import Reading
from tracker.models import Mail


def step(desk: Desk, reading: Reading) -> Reading:
    """Read the answer where it is known which mail asked."""
    match, own = reading.match, reading.own
    if own is None or match is None or match.mail_id is None:
        return reading
    mail = desk.session.get(Mail, match.mail_id)
    kind = MAILS.get(mail.kind) if mail is not None else None
    if kind is None or not kind.answers:
        return reading
    return reading.with_(answer=read_answer(kind, own))
