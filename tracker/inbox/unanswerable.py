"""Mails that no program may answer (RFC 3834 2; RFC 5230 4.6): a person has to write back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.inbox.automatic.headers import ROBOTS
from tracker.inbox.parsed import Envelope, ParsedMail

LIST = "来信经邮件列表或群发转来"
NO_SENDER = "来信没有退信地址"
ROBOT = "来信由程序发出"

_OF_LISTS = re.compile(
    r"list-(?:id|help|post|owner|archive|subscribe|unsubscribe|unsubscribe-post)", re.IGNORECASE
)
_BULK = re.compile(r"\s*(?:bulk|list|junk|auto[-_ ]?reply)\b", re.IGNORECASE)
_NULL = re.compile(r"\s*<\s*>\s*")


def why_unanswerable(mail: ParsedMail, envelopes: Iterable[Envelope]) -> str:
    """Why no mail may be sent in answer by itself, "" where one may."""
    if any(_OF_LISTS.fullmatch(name) for name, _ in mail.headers):
        return LIST
    if any(_BULK.match(value) for value in mail.all_of("Precedence")):
        return LIST
    if any(_NULL.fullmatch(value) for value in mail.all_of("Return-Path")):
        return NO_SENDER
    if any(envelope.sender in ("", "<>") for envelope in envelopes):
        return NO_SENDER
    submitted = mail.header("Auto-Submitted").strip().lower()
    local = mail.from_address.partition("@")[0]
    return (
        ROBOT if (submitted and not submitted.startswith("no")) or ROBOTS.fullmatch(local) else ""
    )
