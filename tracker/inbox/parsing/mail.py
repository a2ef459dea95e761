"""One mail taken apart."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from tracker.inbox.parsed import ParsedMail
from tracker.inbox.parsing import limits
from tracker.inbox.parsing.addresses import addresses
from tracker.inbox.parsing.bodies import read_body
from tracker.inbox.parsing.encoded_words import header_text, unfolded
from tracker.inbox.parsing.files import attachments_of, letters_of
from tracker.inbox.parsing.structure import leaves, read_structure
from tracker.inbox.parsing.transfer import raw_header

# Some senders glue ids together, some servers add "+" and sixteen digits behind the bracket.
MESSAGE_ID = re.compile(r"<[^<>\s]*>(?:\+[0-9A-Fa-f]{16})?|[^\s<>,;]+@[^\s<>,;]+")
YEARS = range(1980, 2101)
MOST_FAULTS = 20


def parse_mail(raw: bytes) -> ParsedMail:
    """The mail in `raw` as people read it; what had to be mended is told in `faults`. No raise."""
    faults: list[str] = []
    message = read_structure(raw, faults)
    headers = tuple((name, header_text(value)) for name, value in _raw_headers(message, faults))
    parts = list(leaves(message, faults))
    body = read_body(letters_of(parts), faults)
    senders = addresses(raw_header(message, "from")) or [("", "")]
    name, address = next((one for one in senders if one[1]), senders[0])
    answered = addresses(raw_header(message, "reply-to"))
    return ParsedMail(
        message=message,
        headers=headers,
        from_name=name,
        from_address=address,
        reply_to=next((address for _name, address in answered if address), ""),
        to=_all_addresses(message, "to"),
        subject=header_text(raw_header(message, "subject")),
        date=_moment(unfolded(raw_header(message, "date"))),
        message_id=next(iter(_ids(message, "message-id")), ""),
        in_reply_to=next(iter(_ids(message, "in-reply-to")), ""),
        references=_ids(message, "references"),
        text=body.text,
        html=body.html,
        html_only=body.html_only,
        attachments=attachments_of(parts, faults),
        faults=tuple(dict.fromkeys(faults))[:MOST_FAULTS],
    )


def _raw_headers(message: Message, faults: list[str]) -> list[tuple[str, str]]:
    items = [(name, str(value)) for name, value in message.raw_items()]
    if len(items) > limits.HEADERS:
        faults.append(f"信头过多，只读了前 {limits.HEADERS} 条")
    return items[: limits.HEADERS]


def _all_addresses(message: Message, field: str) -> tuple[str, ...]:
    """The addresses of every header of that name, in their order."""
    values = [str(value) for name, value in message.raw_items() if name.lower() == field]
    found = [address for value in values for _name, address in addresses(value) if address]
    return tuple(dict.fromkeys(found))[: limits.ADDRESSES]


def _ids(message: Message, field: str) -> tuple[str, ...]:
    """The message ids of a header, brackets and all; the last ones where there are very many."""
    found = MESSAGE_ID.findall(unfolded(raw_header(message, field)))
    return tuple(dict.fromkeys(found))[-limits.REFERENCES :]


def _moment(value: str) -> datetime | None:
    """An aware moment; None where the header is missing or says what cannot be."""
    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return moment if moment.year in YEARS else None
