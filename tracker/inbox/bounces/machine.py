"""Whether a program sent a mail: by its envelope, its From and its fields, never by its text."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.inbox.bounces.wording import (
    ANSWERED_SUBJECT,
    DAEMON_ADDRESS,
    DAEMON_NAME,
    WEAK_ADDRESS,
)
from tracker.inbox.parsed import Envelope, ParsedMail

# Fields that only programs of people write.
HUMAN_FIELDS = (
    "x-mailer",
    "user-agent",
    "x-qq-mime",
    "x-originating-client",
    "x-ms-exchange-imapappendstamp",
)


@dataclass(frozen=True, slots=True)
class Machine:
    """The signs: `daemon` a mail server, `null` the null sender, `weak` some program."""

    daemon: bool
    null: bool
    weak: bool
    human: bool


def machine_of(mail: ParsedMail, envelopes: tuple[Envelope, ...], report: bool) -> Machine:
    """The signs of a mail; `report` tells that its structure is that of RFC 6522."""
    address = mail.from_address
    weak = WEAK_ADDRESS.match(address) is not None
    named = any(DAEMON_NAME.match(name) for name in (mail.from_name, address.strip('"')))
    paths = [one.strip() for one in mail.all_of("return-path")]
    null = any(one.sender == "" for one in envelopes) or "<>" in paths
    submitted = mail.header("auto-submitted").lower()
    return Machine(
        daemon=_of_daemon(address) or named or report or bool(mail.header("x-failed-recipients")),
        null=null or any(_of_daemon(one.strip("<>") + "@") for one in paths),
        weak=weak or not address or submitted.startswith("auto-"),
        human=_by_hand(mail),
    )


def _of_daemon(address: str) -> bool:
    return bool(DAEMON_ADDRESS.match(address)) and not WEAK_ADDRESS.match(address)


def _by_hand(mail: ParsedMail) -> bool:
    """A thread and a mail program, or the mark of an answer: a person pressed Reply or Forward."""
    program = any(mail.header(name) for name in HUMAN_FIELDS)
    threaded = bool(mail.in_reply_to or mail.references)
    return ANSWERED_SUBJECT.match(mail.subject[:100]) is not None or (program and threaded)
