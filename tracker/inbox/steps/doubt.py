"""Only hints say that it is automatic: does somebody answer in it after all?"""

from __future__ import annotations

from tracker.desk import Desk
from tracker.inbox.automatic import weak_only
from tracker.inbox.automatic.person import has_own_subject, offers_number
from tracker.inbox.automatic.why import VACATION_WORDS
from tracker.inbox.findings import Reading
from tracker.models import Mail


def step(desk: Desk, reading: Reading) -> Reading:
    """Take a letter for a person's where hints alone spoke against it and it answers.

    A text in the shape of a program's says "收到" as well, so of such a one only a number counts.
    """
    if reading.report is not None or not weak_only(reading.automatic):
        return reading
    match = reading.match
    asked = desk.session.get(Mail, match.mail_id) if match and match.mail_id else None
    if (
        has_own_subject(reading.parsed.subject, asked.subject if asked else "")
        or offers_number(reading.own, asked.kind if asked else "")
        or _answers_in_own_words(reading)
    ):
        return reading.with_(automatic=())
    return reading.with_(answer=None)


def _answers_in_own_words(reading: Reading) -> bool:
    clear = reading.answer is not None and reading.answer.clear
    return clear and VACATION_WORDS not in reading.automatic
