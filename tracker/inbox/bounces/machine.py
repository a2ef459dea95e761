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
    address = f"{mail.from_address}"
    sender = DAEMON_ADDRESS.match(address) is not None
    weak = WEAK_ADDRESS.match(address) is not None
    named = DAEMON_NAME.match(mail.from_name) is not None
    paths = [one.strip() for one in mail.all_of("return-path")]
    null = any(one.sender == "" for one in envelopes) or "<>" in paths
    daemon_path = any(DAEMON_ADDRESS.match(one.strip("<>") + "@") for one in paths)
    submitted = mail.header("auto-submitted").lower()
    return Machine(
        daemon=(sender and not weak) or named or report or bool(mail.header("x-failed-recipients")),
        null=null or daemon_path,
        weak=weak or not address or submitted.startswith("auto-"),
        human=_by_hand(mail),
    )


def _by_hand(mail: ParsedMail) -> bool:
    """A thread and a mail program, or the mark of an answer: a person pressed Reply or Forward."""
    program = any(mail.header(name) for name in HUMAN_FIELDS)
    threaded = bool(mail.in_reply_to or mail.references)
    return ANSWERED_SUBJECT.match(mail.subject) is not None or (program and threaded)
