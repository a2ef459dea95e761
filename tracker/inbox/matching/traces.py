"""The mails of ours that a mail shows it has seen: by token, by reply address, by answer link.

Only who was sent such a mail, or was handed it, can show one. Each is looked up by an index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

import sqlalchemy as sa

from tracker.desk import Desk
from tracker.inbox.findings import Reading
from tracker.inbox.matching.signs import Sign
from tracker.inbox.words import IncomingKind
from tracker.links import find_link
from tracker.models import AnswerLink, Mail
from tracker.outbox.tokens import TokenPlace, token_in, token_of_address

# Where servers write down for whom a mail came, beside the envelope.
ADDRESS_HEADERS = (
    "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To",
)  # fmt: skip
# A notice of delivery quotes the mail it is about; its head stands near its own.
_REPORT_BYTES = 512 * 1024
_LINK = re.compile(r"/a/([A-Za-z0-9_.-]{20,200})")
_MOST_LOOKED_UP = 50


@dataclass(frozen=True, slots=True)
class Trace:
    """A mail of ours, or only its case, and the sign that led to it."""

    case_id: int
    mail_id: int | None
    sign: Sign
    words: str
    taken_back: bool


def traces(desk: Desk, reading: Reading) -> list[Trace]:
    """Every trace of our mails, the one that is most likely answered first."""
    found = [*_by_tokens(desk, reading), *_by_links(desk, reading)]
    return list({(t.case_id, t.mail_id, t.sign): t for t in found}.values())


def _by_tokens(desk: Desk, reading: Reading) -> Iterator[Trace]:
    signs: dict[str, Sign] = {}
    for token in header_tokens(reading):
        signs.setdefault(token, Sign.TOKEN)
    for place, token in address_tokens(desk, reading):
        sign = Sign.RETURN_PATH if place is TokenPlace.BOUNCE else Sign.REPLY_ADDRESS
        signs.setdefault(token, sign)
    wanted = list(signs)[:_MOST_LOOKED_UP]
    rows = desk.session.scalars(sa.select(Mail).where(Mail.token.in_(wanted))) if wanted else ()
    by_token = {mail.token: mail for mail in rows}
    for token in wanted:
        if mail := by_token.get(token):
            sign = signs[token]
            wrong = _taken_back(desk, mail.case_id, mail.made_at)
            yield Trace(mail.case_id, mail.id, sign, sign.say(f"#{mail.id}"), wrong)


def header_tokens(reading: Reading) -> Iterator[str]:
    """Tokens in the order of nearness: what it answers, then the thread from its end."""
    mail = reading.parsed
    if reading.report is not None:
        for known_as in reading.report.message_ids:
            yield from token_in(known_as)
    yield from token_in(mail.in_reply_to)
    yield from reversed(token_in(" ".join(mail.references)))
    # What a server made of these headers may not have been taken for one by the reader.
    for name in ("In-Reply-To", "References"):
        for value in mail.all_of(name):
            yield from reversed(token_in(value))
    if reading.report is not None:
        yield from token_in(reading.raw[:_REPORT_BYTES].decode("latin-1"))


def address_tokens(desk: Desk, reading: Reading) -> Iterator[tuple[TokenPlace, str]]:
    """Tokens of the addresses of ours that it was sent to, and which address each stood in."""
    mail = reading.parsed
    handed_to = [to for envelope in reading.envelopes for to in envelope.recipients]
    written_to = [value for name in ADDRESS_HEADERS for value in mail.all_of(name)]
    for address in (*handed_to, *mail.to, *written_to):
        if found := token_of_address(desk.settings, address):
            yield found


def _by_links(desk: Desk, reading: Reading) -> Iterator[Trace]:
    mail = reading.parsed
    written = f"{mail.text}\n{mail.html}"
    # Some mail programs pass every link through a page of theirs, with ours inside its address.
    tokens = dict.fromkeys([*_LINK.findall(written), *_LINK.findall(unquote(written))])
    for token in list(tokens)[:_MOST_LOOKED_UP]:
        link = find_link(desk, token)
        if link is not None:
            mail_id = _mail_of(desk, link, token, mail.from_address)
            wrong = _taken_back(desk, link.case_id, link.made_at)
            yield Trace(link.case_id, mail_id, Sign.LINK, Sign.LINK.say(), wrong)


def _mail_of(desk: Desk, link: AnswerLink, token: str, sender: str) -> int | None:
    """The mail that carries the link; among several the one to the sender, else the newest."""
    rows = desk.session.execute(
        sa.select(Mail.id, Mail.to_address)
        .where(Mail.case_id == link.case_id, Mail.text.contains(token, autoescape=True))
        .order_by(Mail.id.desc())
    ).all()
    to_him = [row.id for row in rows if row.to_address.lower() == sender.lower()]
    return next(iter([*to_him, *(row.id for row in rows)]), None)


def _taken_back(desk: Desk, case_id: int, since: datetime) -> bool:
    """Whether links of the case were taken back after that moment: a mail of before went astray.

    Which address was the wrong one nobody noted, so that none of those mails proves who answers
    (X-PIPL).
    """
    query = sa.select(AnswerLink.id).where(
        AnswerLink.case_id == case_id, AnswerLink.revoked_at >= since
    )
    return desk.session.scalar(query.limit(1)) is not None


def went_astray(desk: Desk, case_id: int, address: str) -> bool:
    """Whether links of the case were taken back and that address was sent nothing since.

    It may be the wrong one then, whose reader has the case's tag from the mail that went astray.
    """
    last = desk.session.scalar(
        sa.select(sa.func.max(AnswerLink.revoked_at)).where(AnswerLink.case_id == case_id)
    )
    if last is None:
        return False
    since = sa.select(Mail.id).where(
        Mail.case_id == case_id,
        sa.func.lower(Mail.to_address) == address.lower(),
        Mail.made_at > last,
    )
    return desk.session.scalar(since.limit(1)) is None


def is_notice(reading: Reading) -> bool:
    """Whether a mail server speaks, not a person: then its sender tells nothing."""
    return reading.kind in (IncomingKind.BOUNCE, IncomingKind.DELAY, IncomingKind.REPORT)
