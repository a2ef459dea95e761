"""What shows that a person wrote where only hints speak for a program."""

from __future__ import annotations

import re
from unicodedata import normalize

from machines.mails import MAILS
from tracker.inbox.answering.numbers import numbers_in
from tracker.inbox.answering.saying import first_line, plain
from tracker.inbox.findings import OwnWords
from tracker.inbox.matching.tags import bare_subject, tags_in

LONGEST_SUBJECT = 1_000
_AFTER_COLON = re.compile(r"[^:：]{1,20}[:：]\s*(?P<own>\S.*)", re.DOTALL)


def has_own_subject(subject: str, asked: str) -> bool:
    """Whether words of the sender's own follow the colon: "请假：无法参加集中教育".

    A program repeats the subject of the mail it answers there: `asked`, or one with a case's tag.
    """
    found = _AFTER_COLON.match(subject.strip()[:LONGEST_SUBJECT])
    if found is None or tags_in(found["own"]):
        return False
    own, ours = _folded(found["own"]), _folded(asked)
    return bool(own) and not (ours and (own in ours or ours in own))


def offers_number(own: OwnWords | None, kind: str) -> bool:
    """Whether the text gives a number as an answer, of those that the mail of `kind` offers.

    Where it is not known which mail asked, any number so given counts.
    """
    if own is None:
        return False
    text = plain(own.text)
    found = numbers_in(text if own.stripped else first_line(text))
    given = {*found.found, *([found.glued] if found.glued is not None else [])}
    answers = MAILS[kind].answers if kind in MAILS else ()
    return bool(given & {answer.number for answer in answers} if answers else given)


def _folded(subject: str) -> str:
    return re.sub(r"\s+", "", normalize("NFKC", bare_subject(subject))).lower()
