"""The reasons why a mail is taken for an automatic one; none of a person's may be."""

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
    SUBJECT_WORDS,
)
from tracker.inbox.automatic.vacation import is_vacation_text
from tracker.inbox.parsed import Envelope, ParsedMail
from tracker.inbox.quotes import own_words

VACATION_WORDS = "全文是自动回复的措辞"
# A head is read this far; a longer value says nothing more.
LONGEST_VALUE = 1_000


def why_automatic(mail: ParsedMail, envelopes: Iterable[Envelope]) -> tuple[str, ...]:
    """Each reason in words, the head's before the text's; empty where a person wrote the mail."""
    reasons = why_by_headers(mail, envelopes)
    own = own_words(mail)
    if own.stripped and is_vacation_text(own.text):
        reasons = (*reasons, VACATION_WORDS)
    return reasons


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
