"""The reasons why a mail may be an automatic one, and which of them prove it.

A head, an envelope and a text that names itself decide alone. Words that a person would type too
(`WEAK`) never decide against one who answers: see `tracker.inbox.steps.doubt`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.inbox.automatic.headers import (
    NULL_SENDER,
    QQ_SENDER,
    QQ_SENDER_WORDS,
    ROBOT_WORDS,
    ROBOTS,
    SIGNS,
    SUBJECT,
    SUBJECT_AWAY,
    SUBJECT_AWAY_WORDS,
    SUBJECT_WORDS,
)
from tracker.inbox.automatic.vacation import is_vacation_text, names_itself
from tracker.inbox.parsed import Envelope, ParsedMail
from tracker.inbox.quotes import own_words

SELF_WORDS = "正文自称是自动回复"
VACATION_WORDS = "全文像自动回复的措辞"
WEAK = frozenset({SUBJECT_AWAY_WORDS, VACATION_WORDS})
# A head is read this far; a longer value says nothing more.
LONGEST_VALUE = 1_000


def why_automatic(mail: ParsedMail, envelopes: Iterable[Envelope]) -> tuple[str, ...]:
    """Each reason in words, the head's before the text's; empty where nothing speaks for it."""
    reasons = why_by_headers(mail, envelopes)
    own = own_words(mail)
    if own.stripped and names_itself(own.text):
        return (*reasons, SELF_WORDS)
    if own.stripped and is_vacation_text(own.text):
        return (*reasons, VACATION_WORDS)
    return reasons


def weak_only(reasons: Iterable[str]) -> bool:
    """Whether there are reasons, but only such as a person's letter may give as well."""
    found = set(reasons)
    return bool(found) and found <= WEAK


def why_by_headers(mail: ParsedMail, envelopes: Iterable[Envelope]) -> tuple[str, ...]:
    """The reasons that the head and the envelope give."""
    return tuple(dict.fromkeys((*_of_envelope(envelopes), *_of_head(mail))))


def _of_envelope(envelopes: Iterable[Envelope]) -> Iterator[str]:
    for envelope in envelopes:
        if envelope.sender in ("", "<>"):
            yield NULL_SENDER
        elif envelope.sender and QQ_SENDER.search(envelope.sender[:LONGEST_VALUE]):
            yield QQ_SENDER_WORDS


def _of_head(mail: ParsedMail) -> Iterator[str]:
    for name, value in mail.headers:
        low = name.lower()
        for sign in SIGNS:
            if sign.header.fullmatch(low) and sign.value.search(value[:LONGEST_VALUE]):
                yield sign.words
    if ROBOTS.fullmatch(mail.from_address.partition("@")[0]):
        yield ROBOT_WORDS
    if SUBJECT.match(mail.subject.strip()[:LONGEST_VALUE]):
        yield SUBJECT_WORDS
    elif SUBJECT_AWAY.match(mail.subject.strip()[:LONGEST_VALUE]):
        yield SUBJECT_AWAY_WORDS
